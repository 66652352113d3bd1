using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Messenger.Gateway;

/// <summary>What an operator may set about the HTTP door. It opens when at least one of its ports is named.</summary>
public sealed record GatewayOptions
{
    /// <summary>Where REST, the web page, and gRPC with TLS are served: <c>--http [HOST:]PORT</c>. Port 0 picks a free one.</summary>
    public IPEndPoint? Http { get; init; }

    /// <summary>Where HTTP/2 is spoken without TLS too, which is what gRPC needs: <c>--grpc [HOST:]PORT</c>.</summary>
    public IPEndPoint? Grpc { get; init; }

    /// <summary>Reads <c>[HOST:]PORT</c>; the host is loopback unless it is named.</summary>
    /// <returns>Null when it is none.</returns>
    public static IPEndPoint? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "localhost" : text[..colon];
        IPAddress? address = IPAddress.Loopback;
        if (host != "localhost" && !IPAddress.TryParse(host.Trim('[', ']'), out address))
            return null;
        // Without its brackets an IPv6 address would lose its end to the port.
        if (address.AddressFamily is AddressFamily.InterNetworkV6 && !host.StartsWith('['))
            return null;
        return ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? new IPEndPoint(address, port) : null;
    }
}
