using Messenger.Wire;

namespace Messenger.Rpc;

/// <summary>gRPC's status codes, by their numbers in its specification ("Status codes and their use in gRPC").</summary>
internal enum GrpcStatus
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>gRPC's status of each code of product rule §12. The code itself goes along, in a <c>Problem</c>: many codes share a status.</summary>
internal static class GrpcStatuses
{
    public static GrpcStatus Of(ErrorCode code) => code switch
    {
        ErrorCode.None => GrpcStatus.Ok,
        ErrorCode.BadCredentials or ErrorCode.NotLoggedIn => GrpcStatus.Unauthenticated,
        ErrorCode.RegistrationClosed or ErrorCode.NotAccepted or ErrorCode.NotAMember or ErrorCode.NotOwner or ErrorCode.Forbidden
            or ErrorCode.TlsRequired => GrpcStatus.PermissionDenied,
        ErrorCode.NoSuchAccount or ErrorCode.NoSuchGroup or ErrorCode.NoSuchMessage => GrpcStatus.NotFound,
        ErrorCode.NameTaken or ErrorCode.IdReused => GrpcStatus.AlreadyExists,
        ErrorCode.AlreadyLoggedIn or ErrorCode.ConfirmationNeeded => GrpcStatus.FailedPrecondition,
        ErrorCode.DeadlineMissed => GrpcStatus.DeadlineExceeded,
        ErrorCode.Throttled or ErrorCode.RateLimited or ErrorCode.MailboxFull or ErrorCode.TooLarge => GrpcStatus.ResourceExhausted,
        ErrorCode.StoreFailed or ErrorCode.ShuttingDown or ErrorCode.TooManyConnections => GrpcStatus.Unavailable,
        ErrorCode.Internal => GrpcStatus.Internal,
        _ => GrpcStatus.InvalidArgument,
    };
}
