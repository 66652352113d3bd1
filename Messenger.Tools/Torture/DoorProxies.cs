using System.Net;
using Messenger.Tools.Doors;
using Messenger.Tools.Proxy;

namespace Messenger.Tools.Torture;

/// <summary>A badly behaved relay in front of each port of a server.</summary>
internal sealed class DoorProxies : IAsyncDisposable
{
    private readonly FaultyProxy _wire;
    private readonly FaultyProxy _http;
    private readonly FaultyProxy _grpc;

    /// <param name="server">With doors beside the wire.</param>
    /// <param name="options">How all of them behave.</param>
    /// <param name="seed">Of their choices.</param>
    public DoorProxies(DoorAddresses server, ProxyOptions options, int seed)
    {
        _wire = To(server.WirePort);
        _http = To(server.PortOf(DoorKind.RestJson));
        _grpc = To(server.PortOf(DoorKind.Grpc));
        Addresses = server with { WirePort = _wire.Port, HttpPort = _http.Port, GrpcPort = _grpc.Port };

        FaultyProxy To(int port) => new(0, new IPEndPoint(IPAddress.Loopback, port), options, seed);
    }

    /// <summary>Where the server's doors seem to be.</summary>
    public DoorAddresses Addresses { get; }

    /// <summary>The relays that people at these doors go by.</summary>
    public IEnumerable<FaultyProxy> At(IEnumerable<DoorKind> doors) => doors.Select(At).Distinct();

    /// <inheritdoc cref="FaultyProxy.Partition"/>
    public void Partition()
    {
        foreach (FaultyProxy proxy in All)
            proxy.Partition();
    }

    /// <inheritdoc cref="FaultyProxy.Heal"/>
    public void Heal()
    {
        foreach (FaultyProxy proxy in All)
            proxy.Heal();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FaultyProxy proxy in All)
            await proxy.DisposeAsync();
    }

    private FaultyProxy[] All => [_wire, _http, _grpc];

    private FaultyProxy At(DoorKind kind) => kind switch
    {
        DoorKind.Wire => _wire,
        DoorKind.Grpc => _grpc,
        _ => _http,
    };
}
