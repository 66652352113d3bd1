using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>A request was refused, by the server or, when it could not be sent, by the session itself.</summary>
/// <param name="code">What programs go by.</param>
/// <param name="message">One sentence for people. A server's words: make them safe before showing them.</param>
/// <param name="retryAfter">How long to wait before trying again; zero when waiting would not help.</param>
public sealed class RefusedException(ErrorCode code, string message, TimeSpan retryAfter = default) : Exception(message)
{
    public ErrorCode Code { get; } = code;

    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Of a send: it stays in the outbox on disk and is sent after the next login of its account. Sending it anew would send it twice.</summary>
    public bool StaysInOutbox { get; private init; }

    internal static RefusedException Of(Refusal refusal) => new(refusal.Code, refusal.Message, refusal.RetryAfter);

    internal static RefusedException NotConnected() =>
        new(ErrorCode.NotConnected, "not connected; try again when the connection is back");

    internal static RefusedException AnswerLost() => new(ErrorCode.NotConnected,
        "the connection was lost before the answer; whether it took effect is not known");

    internal static RefusedException Waits() => new(ErrorCode.NotLoggedIn,
        "the login is over; the message stays in the outbox and is sent after the next login of its account")
    {
        StaysInOutbox = true,
    };

    internal static RefusedException NotKept(string why) => new(ErrorCode.StoreFailed,
        $"the message cannot be kept on this machine's disk and was not sent ({why}); make room, or see to the outbox directory");

    internal static RefusedException NotLoggedIn() => new(ErrorCode.NotLoggedIn, "log in or register first");
}
