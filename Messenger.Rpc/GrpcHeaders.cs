namespace Messenger.Rpc;

/// <summary>The names of what gRPC says beside its messages, and of the one thing that we add.</summary>
internal static class GrpcHeaders
{
    /// <summary>A <see cref="GrpcStatus"/>, as a decimal number; in the trailers, or in the headers when there is no message.</summary>
    public const string Status = "grpc-status";

    /// <summary>One sentence for people, as <see cref="GrpcText"/> writes it.</summary>
    public const string Message = "grpc-message";

    /// <summary>The message <c>messenger.v1.Problem</c> of a refusal: base64 without padding, as all metadata whose name ends so.</summary>
    public const string Problem = "messenger-problem-bin";

    /// <summary>How long the client waits, as <see cref="GrpcTimeout"/> reads it.</summary>
    public const string Timeout = "grpc-timeout";

    /// <summary>The compressions that the other side may use.</summary>
    public const string AcceptEncoding = "grpc-accept-encoding";
}
