using System.Net;
using System.Net.Sockets;
using Messenger.Gateway.Events;
using Messenger.Gateway.Grpc;
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
    private readonly HttpPort? _http;
    private readonly HttpPort? _grpc;
    private HttpPort? _binding;

    private HttpDoor(MessengerServer server, GatewayOptions options, HttpLimits limits)
    {
        _http = options.Http is { } http ? new HttpPort("--http", http, HttpProtocols.Http1AndHttp2) : null;
        _grpc = options.Grpc is { } grpc ? new HttpPort("--grpc", grpc, HttpProtocols.Http2) : null;
        _application = new HttpApplication(
            server.Context, [new GrpcApi(server, _streams, limits), new ApiDocuments(), new RestApi(server, _streams, limits), new WebRoom()]);
        // Only what Kestrel is made of: no configuration, no environment, no signals, no middleware.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            SetLimits(kestrel.Limits, limits);
            foreach (HttpPort port in Ports)
                port.Listen(kestrel, new ConnectionGate(server, limits), binding => _binding = binding);
        });
        builder.Services.AddSingleton<ILoggerFactory>(new KestrelLog(server.Context.Log));
        _services = builder.Build();
        _kestrel = _services.Services.GetRequiredService<IServer>();
    }

    /// <summary>Where it listens for HTTP, with the real port.</summary>
    public IPEndPoint EndPoint => (_http ?? throw new InvalidOperationException("opened without HTTP's own port")).EndPoint;

    /// <summary>Where it listens for gRPC without TLS, with the real port.</summary>
    public IPEndPoint GrpcEndPoint => (_grpc ?? throw new InvalidOperationException("opened without gRPC's own port")).EndPoint;

    /// <summary>How many streams of events are open.</summary>
    public int OpenStreams => _streams.Count;

    public string Greeting => string.Join(Environment.NewLine, Ports.Select(port => port.Greeting));

    private IEnumerable<HttpPort> Ports => new[] { _http, _grpc }.OfType<HttpPort>();

    /// <summary>Starts to listen and to serve.</summary>
    /// <exception cref="DoorException">An address cannot be listened on.</exception>
    public static async Task<HttpDoor> OpenAsync(MessengerServer server, GatewayOptions options, HttpLimits? limits = null)
    {
        HttpDoor door = new(server, options, limits ?? new HttpLimits());
        try
        {
            await door._kestrel.StartAsync(door._application, CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or SocketException && door._binding is not null)
        {
            await door.DisposeAsync();
            throw door._binding.CannotListen(error);
        }
        foreach (HttpPort port in door.Ports)
            server.Context.Log.HttpListening(port.EndPoint.ToString());
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
        kestrel.Http2.InitialStreamWindowSize = HttpLimits.UnreadOfStream;
        kestrel.Http2.InitialConnectionWindowSize = HttpLimits.UnreadOfConnection;
        kestrel.Http2.MaxStreamsPerConnection = HttpLimits.StreamsAConnection;
        kestrel.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(Limits.PingAfterSeconds);
        kestrel.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(Limits.SilenceSeconds - Limits.PingAfterSeconds);
    }
}
