using Messenger.Wire;

namespace Messenger.Server.Connections;

/// <summary>The sentences of GOODBYE (PROTOCOL.md §6.3). Each says what happened and what to do.</summary>
internal static class CloseReasons
{
    public static string Sentence(ErrorCode reason) => reason switch
    {
        ErrorCode.ShuttingDown => "the server is shutting down; reconnect in a while",
        ErrorCode.ResumedElsewhere => "this login goes on in another connection",
        ErrorCode.PasswordChanged => "the password was changed; log in with the new one",
        ErrorCode.AccountDeleted => "the account was deleted",
        ErrorCode.SessionEnded => "this login was ended; log in again",
        ErrorCode.SlowConsumer => "too much waited to be read; messages are kept, reconnect and read faster",
        ErrorCode.DeadlineMissed => "nothing was heard in time; reconnect",
        ErrorCode.TlsRequired => "plaintext is accepted from this machine only; connect with TLS",
        ErrorCode.TooManyConnections => "the server has too many connections; try again later",
        ErrorCode.FrameTooLarge => $"a frame's length may be {Limits.FrameBeforeLogin} before login and {Limits.FrameAfterLogin} after",
        ErrorCode.VersionUnsupported => $"this server speaks versions {ProtocolVersion.Lowest} to {ProtocolVersion.Highest} of the protocol",
        ErrorCode.Malformed => "these bytes are not the Messenger protocol; see docs/PROTOCOL.md",
        _ => "the connection is closed",
    };

    /// <summary>How long a client should wait before it comes back; zero leaves it to the client.</summary>
    public static TimeSpan RetryAfter(ErrorCode reason) => reason is ErrorCode.TooManyConnections ? TimeSpan.FromSeconds(5) : TimeSpan.Zero;
}
