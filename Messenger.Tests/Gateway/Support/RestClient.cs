using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Google.Protobuf.Reflection;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Rest;
using Messenger.Tests.Support;
using Messenger.V1;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Somebody who speaks to a server by HTTP, through real sockets.</summary>
internal sealed class RestClient : IDisposable
{
    public const string Protobuf = "application/x-protobuf";

    private readonly HttpClient _http;
    private readonly GrpcClient? _grpc;

    public RestClient(HttpDoor door, Spoken spoken = Spoken.Json)
    {
        Spoken = spoken;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://{door.EndPoint}/api/v1/"),
            Timeout = TimeLimits.Wait,
        };
        _grpc = spoken is Spoken.Grpc ? new GrpcClient(door.GrpcEndPoint) : null;
    }

    /// <summary>Sent with each request; empty: none.</summary>
    public string Token { get; set; } = "";

    public HttpClient Http => _http;

    /// <summary>Of a client that speaks gRPC.</summary>
    public GrpcClient Grpc => _grpc ?? throw new InvalidOperationException("speaks no gRPC");

    /// <summary>What goes out and comes in; what tests say and see is JSON in any case.</summary>
    public Spoken Spoken { get; }

    public static string Json(object value) => JsonSerializer.Serialize(value);

    public Task<RestAnswer> GetAsync(string path) => AskAsync("GET", path);

    public Task<RestAnswer> PostAsync(string path, object body) => AskAsync("POST", path, Json(body));

    public Task<RestAnswer> DeleteAsync(string path, object? body = null) => AskAsync("DELETE", path, body is null ? null : Json(body));

    /// <param name="method">HTTP's.</param>
    /// <param name="path">Behind <c>/api/v1/</c>.</param>
    /// <param name="json">The body; null for none.</param>
    public Task<RestAnswer> AskAsync(string method, string path, string? json = null) => Spoken is Spoken.Grpc
        ? GrpcTranslation.AskAsync(Grpc, Token, method, path, json)
        : AskAsync(Request(method, path, json is null ? null : BodyOf(method, path, json)));

    public async Task<RestAnswer> AskAsync(HttpRequestMessage request)
    {
        string path = request.RequestUri?.OriginalString ?? "";
        HttpResponseMessage response = await _http.SendAsync(request).Within($"the answer to {request.Method} {request.RequestUri}");
        return new RestAnswer(response.StatusCode, response, response.Content.Headers.ContentType?.MediaType == Protobuf
            ? ProtobufJson.Decode(response.IsSuccessStatusCode ? MethodOf(request.Method.Method, path).OutputType : Problem.Descriptor, await response.Content.ReadAsByteArrayAsync())
            : await response.Content.ReadAsStringAsync());
    }

    public HttpRequestMessage Request(string method, string path, HttpContent? content = null)
    {
        HttpRequestMessage request = new(new HttpMethod(method), path) { Content = content };
        if (Token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (Spoken is Spoken.Protobuf)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Protobuf));
        return request;
    }

    public Task RegisterAsync(string name) => EnterAsync("accounts", name);

    public Task LoginAsync(string name) => EnterAsync("session", name);

    /// <summary>Sends and demands that it is stored.</summary>
    public async Task<JsonElement> SendAsync(string to, string text, Guid? id = null)
    {
        RestAnswer answer = await PostAsync("messages", new { id = id ?? Guid.NewGuid(), to, text });
        answer.Word.Should().Be("ok");
        return answer.Json;
    }

    public async Task ConfirmAsync(params IEnumerable<string> numbers) =>
        (await PostAsync("confirmations", new { numbers })).Number.Should().Be(204);

    public void Dispose()
    {
        _http.Dispose();
        _grpc?.Dispose();
    }

    private static MethodDescriptor MethodOf(string method, string path) => ProtobufJson.MethodOf(
        Router.Find(method, path.Split('?')[0], new Dictionary<string, string>(), out _) ?? throw new ArgumentException($"{method} {path} is no operation"));

    private HttpContent BodyOf(string method, string path, string json)
    {
        if (Spoken is Spoken.Json)
            return new StringContent(json, Encoding.UTF8, "application/json");
        ByteArrayContent content = new(ProtobufJson.Encode(MethodOf(method, path).InputType, json));
        content.Headers.ContentType = new MediaTypeHeaderValue(Protobuf);
        return content;
    }

    private async Task EnterAsync(string path, string name)
    {
        RestAnswer answer = await PostAsync(path, new { name, password = RawClient.Password });
        answer.Number.Should().Be(201, "one gets in, instead of {0}", answer.Text);
        Token = answer.String("token");
    }
}
