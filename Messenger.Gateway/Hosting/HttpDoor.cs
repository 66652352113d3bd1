using System.Net;
using System.Net.Sockets;
using Messenger.Gateway.Events;
using Messenger.Gateway.OpenApi;
using Messenger.Gateway.Rest;
using Messenger.Gateway.Web;
using Messenger.Server;
using Messenger.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Messenger.Gateway.Hosting;

/// <summary>The HTTP door of a server: Kestrel, set up by hand, and the rooms behind it. Stopped by its server, once.</summary>
internal sealed class HttpDoor : IDoor, IAsyncDisposable
{
    private readonly WebApplication _services;
    private readonly IServer _kestrel;
    private readonly EventStreams _streams = new();
    private readonly HttpApplication _application;
    private ListenOptions? _bound;
    private IPEndPoint _endPoint;

    private HttpDoor(MessengerServer server, GatewayOptions options, HttpLimits limits)
    {
        _endPoint = new IPEndPoint(options.Host, options.Port);
        _application = new HttpApplication(server.Context, [new ApiDocuments(), new RestApi(server, _streams, limits), new WebRoom()]);
        // Only what Kestrel is made of: no configuration, no environment, no signals, no middleware.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            SetLimits(kestrel.Limits, limits);
            kestrel.Listen(_endPoint, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1AndHttp2;
                new ConnectionGate(server, limits).Guard(endpoint);
                _bound = endpoint;
            });
        });
        builder.Services.AddSingleton<ILoggerFactory>(new KestrelLog(server.Context.Log));
        _services = builder.Build();
        _kestrel = _services.Services.GetRequiredService<IServer>();
    }

    /// <summary>Where it listens, with the real port.</summary>
    public IPEndPoint EndPoint => _endPoint;

    public string Greeting
    {
        get
        {
            // Others need TLS; so they are told the address that always works.
            string scheme = IPAddress.IsLoopback(_endPoint.Address) ? "http" : "https";
            IEnumerable<string> addresses = ServerProgram.ReachableAddresses(_endPoint.Address)
                .Select(address => $"{scheme}://{new IPEndPoint(address, _endPoint.Port)}/");
            return $"http on {_endPoint} · reach it at {string.Join(", ", addresses)}";
        }
    }

    /// <summary>Starts to listen and to serve.</summary>
    /// <exception cref="DoorException">The address cannot be listened on.</exception>
    public static async Task<HttpDoor> OpenAsync(MessengerServer server, GatewayOptions options, HttpLimits? limits = null)
    {
        HttpDoor door = new(server, options, limits ?? new HttpLimits());
        try
        {
            await door._kestrel.StartAsync(door._application, CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await door.DisposeAsync();
            throw new DoorException(
                $"cannot listen for HTTP on {door._endPoint}: {Reason(error)} (another server? try --http {new IPEndPoint(options.Host, options.Port % IPEndPoint.MaxPort + 1)})", error);
        }
        door._endPoint = door._bound!.IPEndPoint!;
        server.Context.Log.HttpListening(door._endPoint.ToString());
        return door;
    }

    public async Task StopAsync(CancellationToken cutOff)
    {
        _streams.Stop();
        // What is under way is answered, idle connections end; who is left then is cut off.
        await _kestrel.StopAsync(cutOff);
        await _application.WhenIdleAsync();
        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static string Reason(Exception error) =>
        error is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || error.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException
            ? "address in use"
            : error.Message;

    private static void SetLimits(KestrelServerLimits kestrel, HttpLimits limits)
    {
        kestrel.MaxRequestBodySize = HttpLimits.Body;
        kestrel.MaxRequestHeadersTotalSize = HttpLimits.HeaderBytes;
        kestrel.MaxRequestHeaderCount = HttpLimits.Headers;
        kestrel.MaxRequestLineSize = HttpLimits.RequestLineBytes;
        kestrel.MaxConcurrentUpgradedConnections = 0;
        kestrel.RequestHeadersTimeout = limits.Head;
        kestrel.KeepAliveTimeout = limits.Idle;
        // Behind the limits of ours, which are stricter: nothing that Kestrel itself reads or writes may take for ever.
        kestrel.MinRequestBodyDataRate = new MinDataRate(HttpLimits.LeastBytesPerSecond, TimeSpan.FromSeconds(Limits.FrameSeconds));
        kestrel.MinResponseDataRate = new MinDataRate(HttpLimits.LeastBytesPerSecond, TimeSpan.FromSeconds(Limits.WriteSeconds));
        kestrel.Http2.MaxStreamsPerConnection = HttpLimits.StreamsAConnection;
        kestrel.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(Limits.PingAfterSeconds);
        kestrel.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(Limits.SilenceSeconds - Limits.PingAfterSeconds);
    }
}
