using Messenger.Wire;

namespace Messenger.Client.Session;

/// <summary>No connection came about. The message is one sentence for people that says what to do.</summary>
public class ConnectFailedException(ErrorCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary><see cref="ErrorCode.NotConnected"/> when nobody answered, or the reason the server gave.</summary>
    public ErrorCode Code { get; } = code;

    /// <summary>How long the server asks to stay away; zero when it named no time.</summary>
    public TimeSpan RetryAfter { get; internal init; }

    internal static string TakesTlsOnly(string server) => $"{server} takes TLS only: leave out --plaintext, or use --tls";

    internal static string TurnedAway(string server, string why) => $"{server} turned the connection away: {why}";
}

/// <summary>The server showed a key that nobody vouches for, or another one than before. Nothing was sent to it.</summary>
public sealed class FingerprintException(string server, string presented, string? expected, string message)
    : ConnectFailedException(ErrorCode.FingerprintUnknown, message)
{
    /// <summary>Host and port.</summary>
    public string Server { get; } = server;

    /// <summary>The key that the server has.</summary>
    public string Presented { get; } = presented;

    /// <summary>The key that was pinned or asked for; null when none was.</summary>
    public string? Expected { get; } = expected;

    internal static FingerprintException Unknown(string server, string presented) => new(server, presented, null,
        $"the key of {server} is not known; if the server's first line shows the same, use --fingerprint {presented}");

    internal static FingerprintException NotApproved(string server, string presented) => new(server, presented, null,
        $"not connected: the key of {server} was not trusted");

    internal static FingerprintException Changed(string server, string presented, string pinned) => new(server, presented, pinned,
        $"the key of {server} has changed: it was {pinned} and is now {presented}; somebody may be listening in. "
        + $"If the server really has a new key: messenger forget {server}");

    internal static FingerprintException NotAsAsked(string server, string presented, string asked) => new(server, presented, asked,
        $"the key of {server} is {presented}, not {asked} as asked for with --fingerprint; compare it with the server's first line");
}
