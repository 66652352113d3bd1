using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Messenger.Client.Session;
using Messenger.Rpc;
using Messenger.Wire;

namespace Messenger.Client.Grpc;

/// <summary>
/// One connection to a server's gRPC door, over which any number of calls may be under way. Made by <see cref="ConnectAsync"/> under the same rules of
/// trust as a session's: known keys, a fingerprint, plaintext to this machine. Never comes back: when the connection is lost, calls fail and another
/// channel is made. Any thread may call.
/// </summary>
internal sealed class GrpcChannel : IAsyncDisposable
{
    /// <summary>A server that does not answer HTTP/2's pings is gone; the times are the wire's (PROTOCOL.md §9).</summary>
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(Limits.PingAfterSeconds);
    private static readonly TimeSpan PongLimit = TimeSpan.FromSeconds(Limits.SilenceSeconds - Limits.PingAfterSeconds);

    private readonly Dialed _dialed;
    private readonly MeteredStream _transport;
    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _server;
    private readonly string _agent;
    private int _taken;

    private GrpcChannel(Dialed dialed, MeteredStream transport, SessionOptions options)
    {
        _dialed = dialed;
        _transport = transport;
        _agent = options.Agent;
        _server = new Uri($"{(dialed.Stream is SslStream ? Uri.UriSchemeHttps : Uri.UriSchemeHttp)}://{HostPort.Format(options.Host, options.Port)}/");
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                // The connection is there already. The handler asks for another when that one is over, and gets none.
                ConnectCallback = (_, _) => Interlocked.Exchange(ref _taken, 1) == 0
                    ? ValueTask.FromResult(dialed.Stream)
                    : throw new IOException("the connection is over"),
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
                KeepAlivePingDelay = PingAfter,
                KeepAlivePingTimeout = PongLimit,
            },
            disposeHandler: true);
    }

    /// <summary>Of the server's key; null in plaintext.</summary>
    public string? Fingerprint => _dialed.Fingerprint;

    /// <summary>Done when the connection is over.</summary>
    public Task Ended => _transport.Ended;

    /// <summary>Bytes that came over the socket so far, TLS and HTTP/2 included.</summary>
    public long BytesRead => _transport.BytesRead;

    /// <summary>Bytes that went over the socket so far.</summary>
    public long BytesWritten => _transport.BytesWritten;

    /// <summary>Connects; HTTP/2 is agreed on by TLS, or in plaintext taken for granted.</summary>
    /// <param name="options">Whereto, whom to trust, and how one is called.</param>
    /// <param name="mayAsk">Somebody may be asked about an unknown key.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ConnectFailedException">Nobody there, not to be trusted, or no HTTP/2.</exception>
    public static async Task<GrpcChannel> ConnectAsync(SessionOptions options, bool mayAsk, CancellationToken cancellation)
    {
        MeteredStream? transport = null;
        Dialer dialer = new(options, socket => transport = new MeteredStream(socket), SslApplicationProtocol.Http2);
        Dialed dialed = await dialer.DialAsync(mayAsk, cancellation).ConfigureAwait(false);
        if (dialed.Stream is SslStream tls && tls.NegotiatedApplicationProtocol != SslApplicationProtocol.Http2)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new ConnectFailedException(ErrorCode.NotConnected, NotGrpc(options));
        }
        return new GrpcChannel(dialed, transport!, options);
    }

    /// <summary>That there is a server, but not one that speaks gRPC, and what to do about it.</summary>
    public static string NotGrpc(SessionOptions options) =>
        $"{HostPort.Format(options.Host, options.Port)} does not speak gRPC (is it the right port? it is the server's --grpc, or with TLS its --http; "
        + "the usual port is spoken to without --door grpc)";

    /// <summary>Asks and waits for the answer.</summary>
    /// <param name="method">The call's name in messenger.proto.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="token">Of the login; null for none.</param>
    /// <param name="deadline">How long it may take, which the server is told too.</param>
    /// <param name="cancellation">Gives the call up, which the server is told.</param>
    /// <exception cref="GrpcException">Refused, or no answer.</exception>
    public async Task<TAnswer> UnaryAsync<TRequest, TAnswer>(
        string method, TRequest request, string? token, TimeSpan deadline, CancellationToken cancellation = default)
        where TRequest : IMessage<TRequest>
        where TAnswer : IMessage<TAnswer>, new()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(deadline);
        try
        {
            TAnswer? answer = default;
            await foreach (TAnswer message in CallAsync<TRequest, TAnswer>(method, request, token, deadline, limit.Token).ConfigureAwait(false))
                answer = answer is null ? message : throw GrpcException.NotGrpc($"more than one answer to {method}");
            return answer ?? throw GrpcException.NotGrpc($"no answer to {method}");
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatus.DeadlineExceeded, $"the server did not answer within {deadline.TotalSeconds:0.#} s", null, e);
        }
    }

    /// <summary>Asks and takes messages as they come, until the server ends it. Ending the enumeration tells the server that no more is wanted.</summary>
    /// <inheritdoc cref="UnaryAsync"/>
    public IAsyncEnumerable<TAnswer> StreamAsync<TRequest, TAnswer>(string method, TRequest request, string? token, CancellationToken cancellation = default)
        where TRequest : IMessage<TRequest>
        where TAnswer : IMessage<TAnswer>, new() => CallAsync<TRequest, TAnswer>(method, request, token, deadline: null, cancellation);

    /// <summary>Ends the connection, and with it what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        _invoker.Dispose();
        await _dialed.Stream.DisposeAsync().ConfigureAwait(false);
    }

    private async IAsyncEnumerable<TAnswer> CallAsync<TRequest, TAnswer>(
        string method, TRequest request, string? token, TimeSpan? deadline, [EnumeratorCancellation] CancellationToken cancellation)
        where TRequest : IMessage<TRequest>
        where TAnswer : IMessage<TAnswer>, new()
    {
        using HttpRequestMessage asked = GrpcRequest.Of(_server, method, request, token, deadline, _agent);
        using HttpResponseMessage response = await HeardAsync(_invoker.SendAsync(asked, cancellation), cancellation).ConfigureAwait(false);
        await using IAsyncEnumerator<TAnswer> messages = GrpcAnswer.ReadAsync(response, Parsers<TAnswer>.Of, cancellation).GetAsyncEnumerator(cancellation);
        while (await HeardAsync(messages.MoveNextAsync().AsTask(), cancellation).ConfigureAwait(false))
            yield return messages.Current;
    }

    /// <summary>Whatever breaks a connection is the same to who asked.</summary>
    private static async Task<T> HeardAsync<T>(Task<T> answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or ObjectDisposedException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw GrpcException.Lost(e);
        }
    }

    private static class Parsers<T>
        where T : IMessage<T>, new()
    {
        public static readonly MessageParser<T> Of = new(() => new T());
    }
}
