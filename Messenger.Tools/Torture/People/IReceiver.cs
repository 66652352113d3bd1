namespace Messenger.Tools.Torture.People;

/// <summary>
/// One account that shows and confirms what it gets, in this process, by whichever door. Killed now and then: a new client, which remembers
/// nothing, logs in. Used by one flow at a time.
/// </summary>
internal interface IReceiver : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Of the client that is logged in; null for one that asks and is told of nothing.</summary>
    IConnectionWatch? Watch { get; }

    /// <summary>Its state, for who wonders what keeps it.</summary>
    string InWords();

    /// <summary>Logs a new client in and shows what waits.</summary>
    /// <exception cref="TortureFaultException">It could not, again and again.</exception>
    Task StartAsync();

    /// <summary>Ends the client in the middle of whatever it does.</summary>
    Task KillAsync();

    /// <summary>Asks for what is held, and waits until that has been shown or the connection is cut.</summary>
    Task ReadAllAsync();
}
