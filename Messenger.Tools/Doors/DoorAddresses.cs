namespace Messenger.Tools.Doors;

/// <summary>Where a server's doors are.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="WirePort">Of the wire, with and without TLS.</param>
/// <param name="HttpPort">Of REST, with and without TLS, and of gRPC with TLS; null: the server has none.</param>
/// <param name="GrpcPort">Of gRPC without TLS; null: the server has none.</param>
/// <param name="Tls">Everything goes by TLS, and HTTP as HTTP/2; otherwise nothing does, and REST goes by HTTP/1.1.</param>
/// <param name="Fingerprint">Of the server's key, without which TLS trusts nobody.</param>
internal sealed record DoorAddresses(string Host, int WirePort, int? HttpPort, int? GrpcPort, bool Tls, string? Fingerprint)
{
    /// <exception cref="InvalidOperationException">The server does not have that door.</exception>
    public int PortOf(DoorKind kind) => kind switch
    {
        DoorKind.Wire => WirePort,
        DoorKind.Grpc when !Tls => GrpcPort ?? throw new InvalidOperationException("gRPC without TLS has a port of its own: name it with --grpc"),
        _ => HttpPort ?? throw new InvalidOperationException("the server's HTTP door has to be named with --http"),
    };
}
