using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using Messenger.Gateway.Hosting;
using Messenger.Tests.Support;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Somebody who speaks to a server by HTTP, through real sockets.</summary>
internal sealed class RestClient : IDisposable
{
    private readonly HttpClient _http;

    public RestClient(HttpDoor door)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri($"http://{door.EndPoint}/api/v1/"),
            Timeout = TimeLimits.Wait,
        };
    }

    /// <summary>Sent with each request; empty: none.</summary>
    public string Token { get; set; } = "";

    public HttpClient Http => _http;

    public static string Json(object value) => JsonSerializer.Serialize(value);

    public Task<RestAnswer> GetAsync(string path) => AskAsync("GET", path);

    public Task<RestAnswer> PostAsync(string path, object body) => AskAsync("POST", path, Json(body));

    public Task<RestAnswer> DeleteAsync(string path, object? body = null) => AskAsync("DELETE", path, body is null ? null : Json(body));

    /// <param name="method">HTTP's.</param>
    /// <param name="path">Behind <c>/api/v1/</c>.</param>
    /// <param name="json">The body; null for none.</param>
    public Task<RestAnswer> AskAsync(string method, string path, string? json = null) =>
        AskAsync(Request(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json")));

    public async Task<RestAnswer> AskAsync(HttpRequestMessage request)
    {
        HttpResponseMessage response = await _http.SendAsync(request).Within($"the answer to {request.Method} {request.RequestUri}");
        return new RestAnswer(response.StatusCode, response, await response.Content.ReadAsStringAsync());
    }

    public HttpRequestMessage Request(string method, string path, HttpContent? content = null)
    {
        HttpRequestMessage request = new(new HttpMethod(method), path) { Content = content };
        if (Token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
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

    public void Dispose() => _http.Dispose();

    private async Task EnterAsync(string path, string name)
    {
        RestAnswer answer = await PostAsync(path, new { name, password = RawClient.Password });
        answer.Number.Should().Be(201, "one gets in, instead of {0}", answer.Text);
        Token = answer.String("token");
    }
}
