using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Server.Security;
using Messenger.Wire;

namespace Messenger.Server.Connections;

/// <summary>
/// What carries a connection's bytes: plaintext, or TLS when the client's first byte begins a handshake (PROTOCOL.md §2.1). Opened once, by
/// the connection's read loop; anyone may ask about it or abort it.
/// </summary>
internal sealed class Transport : IAsyncDisposable
{
    private readonly Socket _socket;
    private bool _handshaking;

    /// <param name="socket">Just accepted; the transport owns it from now on.</param>
    /// <param name="address">As <see cref="AddressOf"/> gave it.</param>
    public Transport(Socket socket, IPAddress address)
    {
        _socket = socket;
        Stream = new NetworkStream(socket, ownsSocket: true);
        Address = address;
        socket.NoDelay = true;
    }

    /// <inheritdoc cref="AddressOf"/>
    public IPAddress Address { get; }

    /// <summary>Where frames go and come from; another one once TLS is established.</summary>
    public Stream Stream { get; private set; }

    /// <summary>Half way into TLS: there is no language to say anything in. Any thread.</summary>
    public bool IsHandshaking => Volatile.Read(ref _handshaking);

    /// <summary>The peer's address; an IPv4 address that came mapped into IPv6 is given as IPv4.</summary>
    /// <exception cref="SocketException">The peer was gone before it was looked at.</exception>
    public static IPAddress AddressOf(Socket socket)
    {
        IPAddress address = (socket.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>Looks at the first byte, without taking it.</summary>
    /// <returns>Whether it begins a TLS handshake; null when the client ended without a byte.</returns>
    public async Task<bool?> WantsTlsAsync()
    {
        byte[] first = new byte[1];
        if (await _socket.ReceiveAsync(first, SocketFlags.Peek) == 0)
            return null;
        return first[0] == Preamble.TlsHandshake;
    }

    /// <summary>Establishes TLS. From now on, until <see cref="Secured"/>, nothing can be said to the client.</summary>
    /// <exception cref="AuthenticationException">It came to nothing.</exception>
    public async Task SecureAsync(TlsIdentity identity)
    {
        Volatile.Write(ref _handshaking, true);
        Stream = await identity.SecureAsync(Stream);
    }

    /// <summary>Whoever writes uses the secure stream by now.</summary>
    public void Secured() => Volatile.Write(ref _handshaking, false);

    /// <summary>FIN rather than RST: ends our side and lets the peer read to the end.</summary>
    public async Task ShutdownAsync()
    {
        if (Stream is SslStream secure)
            await secure.ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends it at once, without a word. Any thread.</summary>
    public void Abort() => _socket.Dispose();

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
