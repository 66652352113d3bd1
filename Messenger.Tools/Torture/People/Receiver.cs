using Messenger.Client.Session;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Wire;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// One account that shows and confirms what it gets, in this process. Killed now and then: the session is dropped in the middle, and a new
/// client, which remembers nothing, logs in. Used by one flow at a time.
/// </summary>
internal sealed class Receiver(int port, string name, string password, Ledger ledger) : IReceiver
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(100);

    private MessengerSession? _session;
    private SessionWatch? _watch;

    public string Name { get; } = name;

    public IConnectionWatch Watch => _watch!;

    public string InWords() => _watch?.InWords() ?? $"{Name} has not logged in";

    public async Task StartAsync()
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            MessengerSession session = Sessions.To(port);
            try
            {
                await session.ConnectAsync().Within(Waits.Step, $"{Name} to connect");
                await session.LoginAsync(Name, password).Within(Waits.Step, $"{Name} to log in");
                Begin(session);
                return;
            }
            catch (Exception error) when (error is RefusedException { Code: not ErrorCode.BadCredentials } or ConnectFailedException)
            {
                // The server is down, or the connection was cut on the way; a person would try again.
                await session.DisposeAsync().AsTask().Within(Waits.Step, $"the session of {Name} to close");
                if (TimeProvider.System.GetElapsedTime(began) > Waits.Step)
                    throw new TortureFaultException($"{Name} tried to log in for {Waits.Step.TotalSeconds:F0} s: {error.Message}", error);
                await Task.Delay(TryAgainAfter);
            }
        }
    }

    public async Task KillAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        await session.DisposeAsync().AsTask().Within(Waits.Step, $"the session of {Name} to close");
        await _watch!.EndAsync();
    }

    public Task ReadAllAsync() => _session is { } session ? ReadAllAsync(session) : Task.CompletedTask;

    public async ValueTask DisposeAsync() => await KillAsync();

    private static async Task ReadAllAsync(MessengerSession session)
    {
        try
        {
            await session.ReadAsync();
        }
        catch (Exception error) when (error is RefusedException or OperationCanceledException)
        {
            // Cut off; what it did not show is held, and is asked for again after the next login or at the end.
        }
    }

    private void Begin(MessengerSession session)
    {
        ClientView view = new(Name);
        _session = session;
        _watch = new SessionWatch(session, Name, ledger, message => Show(session, view, message), () => _ = ReadAllAsync(session));
        _ = ReadAllAsync(session);
    }

    private void Show(MessengerSession session, ClientView view, MessageReceived message)
    {
        if (ledger.Shown(view, message.From, message.Text, message.Queued) is { } entry)
            _ = ConfirmAsync(session, message.Number, entry);
    }

    private async Task ConfirmAsync(MessengerSession session, ulong number, Entry entry)
    {
        try
        {
            await session.ConfirmAsync([number]);
            ledger.Confirmed(entry);
        }
        catch (Exception error) when (error is RefusedException or OperationCanceledException or ObjectDisposedException)
        {
            // The client was killed first: this one may come again.
        }
    }
}
