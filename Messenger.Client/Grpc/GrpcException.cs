using Messenger.Rpc;
using Messenger.Wire;

namespace Messenger.Client.Grpc;

/// <summary>A call failed: the server refused it, or it had no answer.</summary>
/// <param name="status">gRPC's.</param>
/// <param name="message">One sentence for people. A server's words: make them safe before showing them.</param>
/// <param name="problem">What the server said besides; null when it said nothing, or was not heard.</param>
/// <param name="inner">What broke, when the connection did.</param>
internal sealed class GrpcException(GrpcStatus status, string message, V1.Problem? problem = null, Exception? inner = null)
    : Exception(message, inner)
{
    public GrpcStatus Status { get; } = status;

    /// <summary>What programs go by: the server's code, or the one that is nearest to the status.</summary>
    public ErrorCode Code { get; } = problem is not null && ErrorCodes.TryParse(problem.Code, out ErrorCode code) ? code : Nearest(status);

    /// <summary>How long to wait before trying again; zero when waiting would not help.</summary>
    public TimeSpan RetryAfter { get; } = problem is { HasRetryAfter: true, RetryAfter: > 0 and < uint.MaxValue }
        ? TimeSpan.FromSeconds(problem.RetryAfter)
        : TimeSpan.Zero;

    /// <summary>The connection broke; whether the call took effect is not known.</summary>
    public bool IsLost { get; private init; }

    /// <summary>The connection broke before there was an answer.</summary>
    public static GrpcException Lost(Exception inner) =>
        new(GrpcStatus.Unavailable, "the connection was lost before the answer; whether it took effect is not known", null, inner) { IsLost = true };

    /// <summary>What came is no answer in gRPC.</summary>
    public static GrpcException NotGrpc(string what) => new(GrpcStatus.Internal, $"the server answered with what is not gRPC: {what}");

    private static ErrorCode Nearest(GrpcStatus status) => status switch
    {
        GrpcStatus.InvalidArgument or GrpcStatus.OutOfRange or GrpcStatus.Unimplemented => ErrorCode.BadCommand,
        GrpcStatus.DeadlineExceeded => ErrorCode.DeadlineMissed,
        GrpcStatus.Unauthenticated => ErrorCode.NotLoggedIn,
        GrpcStatus.PermissionDenied => ErrorCode.Forbidden,
        GrpcStatus.ResourceExhausted => ErrorCode.RateLimited,
        GrpcStatus.Unavailable or GrpcStatus.Cancelled => ErrorCode.NotConnected,
        _ => ErrorCode.Internal,
    };
}
