using System.Net;

namespace Messenger.Gateway;

/// <summary>What an operator may set about the HTTP door; its option on the command line is <c>--http [HOST:]PORT</c>.</summary>
public sealed record GatewayOptions
{
    /// <summary>Address to listen on.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>Port to listen on; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>Reads <c>[HOST:]PORT</c>.</summary>
    /// <returns>Null when it is none.</returns>
    public static GatewayOptions? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "localhost" : text[..colon];
        IPAddress? address = IPAddress.Loopback;
        if (host != "localhost" && !IPAddress.TryParse(host.Trim('[', ']'), out address))
            return null;
        // Without its brackets an IPv6 address would lose its end to the port.
        if (address.AddressFamily is System.Net.Sockets.AddressFamily.InterNetworkV6 && !host.StartsWith('['))
            return null;
        return ushort.TryParse(text[(colon + 1)..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out ushort port)
            ? new GatewayOptions { Host = address, Port = port }
            : null;
    }
}
