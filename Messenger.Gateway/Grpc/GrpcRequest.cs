using Messenger.Rpc;
using Microsoft.AspNetCore.Http;

namespace Messenger.Gateway.Grpc;

/// <summary>Which requests are gRPC.</summary>
internal static class GrpcRequest
{
    /// <summary>With and without a word on the messages' format; ours is the one that is meant without.</summary>
    private static readonly string[] OurTypes = [GrpcMessage.ContentType, GrpcMessage.ContentType + "+proto"];

    /// <summary>It says of itself that it is gRPC, of whatever format: its refusals are to be written so that clients of gRPC read them.</summary>
    public static bool Is(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) && HttpMethods.IsPost(request.Method)
        && TypeOf(request).StartsWith(GrpcMessage.ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Its messages are protocol buffers.</summary>
    public static bool HasOurMessages(HttpRequest request) => OurTypes.Contains(TypeOf(request), StringComparer.OrdinalIgnoreCase);

    /// <summary>Without parameters.</summary>
    private static string TypeOf(HttpRequest request) => (request.ContentType ?? "").Split(';', 2)[0].Trim();
}
