using System.Globalization;
using Google.Protobuf;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Representation.Protobuf;
using Messenger.Gateway.Rest;
using Messenger.Rpc;
using Messenger.Server.Service;
using Messenger.Wire;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Messenger.Gateway.Grpc;

/// <summary>How a call ends: its status in the trailers, or in the headers when nothing else was said; with a refusal, the problem of REST too.</summary>
internal static class GrpcRefusals
{
    public static readonly Refused NoSuchMethod = new(ErrorCode.UnknownOpcode, "this server has no such method; see messenger.proto");
    public static readonly Refused Compressed = new(ErrorCode.UnknownOpcode, "messages are not compressed here");
    public static readonly Refused NotOne = new(ErrorCode.UnknownOpcode, "a request is one message, and no other");
    public static readonly Refused Truncated = new(ErrorCode.BadCommand, "the request ended within its message");
    public static readonly Refused TooLarge = new(ErrorCode.TooLarge,
        $"a message may have {HttpLimits.BodyBeforeLogin / 1024} KiB before login and {HttpLimits.Body / 1024} KiB after");
    public static readonly Refused BadTimeout = new(ErrorCode.BadCommand, $"{GrpcHeaders.Timeout} takes one to eight digits and one of H, M, S, m, u, n");
    public static readonly Refused TooLate = new(ErrorCode.DeadlineMissed, "the deadline passed; what was begun is still done");
    public static readonly Refused NeedsHttp2 = new(ErrorCode.VersionUnsupported, "gRPC needs HTTP/2: with TLS on any port of this door, without it on the one of --grpc");
    public static readonly Refused NotGrpc = new(ErrorCode.BadCommand, $"gRPC is POST with Content-Type: {GrpcMessage.ContentType}; see docs/grpc.md");

    /// <summary>Ends a call well.</summary>
    public static void Succeed(HttpContext context) => context.Response.AppendTrailer(GrpcHeaders.Status, Number(GrpcStatus.Ok));

    /// <summary>As <see cref="WriteAsync"/>, and the connection ends behind it.</summary>
    public static Task WriteLastAsync(HttpContext context, Refused refused)
    {
        context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        return WriteAsync(context, refused);
    }

    /// <summary>Ends a call, whatever was said before.</summary>
    public static Task WriteAsync(HttpContext context, Refused refused)
    {
        HttpResponse response = context.Response;
        if (!response.HasStarted)
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = GrpcMessage.ContentType;
            if (refused == Compressed)
                response.Headers[GrpcHeaders.AcceptEncoding] = "identity";
        }
        Add(response, GrpcHeaders.Status, Number(GrpcStatuses.Of(refused.Code)));
        Add(response, GrpcHeaders.Message, GrpcText.Encode(refused.Message));
        byte[] problem = ToProtobuf.Of(Problems.Of(refused, HttpStatus.Of(refused.Code))).ToByteArray();
        Add(response, GrpcHeaders.Problem, Convert.ToBase64String(problem).TrimEnd('='));
        return response.CompleteAsync();
    }

    private static void Add(HttpResponse response, string name, string value)
    {
        if (response.HasStarted)
            response.AppendTrailer(name, value);
        else
            response.Headers[name] = value;
    }

    private static string Number(GrpcStatus status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
