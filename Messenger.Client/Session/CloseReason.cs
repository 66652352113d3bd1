using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>Why a connection ended.</summary>
/// <param name="Code">The server's reason, or <see cref="ErrorCode.None"/> when it was simply lost.</param>
/// <param name="Message">For people.</param>
/// <param name="RetryAfter">How long the server asks to stay away.</param>
internal sealed record CloseReason(ErrorCode Code, string Message, TimeSpan RetryAfter = default)
{
    public string Word => Code is ErrorCode.None ? "connection-lost" : Code.Word();

    /// <summary>The login is over for good; connecting again by itself would be of no use or against somebody's wish.</summary>
    public bool EndsLogin =>
        Code is ErrorCode.AccountDeleted or ErrorCode.PasswordChanged or ErrorCode.SessionEnded or ErrorCode.ResumedElsewhere;

    public static CloseReason Lost(string message) => new(ErrorCode.None, message);

    public static CloseReason Of(Refusal goodbye) => new(goodbye.Code, goodbye.Message, goodbye.RetryAfter);
}
