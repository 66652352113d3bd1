using Messenger.Wire;

namespace Messenger.Rpc;

/// <summary>
/// gRPC's status of each code of product rule §12, and of each reason for which a stream ends. The code itself goes along, in a <c>Problem</c>:
/// many codes share a status.
/// </summary>
internal static class GrpcStatuses
{
    public static GrpcStatus Of(ErrorCode code) => code switch
    {
        ErrorCode.None => GrpcStatus.Ok,
        ErrorCode.BadCredentials or ErrorCode.NotLoggedIn
            or ErrorCode.PasswordChanged or ErrorCode.AccountDeleted or ErrorCode.SessionEnded => GrpcStatus.Unauthenticated,
        ErrorCode.RegistrationClosed or ErrorCode.NotAccepted or ErrorCode.NotAMember or ErrorCode.NotOwner or ErrorCode.Forbidden
            or ErrorCode.TlsRequired or ErrorCode.FingerprintUnknown => GrpcStatus.PermissionDenied,
        ErrorCode.NoSuchAccount or ErrorCode.NoSuchGroup or ErrorCode.NoSuchMessage => GrpcStatus.NotFound,
        ErrorCode.NameTaken or ErrorCode.IdReused => GrpcStatus.AlreadyExists,
        ErrorCode.AlreadyLoggedIn or ErrorCode.ConfirmationNeeded => GrpcStatus.FailedPrecondition,
        ErrorCode.DeadlineMissed => GrpcStatus.DeadlineExceeded,
        ErrorCode.Throttled or ErrorCode.RateLimited or ErrorCode.MailboxFull or ErrorCode.TooLarge or ErrorCode.FrameTooLarge
            or ErrorCode.SlowConsumer => GrpcStatus.ResourceExhausted,
        ErrorCode.StoreFailed or ErrorCode.ShuttingDown or ErrorCode.TooManyConnections or ErrorCode.NotConnected => GrpcStatus.Unavailable,
        ErrorCode.ResumedElsewhere => GrpcStatus.Aborted,
        ErrorCode.UnknownOpcode or ErrorCode.VersionUnsupported => GrpcStatus.Unimplemented,
        ErrorCode.Internal => GrpcStatus.Internal,
        _ => GrpcStatus.InvalidArgument,
    };
}
