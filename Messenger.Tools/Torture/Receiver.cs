using Messenger.Client.Session;

namespace Messenger.Tools.Torture;

/// <summary>
/// One account that shows and confirms what it gets, in this process. Killed now and then: the session is dropped in the middle, and a new
/// client, which remembers nothing, logs in.
/// </summary>
internal sealed class Receiver(Func<MessengerSession> connect, string name, string password, Ledger ledger) : IAsyncDisposable
{
    private MessengerSession? _session;
    private Task _showing = Task.CompletedTask;

    public string Name { get; } = name;

    /// <summary>Logs a new client in and shows what waits.</summary>
    public async Task StartAsync()
    {
        while (true)
        {
            MessengerSession session = connect();
            try
            {
                await session.ConnectAsync();
                await session.LoginAsync(Name, password);
                _session = session;
                _showing = Task.Run(() => ShowAsync(session, new ClientView(Name)));
                _ = ReadAllAsync(session);
                return;
            }
            catch (Exception error) when (error is RefusedException or ConnectFailedException)
            {
                // The server is down, or the connection was cut on the way; a person would try again.
                await session.DisposeAsync();
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Ends the client in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        if (_session is { } session)
            await session.DisposeAsync();
        await _showing;
    }

    /// <summary>Asks for what is held, until nothing is.</summary>
    public Task ReadAllAsync() => ReadAllAsync(_session!);

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

    private async Task ShowAsync(MessengerSession session, ClientView view)
    {
        await foreach (SessionEvent happened in session.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case MessageReceived message:
                    if (ledger.Shown(view, message.From, message.Text, message.Queued) is { } entry)
                        _ = ConfirmAsync(session, message.Number, entry);
                    break;
                case Reconnected { LoggedIn: true }:
                    _ = ReadAllAsync(session);
                    break;
            }
        }
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
