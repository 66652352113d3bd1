namespace Messenger.Client.Chat.Model;

internal enum ConnectionPhase
{
    Connecting,
    Online,

    /// <summary>It comes back by itself.</summary>
    Offline,

    /// <summary>Somebody has to do something.</summary>
    Ended,
}

/// <summary>How it stands with the connection.</summary>
/// <param name="Phase">In short.</param>
/// <param name="Reason">Why it is not there; for people.</param>
internal readonly record struct ConnectionState(ConnectionPhase Phase, string Reason = "")
{
    /// <summary>Encrypted.</summary>
    public bool IsTls { get; init; }
}
