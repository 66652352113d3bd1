using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Messenger.Rpc;

namespace Messenger.Client.Grpc;

/// <summary>Makes the request of a call, as gRPC has it over HTTP/2.</summary>
internal static class GrpcRequest
{
    /// <summary>Where the methods are.</summary>
    private static readonly string Service = V1.MessengerReflection.Descriptor.Services[0].FullName;

    /// <param name="server">The server's address.</param>
    /// <param name="method">Its name in messenger.proto.</param>
    /// <param name="message">What is asked.</param>
    /// <param name="token">Of the login; null for none.</param>
    /// <param name="deadline">How long the answer may take; null: as long as it likes.</param>
    /// <param name="agent">Name and version of the program.</param>
    public static HttpRequestMessage Of(Uri server, string method, IMessage message, string? token, TimeSpan? deadline, string agent)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(server, $"/{Service}/{method}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = ContentOf(message),
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.TryAddWithoutValidation("user-agent", agent);
        if (deadline is { } limit)
            request.Headers.TryAddWithoutValidation(GrpcHeaders.Timeout, GrpcTimeout.Format(limit));
        if (token is not null)
            request.Headers.TryAddWithoutValidation("authorization", $"Bearer {token}");
        return request;
    }

    private static ByteArrayContent ContentOf(IMessage message)
    {
        byte[] body = new byte[GrpcMessage.PrefixBytes + message.CalculateSize()];
        GrpcMessage.WritePrefix(body, body.Length - GrpcMessage.PrefixBytes);
        message.WriteTo(body.AsSpan(GrpcMessage.PrefixBytes));
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(GrpcMessage.ContentType);
        return content;
    }
}
