using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Messenger.Client.Session;

namespace Messenger.Tools.Doors.Net;

/// <summary>Makes the connections of one client of a door; all are counted.</summary>
internal sealed class DoorDialer(DoorAddresses addresses, ByteCounter counter)
{
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    /// <summary>A connection over which nothing has passed yet.</summary>
    /// <exception cref="SocketException">Nobody there.</exception>
    public async Task<(Socket Socket, Stream Stream)> ConnectAsync(int port, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(addresses.Host, port), cancellation);
            counter.Connected();
            return (socket, new CountingStream(new NetworkStream(socket, ownsSocket: true), counter));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The same, with TLS where that is asked for.</summary>
    /// <exception cref="AuthenticationException">The server has another key, or does not speak TLS.</exception>
    public async Task<Dialed> DialAsync(int port, CancellationToken cancellation)
    {
        (Socket socket, Stream stream) = await ConnectAsync(port, cancellation);
        if (!addresses.Tls)
            return new Dialed(stream, null, () => SayNoMoreAsync(socket, null));
        SslStream tls = new(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(TlsOptions(), cancellation);
            return new Dialed(tls, addresses.Fingerprint, () => SayNoMoreAsync(socket, tls));
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    public SslClientAuthenticationOptions TlsOptions() => TlsOptions(addresses.Host, addresses.Fingerprint);

    /// <summary>How the server is known: by its key, as its certificate is its own.</summary>
    public static SslClientAuthenticationOptions TlsOptions(string host, string? fingerprint) => new()
    {
        TargetHost = host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is X509Certificate2 presented && Fingerprint.Of(presented) == fingerprint,
    };

    private static async Task SayNoMoreAsync(Socket socket, SslStream? tls)
    {
        if (tls is not null)
            await tls.ShutdownAsync();
        socket.Shutdown(SocketShutdown.Send);
    }
}
