using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Messenger.Rpc;
using Messenger.Tests.Support;
using Messenger.V1;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Calls by gRPC over real sockets, on one connection; says what a test wants said, in order or not.</summary>
internal sealed class GrpcClient : IDisposable
{
    private readonly SocketsHttpHandler _handler = new() { UseProxy = false };

    /// <param name="endPoint">Where to.</param>
    /// <param name="fingerprint">The key that the server must have; null: no TLS.</param>
    public GrpcClient(IPEndPoint endPoint, string? fingerprint = null)
    {
        _handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            fingerprint == "sha256:" + Convert.ToHexStringLower(SHA256.HashData(((X509Certificate2)certificate!).PublicKey.ExportSubjectPublicKeyInfo()));
        Http = new HttpClient(_handler) { BaseAddress = new Uri($"{(fingerprint is null ? "http" : "https")}://{endPoint}"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Http { get; }

    /// <summary>Sent with each call; empty: none.</summary>
    public string Token { get; set; } = "";

    public async Task RegisterAsync(string name)
    {
        GrpcAnswer answer = await CallAsync("Register", new RegisterRequest { Name = name, Password = RawClient.Password });
        Token = answer.Status is GrpcStatus.Ok ? answer.Read(RegisterResponse.Parser).Token : throw new InvalidOperationException(answer.Text);
    }

    public Task<GrpcAnswer> SendAsync(string to, string text, Guid? id = null, string? timeout = null) => CallAsync("Send", new SendRequest
    {
        Id = ByteString.CopyFrom((id ?? Guid.NewGuid()).ToByteArray(bigEndian: true)),
        To = to,
        Text = text,
    }, timeout);

    public Task<GrpcAnswer> CallAsync(string method, IMessage request, string? timeout = null) =>
        CallAsync(Request(method, Framed(request.ToByteArray()), timeout));

    public Task<GrpcAnswer> CallAsync(string method, byte[] body) => CallAsync(Request(method, body));

    public async Task<GrpcAnswer> CallAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Http.SendAsync(request).Within($"the answer to {request.RequestUri}");
        return Of(response, await response.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Calls, and leaves the messages to be read.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken cancel = default) =>
        Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).Within($"the beginning of the answer to {request.RequestUri}");

    /// <param name="method">Of our service, or a whole path.</param>
    /// <param name="body">Messages with their prefixes.</param>
    /// <param name="timeout">What the header is to say; null: no such header.</param>
    public HttpRequestMessage Request(string method, byte[] body, string? timeout = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, method.StartsWith('/') ? method : $"/messenger.v1.Messenger/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("te", "trailers");
        if (Token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (timeout is not null)
            request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);
        return request;
    }

    /// <summary>A message with its prefix.</summary>
    public static byte[] Framed(byte[] message, byte flag = 0, int? length = null)
    {
        byte[] framed = new byte[GrpcMessage.PrefixBytes + message.Length];
        framed[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), length ?? message.Length);
        message.CopyTo(framed, GrpcMessage.PrefixBytes);
        return framed;
    }

    /// <summary>An answer whose messages have been read.</summary>
    public static GrpcAnswer Of(HttpResponseMessage response, byte[] body)
    {
        string? status = Said("grpc-status");
        return new GrpcAnswer(
            response,
            status is null ? null : (GrpcStatus)int.Parse(status, System.Globalization.CultureInfo.InvariantCulture),
            Uri.UnescapeDataString(Said("grpc-message") ?? ""),
            Said("messenger-problem-bin") is { } problem ? Problem.Parser.ParseFrom(Convert.FromBase64String(problem.PadRight((problem.Length + 3) / 4 * 4, '='))) : null,
            body);

        // In the trailers, or in the headers when nothing else was said.
        string? Said(string name) => response.TrailingHeaders.TryGetValues(name, out IEnumerable<string>? values) || response.Headers.TryGetValues(name, out values)
            ? values.Single()
            : null;
    }

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }
}
