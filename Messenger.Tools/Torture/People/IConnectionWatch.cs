namespace Messenger.Tools.Torture.People;

/// <summary>What is known about a client that is told of things at once: whether it is connected, and why it was cut off. Safe on any thread.</summary>
internal interface IConnectionWatch
{
    bool IsConnected { get; }

    /// <summary>How often it was cut off so far, for any reason.</summary>
    int DisconnectCount { get; }

    /// <summary>How often it was cut off with this reason, a word of PROTOCOL.md §7.</summary>
    int Disconnects(string reason);
}
