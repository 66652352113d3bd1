namespace Messenger.Tools.Doors.Net;

/// <summary>The connections of one client of a door that speaks HTTP, without anything that a browser would add. Safe on any thread.</summary>
internal sealed class HttpTransport : IDisposable
{
    /// <summary>Who asks, said in each request; by the wire it is said once a connection.</summary>
    public const string Agent = "messenger-doors";

    private readonly HttpMessageInvoker _invoker;
    private readonly Version _version;

    /// <param name="kind">Whose port.</param>
    /// <param name="addresses">Where.</param>
    /// <param name="version">HTTP/2 is spoken over one connection; HTTP/1.1 over as many as there are requests under way.</param>
    public HttpTransport(DoorKind kind, DoorAddresses addresses, Version version)
    {
        DoorDialer dialer = new(addresses, Bytes);
        _version = version;
        Server = new UriBuilder(addresses.Tls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, addresses.Host, addresses.PortOf(kind)).Uri;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = DoorDialer.TimeLimit,
            // Connections are not to be made anew while something is measured.
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            // HTTP/2 carries everything over one connection: one that is dead has to be found out, or nothing would ever be answered again.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = DoorFaults.SilenceLimit / 2,
            KeepAlivePingTimeout = DoorFaults.SilenceLimit / 2,
            SslOptions = dialer.TlsOptions(),
            ConnectCallback = async (context, cancellation) => (await dialer.ConnectAsync(context.DnsEndPoint.Port, cancellation)).Stream,
        });
    }

    public ByteCounter Bytes { get; } = new();

    public Uri Server { get; }

    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        HttpRequestMessage request = new(method, new Uri(Server, path)) { Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("User-Agent", Agent);
        return request;
    }

    /// <exception cref="Messenger.Client.Session.RefusedException">No answer came.</exception>
    public async Task<HttpResponseMessage> AskAsync(HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(DoorFaults.AnswerLimit);
        try
        {
            HttpResponseMessage response = await _invoker.SendAsync(request, limit.Token);
            if (until is HttpCompletionOption.ResponseContentRead)
                await response.Content.LoadIntoBufferAsync(limit.Token);
            return response;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw DoorFaults.Late();
        }
        catch (Exception fault) when (DoorFaults.IsLoss(fault))
        {
            throw DoorFaults.Lost(fault);
        }
    }

    /// <summary>The body of an answer, counted.</summary>
    public async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellation);
        Bytes.Heard(body.Length);
        return body;
    }

    public void Dispose() => _invoker.Dispose();
}
