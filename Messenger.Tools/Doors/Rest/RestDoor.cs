using System.Globalization;
using System.Net.Http.Headers;
using Messenger.Client.Session;
using Messenger.Tools.Doors.Net;
using Messenger.Wire;

namespace Messenger.Tools.Doors.Rest;

/// <summary>HTTP, as docs/rest.md has it: HTTP/2 with TLS, HTTP/1.1 without.</summary>
internal sealed class RestDoor(DoorKind kind, DoorAddresses addresses, IRestCodec codec) : IDoorClient
{
    private const string Root = "/api/v1/";
    private const int Window = Wire.WireDoor.Window;

    private readonly HttpTransport _http = new(kind, addresses, addresses.Tls ? new Version(2, 0) : new Version(1, 1));
    private readonly MediaTypeHeaderValue _contentType = new(codec.MediaType);
    private string? _authorization;

    public DoorKind Kind => kind;

    public ByteCounter Bytes => _http.Bytes;

    public async Task ConnectAsync(CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, "session");
        (await _http.AskAsync(request, HttpCompletionOption.ResponseContentRead, cancellation)).Dispose();
    }

    public Task RegisterAsync(string name, string password, CancellationToken cancellation) => EnterAsync("accounts", name, password, cancellation);

    public Task LoginAsync(string name, string password, CancellationToken cancellation) => EnterAsync("session", name, password, cancellation);

    public async Task LogoutAsync(CancellationToken cancellation)
    {
        await AskAsync(HttpMethod.Delete, "session", null, cancellation);
        _authorization = null;
    }

    public async Task<DoorDirectory> ListAsync(string pattern, string after, int limit, CancellationToken cancellation) => codec.ReadDirectory(await AskAsync(
        HttpMethod.Get, $"accounts?pattern={Uri.EscapeDataString(pattern)}&after={Uri.EscapeDataString(after)}&limit={Digits(limit)}", null, cancellation));

    public async Task<DoorSent> SendAsync(Guid id, string to, string text, CancellationToken cancellation) =>
        codec.ReadSent(await AskAsync(HttpMethod.Post, "messages", codec.Send(id, to, text), cancellation));

    public async Task<DoorFetched> FetchAsync(int count, CancellationToken cancellation) =>
        codec.ReadFetched(await AskAsync(HttpMethod.Get, $"undelivered?count={Digits(count)}", null, cancellation));

    public async Task ConfirmAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation)
    {
        foreach (ulong[] some in numbers.Chunk(Limits.ConfirmMax))
            await AskAsync(HttpMethod.Post, "confirmations", codec.Confirm(some), cancellation);
    }

    public async Task<DoorHistory> HistoryAsync(string with, ulong before, int count, CancellationToken cancellation) => codec.ReadHistory(await AskAsync(
        HttpMethod.Get, $"conversations/{Uri.EscapeDataString(with)}/messages?before={Digits(before)}&count={Digits(count)}", null, cancellation));

    public async Task<IDoorEvents> OpenEventsAsync(ulong lastId, CancellationToken cancellation)
    {
        HttpRequestMessage request = Request(HttpMethod.Get, $"events?window={Digits(Window)}");
        request.Headers.Remove("Accept");
        request.Headers.TryAddWithoutValidation("Accept", codec.EventsMediaType);
        if (lastId > 0)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", Digits(lastId));
        HttpResponseMessage response = await _http.AskAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode)
            throw await RefusalAsync(response, cancellation);
        return new StreamedEvents(response, await response.Content.ReadAsStreamAsync(cancellation), Bytes, codec.ReadEvent);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Digits(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    private async Task EnterAsync(string path, string name, string password, CancellationToken cancellation) =>
        _authorization = "Bearer " + codec.ReadLoggedIn(await AskAsync(HttpMethod.Post, path, codec.Credentials(name, password), cancellation));

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        HttpRequestMessage request = _http.Request(method, Root + path);
        request.Headers.TryAddWithoutValidation("Accept", codec.MediaType);
        if (_authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }

    /// <returns>The body of the answer.</returns>
    private async Task<byte[]> AskAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        using HttpRequestMessage request = Request(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = _contentType;
            Bytes.Said(body.Length);
        }
        using HttpResponseMessage response = await _http.AskAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        return response.IsSuccessStatusCode ? await _http.BodyAsync(response, cancellation) : throw await RefusalAsync(response, cancellation);
    }

    private async Task<RefusedException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] body = await _http.BodyAsync(response, cancellation);
        return body.Length > 0 ? codec.ReadProblem(body) : DoorFaults.Strange($"the answer is {(int)response.StatusCode} without a problem");
    }
}
