using System.Net;
using System.Net.Sockets;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>
/// A network between a client and a server that the test can break: connections are cut, refused for a while, or one direction stands
/// still while the other goes on. Any thread may call it.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<byte> _fromServer = [];
    private readonly Task _accepting;
    private TaskCompletionSource _toServer = Open();
    private TaskCompletionSource _toClient = Open();
    private bool _isDown;

    public Relay(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients find it.</summary>
    public int Port { get; }

    /// <summary>Everything the server has said, on all connections.</summary>
    public byte[] FromServer
    {
        get
        {
            lock (_gate)
                return [.. _fromServer];
        }
    }

    /// <summary>From now on nothing gets through to the server.</summary>
    public void HoldToServer() => _toServer = Closed();

    /// <summary>From now on nothing gets through to the client.</summary>
    public void HoldToClient() => _toClient = Closed();

    /// <summary>Breaks all connections, with what is under way, and lets none through until <see cref="Restore"/>.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _isDown = true;
            _toServer.TrySetCanceled();
            _toClient.TrySetCanceled();
            foreach (Socket socket in _sockets)
                Break(socket);
            _sockets.Clear();
        }
    }

    /// <summary>New connections get through, in both directions.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            _isDown = false;
            _toServer = Open();
            _toClient = Open();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = JoinAsync(client);
        }
    }

    private async Task JoinAsync(Socket client)
    {
        Socket server = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
        }
        catch (SocketException)
        {
            Break(client);
            Break(server);
            return;
        }
        Task toServer;
        Task toClient;
        lock (_gate)
        {
            if (_isDown)
            {
                Break(client);
                Break(server);
                return;
            }
            _sockets.AddRange([client, server]);
            toServer = PassAsync(client, server, fromServer: false);
            toClient = PassAsync(server, client, fromServer: true);
        }
        await Task.WhenAll(toServer, toClient);
    }

    private async Task PassAsync(Socket from, Socket to, bool fromServer)
    {
        byte[] bytes = new byte[64 * 1024];
        try
        {
            for (int count; (count = await from.ReceiveAsync(bytes)) > 0;)
            {
                if (fromServer)
                    Note(bytes.AsSpan(0, count));
                // What a held direction has taken in is lost when the connection is cut.
                await (fromServer ? _toClient : _toServer).Task;
                for (int sent = 0; sent < count;)
                    sent += await to.SendAsync(bytes.AsMemory(sent, count - sent));
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            Break(from);
            Break(to);
        }
    }

    private void Note(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            _fromServer.AddRange(bytes);
    }

    private static void Break(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is broken already.
        }
        socket.Dispose();
    }

    private static TaskCompletionSource Open()
    {
        TaskCompletionSource open = Closed();
        open.SetResult();
        return open;
    }

    private static TaskCompletionSource Closed() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
