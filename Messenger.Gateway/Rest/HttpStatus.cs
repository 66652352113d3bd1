using Messenger.Wire;

namespace Messenger.Gateway.Rest;

/// <summary>HTTP's status of each code of product rule §12, and of each reason for which a stream ends; gRPC's problems have it too.</summary>
internal static class HttpStatus
{
    public static int Of(ErrorCode code) => code switch
    {
        ErrorCode.BadCredentials or ErrorCode.NotLoggedIn
            or ErrorCode.PasswordChanged or ErrorCode.AccountDeleted or ErrorCode.SessionEnded => 401,
        ErrorCode.RegistrationClosed or ErrorCode.NotAccepted or ErrorCode.NotAMember or ErrorCode.NotOwner or ErrorCode.Forbidden => 403,
        ErrorCode.NoSuchAccount or ErrorCode.NoSuchGroup or ErrorCode.NoSuchMessage => 404,
        ErrorCode.DeadlineMissed => 408,
        ErrorCode.NameTaken or ErrorCode.AlreadyLoggedIn or ErrorCode.IdReused or ErrorCode.ResumedElsewhere => 409,
        ErrorCode.TooLarge => 413,
        ErrorCode.NameInvalid or ErrorCode.PasswordInvalid or ErrorCode.TextInvalid or ErrorCode.BadPattern
            or ErrorCode.SelfSend or ErrorCode.ConfirmationNeeded => 422,
        ErrorCode.TlsRequired => 426,
        ErrorCode.Throttled or ErrorCode.RateLimited or ErrorCode.SlowConsumer => 429,
        ErrorCode.StoreFailed or ErrorCode.ShuttingDown or ErrorCode.TooManyConnections => 503,
        ErrorCode.MailboxFull => 507,
        ErrorCode.Internal => 500,
        ErrorCode.UnknownOpcode => 501,
        ErrorCode.VersionUnsupported => 505,
        _ => 400,
    };
}
