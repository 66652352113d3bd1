using System.Collections.Concurrent;
using Messenger.Client.Session;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// Takes what a session tells: counts why it was cut off, notes a lost login, and hands messages and returns on. Runs until the session is
/// closed.
/// </summary>
internal sealed class SessionWatch : IConnectionWatch
{
    private readonly MessengerSession _session;
    private readonly string _name;
    private readonly Ledger _ledger;
    private readonly Action<MessageReceived>? _show;
    private readonly Action? _back;
    private readonly ConcurrentDictionary<string, int> _disconnects = new();
    private readonly Task _watching;
    private volatile string _last = "nothing happened";

    /// <param name="session">Whose events to take.</param>
    /// <param name="name">Its account.</param>
    /// <param name="ledger">Told when the login is lost.</param>
    /// <param name="show">Takes a message, in order.</param>
    /// <param name="back">Told when the connection and its login are back.</param>
    public SessionWatch(MessengerSession session, string name, Ledger ledger, Action<MessageReceived>? show = null, Action? back = null)
    {
        _session = session;
        _name = name;
        _ledger = ledger;
        _show = show;
        _back = back;
        _watching = Task.Run(WatchAsync);
    }

    public bool IsConnected => _session.IsConnected;

    /// <summary>How often it was cut off so far, for any reason.</summary>
    public int DisconnectCount => _disconnects.Values.Sum();

    /// <summary>How often it was cut off with this reason.</summary>
    public int Disconnects(string reason) => _disconnects.GetValueOrDefault(reason);

    public string InWords() => $"{_name} is {(_session.IsConnected ? "" : "not ")}connected, {(_session.Account is null ? "not " : "")}logged in, last: {_last}";

    /// <summary>All that happened before the session was closed has been taken.</summary>
    public Task EndAsync() => _watching.Within(Waits.Step, $"the events of {_name} to end");

    private async Task WatchAsync()
    {
        await foreach (SessionEvent happened in _session.Events.ReadAllAsync())
        {
            switch (happened)
            {
                case MessageReceived message:
                    _show?.Invoke(message);
                    break;
                case Disconnected gone:
                    _last = $"cut off, {gone.Reason}: {gone.Message}";
                    _disconnects.AddOrUpdate(gone.Reason, 1, (_, count) => count + 1);
                    break;
                case Reconnected { LoggedIn: true } back:
                    _last = back.Resumed ? "resumed" : "logged in afresh by its token";
                    _back?.Invoke();
                    break;
                case LoginLost lost:
                    _last = $"lost its login, {lost.Code}: {lost.Message}";
                    _ledger.Trouble($"{_name} lost its login: {lost.Message}");
                    break;
            }
        }
    }
}
