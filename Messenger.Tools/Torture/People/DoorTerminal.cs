using Messenger.Client.Session;
using Messenger.Tools.Doors;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Wire;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// One client at a door, logged in, until it is disposed of in the middle of whatever it does. One that listens holds a stream of events, opens it
/// again behind the last id that came, and fetches what is held whenever it was opened; the other has no stream and fetches all the time.
/// </summary>
internal sealed class DoorTerminal : IAsyncDisposable
{
    private const int PageSize = 100;

    private static readonly TimeSpan FetchEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan OpenAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly IDoorClient _client;
    private readonly string _name;
    private readonly Ledger _ledger;
    private readonly DoorInbox _inbox;
    private readonly DoorWatch? _watch;
    private readonly CancellationTokenSource _gone = new();
    private readonly SemaphoreSlim _fetchWanted = new(1);
    private readonly SemaphoreSlim _fetching = new(1);
    private readonly Task _living;

    /// <param name="client">Logged in; goes with this.</param>
    /// <param name="name">Its account.</param>
    /// <param name="ledger">Told of everything.</param>
    /// <param name="listens">It holds a stream of events.</param>
    public DoorTerminal(IDoorClient client, string name, Ledger ledger, bool listens)
    {
        _client = client;
        _name = name;
        _ledger = ledger;
        _inbox = new DoorInbox(client, name, ledger);
        _watch = listens ? new DoorWatch() : null;
        _living = Task.Run(LiveAsync);
    }

    /// <summary>Of its stream, if it has one.</summary>
    public IConnectionWatch? Watch => _watch;

    public string InWords() => $"{_name} at {_client.Kind.Word()} is {_watch?.InWords() ?? "fetching"}{(_living.IsCompleted ? ", and over" : "")}";

    /// <summary>Fetches and confirms until nothing waits.</summary>
    public async Task FetchAllAsync()
    {
        try
        {
            await FetchAllAsync(_gone.Token);
        }
        catch (Exception over) when (over is OperationCanceledException or RefusedException)
        {
            // Told to go, or refused, which its own flows come to know and say as well.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        // Connections go at once, and with them what was under way.
        await _client.DisposeAsync();
        await _living.Within(Waits.Step, $"the client of {_name} at {_client.Kind.Word()} to end");
    }

    private async Task LiveAsync()
    {
        Task[] flows = _watch is { } watch ? [ListenAsync(watch), FetchWhenWantedAsync(), _inbox.ConfirmEventsAsync(_gone.Token)] : [FetchAgainAndAgainAsync()];
        foreach (Task flow in flows)
        {
            try
            {
                await flow;
            }
            catch (OperationCanceledException) when (_gone.IsCancellationRequested)
            {
                // Told to go.
            }
            catch (RefusedException refused)
            {
                _ledger.Trouble($"{_name} at {_client.Kind.Word()} was refused with {refused.Code.Word()}: {refused.Message}");
            }
        }
    }

    private async Task FetchAgainAndAgainAsync()
    {
        while (true)
        {
            await FetchAllAsync(_gone.Token);
            await Task.Delay(FetchEvery, _gone.Token);
        }
    }

    private async Task FetchWhenWantedAsync()
    {
        while (true)
        {
            await _fetchWanted.WaitAsync(_gone.Token);
            await FetchAllAsync(_gone.Token);
        }
    }

    private async Task FetchAllAsync(CancellationToken gone)
    {
        await _fetching.WaitAsync(gone);
        try
        {
            while (await FetchPageAsync(gone))
            {
                // Until nothing waits.
            }
        }
        finally
        {
            _fetching.Release();
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> FetchPageAsync(CancellationToken gone)
    {
        (DoorFetched page, TimeSpan asked) = await Patience.AskAsync(
            async limit =>
            {
                TimeSpan now = _ledger.Now;
                return (await _client.FetchAsync(PageSize, limit), now);
            },
            gone);
        int taken = page.Messages.Count(message => _inbox.TakeFetched(message, asked));
        if (page.Messages.Count > 0)
            await _inbox.ConfirmAsync([.. page.Messages.Select(message => message.Number)], gone);
        return taken > 0;
    }

    private async Task ListenAsync(DoorWatch watch)
    {
        ulong last = 0;
        while (true)
        {
            try
            {
                TimeSpan asked = _ledger.Now;
                await using IDoorEvents events = await Patience.OnceAsync(limit => _client.OpenEventsAsync(last, limit), _gone.Token);
                DoorEvent happened;
                while ((happened = await events.NextAsync(_gone.Token)).Kind is not DoorEventKind.Closed)
                    last = Take(watch, happened, last, asked);
                watch.Ended(happened.Code, "the server said so");
            }
            catch (RefusedException refused) when (Patience.IsPassing(refused))
            {
                if (watch.IsConnected)
                    watch.Ended(refused.Code, refused.Message);
            }
            await Task.Delay(OpenAgainAfter, _gone.Token);
        }
    }

    /// <returns>The last id that came.</returns>
    private ulong Take(DoorWatch watch, DoorEvent happened, ulong last, TimeSpan asked)
    {
        switch (happened.Kind)
        {
            case DoorEventKind.Opened:
                watch.Opened(happened.Resumed);
                _fetchWanted.Release();
                break;
            case DoorEventKind.Message:
                _inbox.TakeEvent(happened.Message!, asked, isBehind: happened.Id > last);
                break;
            default:
                if (happened.Id > 0)
                    _inbox.TakeOther(happened.Id);
                break;
        }
        return Math.Max(last, happened.Id);
    }
}
