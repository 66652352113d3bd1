using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Messenger.Wire;

namespace Messenger.Client.Session;

/// <summary>A way to the server over which nothing has been said yet.</summary>
/// <param name="Stream">Owns the connection.</param>
/// <param name="Fingerprint">Of the server's key; null in plaintext.</param>
/// <param name="SayNoMoreAsync">Tells the server that nothing more will be written; reading goes on.</param>
internal sealed record Dialed(Stream Stream, string? Fingerprint, Func<Task> SayNoMoreAsync)
{
    /// <summary>The connection below, where there is just one: for its options only.</summary>
    public Socket? Socket { get; init; }
}

/// <summary>Makes connections and decides which servers to trust (PROTOCOL.md §2.1).</summary>
/// <param name="options">Whereto, and what to trust.</param>
/// <param name="open">Makes the stream that owns a socket; null for the usual one.</param>
/// <param name="protocol">What to offer for the connection when TLS is set up; null for nothing, as on the wire. Whoever offers looks what became of it.</param>
internal sealed class Dialer(SessionOptions options, Func<Socket, Stream>? open = null, SslApplicationProtocol? protocol = null) : IDialer
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private string Server => HostPort.Format(options.Host, options.Port);

    private bool UsesTls => options.Security switch
    {
        TransportSecurity.Tls => true,
        TransportSecurity.Plaintext => false,
        _ => !HostPort.IsLoopback(options.Host),
    };

    public async Task<Dialed> DialAsync(bool mayAsk, CancellationToken cancellation)
    {
        if (!UsesTls)
            return await DialPlaintextAsync(cancellation).ConfigureAwait(false);

        string? asked = options.Fingerprint is null
            ? null
            : Fingerprint.Normalise(options.Fingerprint) ?? throw new ConnectFailedException(
                ErrorCode.FingerprintUnknown, $"{options.Fingerprint} is no fingerprint: it has sha256: and 64 hex digits");
        try
        {
            return await DialTlsAsync(asked, cancellation).ConfigureAwait(false);
        }
        catch (FingerprintException e) when (e.Expected is null && mayAsk && options.ApproveServer is { } approve)
        {
            // A person takes longer than the server waits for a hello, so the connection is closed while asking.
            if (!await approve(new UnknownServer(e.Server, e.Presented), cancellation).ConfigureAwait(false))
                throw FingerprintException.NotApproved(e.Server, e.Presented);
            return await DialTlsAsync(e.Presented, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<Dialed> DialPlaintextAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource limit = LimitOf(cancellation);
        Socket socket = await ConnectAsync(limit.Token, cancellation).ConfigureAwait(false);
        return new Dialed(Open(socket), null, () =>
        {
            socket.Shutdown(SocketShutdown.Send);
            return Task.CompletedTask;
        })
        {
            Socket = socket,
        };
    }

    private async Task<Dialed> DialTlsAsync(string? expected, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = LimitOf(cancellation);
        Socket socket = await ConnectAsync(limit.Token, cancellation).ConfigureAwait(false);
        SslStream tls = new(Open(socket), leaveInnerStreamOpen: false);
        try
        {
            bool systemTrusts = await HandshakeAsync(tls, limit.Token, cancellation).ConfigureAwait(false);
            using X509Certificate2 certificate = new(tls.RemoteCertificate
                ?? throw new ConnectFailedException(ErrorCode.FingerprintUnknown, $"{Server} showed no certificate"));
            string presented = Fingerprint.Of(certificate);
            Judge(presented, expected, systemTrusts);
            return new Dialed(tls, presented, async () =>
            {
                await tls.ShutdownAsync().ConfigureAwait(false);
                socket.Shutdown(SocketShutdown.Send);
            })
            {
                Socket = socket,
            };
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (e is IOException or UnauthorizedAccessException)
                throw new ConnectFailedException(ErrorCode.FingerprintUnknown, $"the keys of known servers cannot be read or kept: {e.Message}", e);
            throw;
        }
    }

    /// <returns>Whether the system trusts the certificate for this host.</returns>
    private async Task<bool> HandshakeAsync(SslStream tls, CancellationToken limit, CancellationToken cancellation)
    {
        bool systemTrusts = false;
        SslClientAuthenticationOptions handshake = new()
        {
            TargetHost = options.Host,
            ApplicationProtocols = protocol is { } offered ? [offered] : null,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            // Judged afterwards, before a byte of ours is sent: by the system's trust, a pin or a person.
#pragma warning disable CA5359
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
            {
                systemTrusts = errors == SslPolicyErrors.None;
                return true;
            },
#pragma warning restore CA5359
        };
        try
        {
            await tls.AuthenticateAsClientAsync(handshake, limit).ConfigureAwait(false);
            return systemTrusts;
        }
        catch (AuthenticationException e)
        {
            throw Unusable("does not speak TLS as a messenger server does (is it the right port? plaintext is --plaintext)", e);
        }
        catch (IOException e)
        {
            // A server in a flood of connections does this as well: it cannot tell each of them why.
            throw Unusable("ended the connection while TLS was set up: it has too many connections (try again in a while), or does not speak TLS (is it the right port?)", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw Unusable($"took the connection and then said nothing for {TimeLimit.TotalSeconds:0} s (is it the right port?)", e);
        }
    }

    private ConnectFailedException Unusable(string why, Exception inner) => new(ErrorCode.NotConnected, $"{Server} {why}", inner);

    private void Judge(string presented, string? expected, bool systemTrusts)
    {
        try
        {
            JudgeByPin(presented, expected, systemTrusts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConnectFailedException(
                ErrorCode.FingerprintUnknown, $"the known keys in {options.KnownServers.Path} cannot be read or written: {e.Message}", e);
        }
    }

    private void JudgeByPin(string presented, string? expected, bool systemTrusts)
    {
        string? pinned = options.KnownServers.Find(options.Host, options.Port);
        if (expected is not null)
        {
            if (presented != expected)
                throw FingerprintException.NotAsAsked(Server, presented, expected);
            // An existing pin is only changed by `forget`, which is said on purpose.
            if (pinned is null && !systemTrusts)
                options.KnownServers.Pin(options.Host, options.Port, presented);
        }
        else if (!systemTrusts && pinned != presented)
        {
            throw pinned is null
                ? FingerprintException.Unknown(Server, presented)
                : FingerprintException.Changed(Server, presented, pinned);
        }
    }

    private Stream Open(Socket socket) => open?.Invoke(socket) ?? new NetworkStream(socket, ownsSocket: true);

    private async Task<Socket> ConnectAsync(CancellationToken limit, CancellationToken cancellation)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(options.Host, options.Port), limit).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw Unreachable($"no answer within {TimeLimit.TotalSeconds:0} s", e);
            if (e is SocketException socketError)
                throw Unreachable(Words(socketError.SocketErrorCode), e);
            // 0.0.0.0, which the server's first line has, or nothing at all.
            if (e is ArgumentException)
                throw Unreachable("no machine has that address", e);
            throw;
        }
    }

    private ConnectFailedException Unreachable(string why, Exception inner) =>
        new(ErrorCode.NotConnected, $"cannot reach {Server}: {why} (is the server running? choose another with --host and --port)", inner);

    private static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nobody listens there",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "no such host",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown => "no way to that network",
        SocketError.TimedOut => "no answer",
        _ => error.ToString(),
    };

    private static CancellationTokenSource LimitOf(CancellationToken cancellation)
    {
        CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeLimit);
        return limit;
    }
}
