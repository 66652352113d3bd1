using System.Net;
using System.Net.Sockets;
using Messenger.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Messenger.Gateway.Hosting;

/// <summary>A port of the HTTP door.</summary>
/// <param name="option">The option that asks for it.</param>
/// <param name="asked">Where it is to be.</param>
/// <param name="protocols">Without TLS, HTTP/2 needs a port of its own: only there clients begin with it.</param>
internal sealed class HttpPort(string option, IPEndPoint asked, HttpProtocols protocols)
{
    private ListenOptions? _bound;

    /// <summary>Where it is, with the real port once it listens.</summary>
    public IPEndPoint EndPoint => _bound?.IPEndPoint ?? asked;

    /// <summary>Where it can be reached, in one line.</summary>
    public string Greeting
    {
        get
        {
            IEnumerable<string> addresses = ServerProgram.ReachableAddresses(EndPoint.Address).Select(address => Address(new IPEndPoint(address, EndPoint.Port)));
            return $"{Name} on {EndPoint} · reach it at {string.Join(", ", addresses)}";
        }
    }

    private bool IsGrpc => protocols is HttpProtocols.Http2;

    private string Name => IsGrpc ? "grpc" : "http";

    /// <summary>Tells Kestrel of it.</summary>
    /// <param name="kestrel">Whom.</param>
    /// <param name="gate">Of this port alone.</param>
    /// <param name="binding">Called when its turn comes to be bound.</param>
    public void Listen(KestrelServerOptions kestrel, ConnectionGate gate, Action<HttpPort> binding) => kestrel.Listen(asked, endpoint =>
    {
        endpoint.Protocols = protocols;
        gate.Guard(endpoint);
        endpoint.Use(next =>
        {
            binding(this);
            return next;
        });
        _bound = endpoint;
    });

    public DoorException CannotListen(Exception error)
    {
        string reason = error is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || error.InnerException is AddressInUseException
            ? "address in use"
            : error.Message;
        IPEndPoint other = new(asked.Address, asked.Port % IPEndPoint.MaxPort + 1);
        return new DoorException($"cannot listen for {(IsGrpc ? "gRPC" : "HTTP")} on {asked}: {reason} (another server? try {option} {other})", error);
    }

    /// <summary>As its clients write it. Other machines need TLS; so they are told what always works.</summary>
    private string Address(IPEndPoint reached) => IsGrpc ? reached.ToString() : $"{(IPAddress.IsLoopback(EndPoint.Address) ? "http" : "https")}://{reached}/";
}
