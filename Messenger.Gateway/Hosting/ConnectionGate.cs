using System.Net;
using System.Net.Sockets;
using Messenger.Server;
using Messenger.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Messenger.Gateway.Hosting;

/// <summary>
/// Where connections of the HTTP door come in: counted with the wire's, held to the time of their first byte, and led to TLS or past it by that
/// byte, as on the wire (PROTOCOL.md §2.1). Safe on any thread.
/// </summary>
internal sealed class ConnectionGate(MessengerServer server, HttpLimits limits)
{
    /// <summary>As on the wire: so many are told why they are turned away, the rest is cut off.</summary>
    private const int TurnedAwayAtOnce = Descriptors.Reserve / 4;

    private const int UserTimeoutOption = 18;
    private int _turnedAway;
    private ConnectionDelegate? _plain;

    /// <summary>Puts the gate, and TLS behind it, before what an endpoint speaks.</summary>
    public void Guard(ListenOptions endpoint)
    {
        endpoint.Use(secure => connection => AdmitAsync(connection, secure));
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(server.Context.Identity.NewOptions()),
            HandshakeTimeout = limits.FirstByte,
        });
        endpoint.Use(plain => _plain = plain);
    }

    private async Task AdmitAsync(ConnectionContext connection, ConnectionDelegate secure)
    {
        IPAddress address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (server.Caps.TryEnter(address) is { } cap)
        {
            await TurnAwayAsync(connection, secure, address, cap);
            return;
        }
        try
        {
            server.Metrics.CountAccepted();
            NoticeDeadPeers(connection);
            await ServeAsync(connection, secure, new ClientConnection(server.NextConnectionId(), address, TurnedAway: false));
        }
        finally
        {
            server.Caps.Leave(address);
        }
    }

    private async Task TurnAwayAsync(ConnectionContext connection, ConnectionDelegate secure, IPAddress address, string cap)
    {
        server.Metrics.CountRefused();
        server.Metrics.CountClosed(ErrorCode.TooManyConnections);
        try
        {
            if (Interlocked.Increment(ref _turnedAway) > TurnedAwayAtOnce)
            {
                connection.Abort();
                return;
            }
            server.Context.Log.ConnectionRefused(address, cap);
            await ServeAsync(connection, secure, new ClientConnection(server.NextConnectionId(), address, TurnedAway: true));
        }
        finally
        {
            Interlocked.Decrement(ref _turnedAway);
        }
    }

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate secure, ClientConnection client)
    {
        Log log = server.Context.Log;
        log.ConnectionOpened(client.Id, client.Address);
        connection.Features.Set(client);
        if (await FirstByteAsync(connection) is { } first)
            await SpeakAsync(connection, first == Preamble.TlsHandshake ? secure : _plain!);
        log.ConnectionClosed(client.Id);
    }

    /// <summary>
    /// Until it is over, or its client has been gone for a while: Kestrel may wait for ever for the streams of an HTTP/2 connection that was flooded
    /// with resets and then cut off, and its place would never be free again.
    /// </summary>
    private async Task SpeakAsync(ConnectionContext connection, ConnectionDelegate speak)
    {
        using CancellationTokenSource over = new();
        Task spoken = speak(connection);
        await await Task.WhenAny(spoken, GoneAsync(connection.ConnectionClosed, over.Token));
        await over.CancelAsync();
    }

    private async Task GoneAsync(CancellationToken closed, CancellationToken over)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(closed, over);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(limits.Aftermath, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Looks at it, without taking it; null when none comes in time.</summary>
    private async Task<byte?> FirstByteAsync(ConnectionContext connection)
    {
        using CancellationTokenSource time = new(limits.FirstByte);
        try
        {
            System.IO.Pipelines.ReadResult read = await connection.Transport.Input.ReadAsync(time.Token);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ConnectionAbortedException or ConnectionResetException)
        {
            return null;
        }
    }

    /// <summary>A stream of events says nothing for long, and hears nothing at all: the system looks whether its client still lives.</summary>
    private static void NoticeDeadPeers(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is not { } socket)
            return;
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Limits.PingAfterSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            if (OperatingSystem.IsLinux())
                socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, UserTimeoutOption, BitConverter.GetBytes(Limits.SilenceSeconds * 1000));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }
}
