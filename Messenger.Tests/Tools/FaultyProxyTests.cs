using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Tools.Proxy;
using NUnit.Framework;

namespace Messenger.Tests.Tools;

/// <summary>The relay that behaves badly, with a plain listener behind it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal sealed class FaultyProxyTests
{
    private readonly List<TcpListener> _listeners = [];
    private readonly List<FaultyProxy> _proxies = [];
    private readonly List<Socket> _sockets = [];

    private FaultyProxy Proxy => _proxies[0];

    [TearDown]
    public async Task EndAll()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
        foreach (FaultyProxy proxy in _proxies)
            await proxy.DisposeAsync();
        foreach (TcpListener listener in _listeners)
            listener.Dispose();
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(7)]
    public async Task What_passes_is_the_same_bytes_in_both_directions_and_so_is_the_end(int split)
    {
        (Socket client, Socket server) = await ConnectAsync(new ProxyOptions { Split = split });
        byte[] bytes = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

        await client.SendAsync(bytes);
        (await ReceiveAsync(server, bytes.Length)).Should().Equal(bytes);
        await server.SendAsync(bytes);
        (await ReceiveAsync(client, bytes.Length)).Should().Equal(bytes);

        client.Shutdown(SocketShutdown.Send);
        (await server.ReceiveAsync(new byte[1]).Within("the end")).Should().Be(0);
    }

    [Test]
    public async Task A_connection_is_cut_at_both_ends_once_so_many_bytes_have_passed()
    {
        (Socket client, Socket server) = await ConnectAsync(new ProxyOptions { CutAfter = 10 });
        await client.SendAsync(new byte[10]);
        (await ReceiveAsync(server, 10)).Should().HaveCount(10);

        await client.SendAsync(new byte[1]);

        await ExpectResetAsync(client);
        await ExpectResetAsync(server);
    }

    [Test]
    public async Task An_end_that_is_reset_takes_the_other_with_it()
    {
        (Socket client, Socket server) = await ConnectAsync(new ProxyOptions());
        await client.SendAsync(new byte[1]);
        await ReceiveAsync(server, 1);
        server.LingerState = new LingerOption(true, 0);
        server.Dispose();

        await ExpectResetAsync(client);
        await Eventually.Becomes(() => Proxy.ConnectionCount == 0, "the pair to be gone");
    }

    [Test]
    public async Task One_of_all_connections_is_cut_on_demand()
    {
        (Socket client, Socket server) = await ConnectAsync(new ProxyOptions());
        Proxy.CutOne();
        await ExpectResetAsync(client);
        await ExpectResetAsync(server);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_stalled_connection_carries_nothing_more_and_does_not_say_so(bool onDemand)
    {
        (Socket client, Socket server) = await ConnectAsync(new ProxyOptions { HalfOpenAfter = onDemand ? 0 : 1 });
        await client.SendAsync(new byte[1]);
        await ReceiveAsync(server, 1);
        if (onDemand)
            Proxy.StallOne();

        Task<int> receiving = server.ReceiveAsync(new byte[1]);
        await client.SendAsync(new byte[100]);
        // Another connection is carried to and fro meanwhile, which takes longer than those bytes would have.
        (Socket other, Socket otherServer) = await ConnectAsync();
        await other.SendAsync(new byte[1]);
        await ReceiveAsync(otherServer, 1);

        receiving.IsCompleted.Should().BeFalse();
        client.Poll(0, SelectMode.SelectRead).Should().BeFalse("it was told nothing");
    }

    [Test]
    public async Task A_partition_carries_nothing_either_way_and_when_it_heals_all_of_it_comes()
    {
        (Socket client, Socket server) = await ConnectAsync(new ProxyOptions());
        Proxy.Partition();
        await client.SendAsync(new byte[] { 1, 2, 3 });
        await server.SendAsync(new byte[] { 4, 5 });
        client.Shutdown(SocketShutdown.Send);
        Task<byte[]> atServer = ReceiveAsync(server, 3);
        Task<byte[]> atClient = ReceiveAsync(client, 2);
        // A new connection is not carried either, though this end was taken.
        using Socket late = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await late.ConnectAsync(IPAddress.Loopback, Proxy.Port).Within("a connection");
        Task<Socket> accepting = _listeners[0].AcceptSocketAsync();
        await Eventually.Becomes(() => Proxy.ConnectionCount == 2, "the proxy to have it");
        (atServer.IsCompleted, atClient.IsCompleted, accepting.IsCompleted).Should().Be((false, false, false));

        Proxy.Heal();

        (await atServer).Should().Equal(1, 2, 3);
        (await atClient).Should().Equal(4, 5);
        (await server.ReceiveAsync(new byte[1]).Within("the end")).Should().Be(0);
        (await accepting.Within("the late one")).Dispose();
    }

    [Test]
    public async Task What_is_lost_is_late_by_a_retransmission_and_overtaken_by_nothing()
    {
        (Socket client, Socket server) = await ConnectAsync(new ProxyOptions { LossPercent = 60 });
        long began = TimeProvider.System.GetTimestamp();
        for (byte i = 0; i < 5; i++)
        {
            await client.SendAsync(new[] { i });
            (await ReceiveAsync(server, 1)).Should().Equal(i);
        }
        TimeProvider.System.GetElapsedTime(began).Should().BeGreaterThanOrEqualTo(ProxyOptions.RetransmitAfter, "seed 1 loses one of five");
    }

    private Task<(Socket Client, Socket Server)> ConnectAsync(ProxyOptions options)
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        _listeners.Add(listener);
        listener.Start();
        _proxies.Add(new FaultyProxy(0, (IPEndPoint)listener.LocalEndpoint, options, seed: 1));
        return ConnectAsync();
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, Proxy.Port).Within("a connection");
        Socket server = await _listeners[0].AcceptSocketAsync().Within("the relayed connection");
        _sockets.Add(server);
        return (client, server);
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int received = 0; received < count;)
        {
            int some = await socket.ReceiveAsync(bytes.AsMemory(received)).AsTask().Within("bytes");
            some.Should().BePositive("the connection goes on");
            received += some;
        }
        return bytes;
    }

    private static async Task ExpectResetAsync(Socket socket) =>
        await FluentActions.Awaiting(() => socket.ReceiveAsync(new byte[1]).Within("the reset")).Should().ThrowAsync<SocketException>();
}
