using Messenger.Client.Session;
using Messenger.Tools.Doors;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Wire;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// One account that sends at a door of HTTP: to several at a time, and to each one message after the other, since requests that are under way at
/// once have no order. A send without an answer is repeated under its id, whatever happens, until it has one.
/// </summary>
/// <param name="client">Logged in; goes with this.</param>
/// <param name="name">Its account.</param>
/// <param name="targets">To whom.</param>
/// <param name="ledger">Told of everything.</param>
/// <param name="seed">Of its choices.</param>
internal sealed class DoorSender(IDoorClient client, string name, SendTargets targets, Ledger ledger, int seed) : ISender
{
    private const int InFlight = 16;
    private const int PauseMost = 20;

    /// <summary>One in so many is sent once more though it was answered: the answer must be the same, and say so.</summary>
    private const int RepeatedOneIn = 16;

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, Lane> _lanes = targets.Names.Distinct().ToDictionary(to => to, _ => new Lane());
    private int _unanswered;
    private volatile string _last = "nothing went wrong";

    public string Name => name;

    public IConnectionWatch? Watch => null;

    public string InWords() => $"{name} at {client.Kind.Word()}, {Volatile.Read(ref _unanswered)} sends without an answer, last: {_last}";

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, InFlight).Select(i => SendManyAsync(new Random(seed + (i << 16)), stop)));

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await client.DisposeAsync();
    }

    private async Task SendManyAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            string to = targets.Any(random);
            Lane lane = _lanes[to];
            await lane.Turn.WaitAsync(_gone.Token);
            try
            {
                await SendOneAsync(to, lane.Sequence++);
            }
            catch (OperationCanceledException) when (_gone.IsCancellationRequested)
            {
                // Its sends that have no answer by now are said elsewhere.
                return;
            }
            finally
            {
                lane.Turn.Release();
            }
            await Task.Delay(random.Next(PauseMost), CancellationToken.None);
        }
    }

    private async Task SendOneAsync(string to, long sequence)
    {
        Entry entry = new(name, to, sequence);
        Guid id = Guid.CreateVersion7();
        Entry[] entries = targets.Entries(entry);
        foreach (Entry each in entries)
            ledger.Sent(each, id);
        Interlocked.Increment(ref _unanswered);
        try
        {
            DoorSent sent = await UntilAnsweredAsync(id, entry);
            foreach (Entry each in entries)
                ledger.Acknowledged(each);
            if (sequence % RepeatedOneIn == 0)
                await RepeatAsync(id, entry, sent);
        }
        catch (RefusedException refused) when (refused.Code is ErrorCode.StoreFailed or ErrorCode.MailboxFull or ErrorCode.RateLimited)
        {
            ledger.WasRefused();
        }
        catch (RefusedException refused)
        {
            ledger.Trouble($"a send was refused with {refused.Code.Word()}: {refused.Message}", entries[0]);
        }
        Interlocked.Decrement(ref _unanswered);
    }

    private async Task RepeatAsync(Guid id, Entry entry, DoorSent sent)
    {
        DoorSent again = await UntilAnsweredAsync(id, entry);
        if (!again.Duplicate || again.Number != sent.Number || again.At != sent.At)
            ledger.Trouble($"a send that was repeated under {id} was stored as {sent.Number} and answered with {again.Number}, duplicate: {again.Duplicate}");
    }

    private Task<DoorSent> UntilAnsweredAsync(Guid id, Entry entry) => Patience.AskAsync(
        async limit =>
        {
            try
            {
                return await client.SendAsync(id, entry.To, entry.Text(), limit);
            }
            catch (RefusedException refused)
            {
                _last = $"{refused.Code.Word()}: {refused.Message}";
                throw;
            }
        },
        _gone.Token);

    /// <summary>What is sent to one account or group, in order.</summary>
    private sealed class Lane
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public long Sequence { get; set; }
    }
}
