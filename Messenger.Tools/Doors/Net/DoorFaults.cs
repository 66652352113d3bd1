using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Tools.Doors.Net;

/// <summary>What networks do, said as what it means to whoever asked.</summary>
internal static class DoorFaults
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);

    /// <summary>How long nothing may come over a connection that should show signs of life: then it is dead, whatever the system believes.</summary>
    public static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(Limits.SilenceSeconds);

    /// <summary>A fault of the network, not of this program.</summary>
    public static bool IsLoss(Exception fault) =>
        fault is HttpRequestException or HttpProtocolException or IOException or SocketException or AuthenticationException or ObjectDisposedException;

    /// <summary>The connection was lost before the answer.</summary>
    public static RefusedException Lost(Exception fault) => new(
        ErrorCode.NotConnected,
        (fault as AuthenticationException ?? fault.InnerException as AuthenticationException) is { } untrusted
            ? $"no TLS with this server: it has another key than the one that was named, or speaks none ({untrusted.Message})"
            : $"no answer, and whether it took effect is not known: {fault.Message}");

    /// <summary>The answer took too long.</summary>
    public static RefusedException Late() => new(ErrorCode.NotConnected, $"no answer within {AnswerLimit.TotalSeconds:0} s");

    /// <summary>What came is not what the door is described as.</summary>
    public static RefusedException Strange(string what) => new(ErrorCode.Malformed, what);
}
