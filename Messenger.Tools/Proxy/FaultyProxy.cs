using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Messenger.Tools.Proxy;

/// <summary>
/// A TCP relay on loopback that behaves badly on purpose: delays, jitters, loses and sends again, cuts, goes half-open, splits what passes into
/// single bytes, stands still as a network that has come apart and heals. Safe on any thread.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private const int BufferBytes = 16 * 1024;

    private readonly TcpListener _listener;
    private readonly IPEndPoint _target;
    private readonly ProxyOptions _options;
    private readonly Random _random;
    private readonly ConcurrentDictionary<Pair, byte> _pairs = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _partition;

    public FaultyProxy(int port, IPEndPoint target, ProxyOptions options, int seed)
    {
        _target = target;
        _options = options;
        _random = new Random(seed);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
        if (options.PartitionAfter is { } after)
            _ = PartitionOnceAsync(after, options.PartitionFor);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int ConnectionCount => _pairs.Count;

    /// <summary>Cuts one connection, chosen at random, with RST.</summary>
    public void CutOne() => AnyPair()?.Cut();

    /// <summary>From now on carries nothing on one connection, chosen at random, while both ends believe that all is well.</summary>
    public void StallOne() => AnyPair()?.Stall();

    /// <summary>
    /// From now on carries nothing in either direction, on no connection and to no new one, and tells nobody of an end, until <see cref="Heal"/>;
    /// what was sent meanwhile comes then.
    /// </summary>
    public void Partition() => Interlocked.CompareExchange(ref _partition, new(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Ends a partition.</summary>
    public void Heal() => Interlocked.Exchange(ref _partition, null)?.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Heal();
        foreach (Pair pair in _pairs.Keys)
            pair.Cut();
        _stop.Dispose();
    }

    private Pair? AnyPair()
    {
        Pair[] pairs = [.. _pairs.Keys];
        return pairs.Length > 0 ? pairs[Next(pairs.Length)] : null;
    }

    private int Next(int below)
    {
        lock (_random)
            return _random.Next(below);
    }

    private async Task PartitionOnceAsync(TimeSpan after, TimeSpan time)
    {
        try
        {
            await Task.Delay(after, _stop.Token);
            Partition();
            await Task.Delay(time, _stop.Token);
            Heal();
        }
        catch (OperationCanceledException)
        {
            // It ends first.
        }
    }

    /// <summary>Waits until there is no partition.</summary>
    private Task WholeAsync() => _partition?.Task ?? Task.CompletedTask;

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (_stop.IsCancellationRequested)
                    return;
            }
        }
    }

    private async Task RelayAsync(Socket client)
    {
        Socket server = new(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        Pair pair = new(client, server);
        _pairs[pair] = 0;
        try
        {
            client.NoDelay = server.NoDelay = true;
            await WholeAsync();
            await server.ConnectAsync(_target, _stop.Token);
            await Task.WhenAll(PumpAsync(pair, client, server), PumpAsync(pair, server, client));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone; the other learns it the hard way.
        }
        finally
        {
            _pairs.TryRemove(pair, out _);
            pair.Cut();
        }
    }

    private async Task PumpAsync(Pair pair, Socket from, Socket to)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            await PumpAsync(pair, from, to, buffer);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // One end is gone. The other is cut off too, since it might else wait for long; unless it is not to notice.
            await WholeAsync();
            if (!pair.IsStalled)
                pair.Cut();
        }
    }

    private async Task PumpAsync(Pair pair, Socket from, Socket to, byte[] buffer)
    {
        while (await from.ReceiveAsync(buffer, _stop.Token) is var count and > 0)
        {
            long passed = pair.Count(count);
            if (_options.CutAfter > 0 && passed > _options.CutAfter)
            {
                pair.Cut();
                return;
            }
            if (pair.IsStalled || (_options.HalfOpenAfter > 0 && passed > _options.HalfOpenAfter))
                continue;
            await WaitAsync();
            await WholeAsync();
            int piece = _options.Split > 0 ? _options.Split : count;
            for (int sent = 0; sent < count; sent += piece)
                await SendAllAsync(to, buffer.AsMemory(sent, Math.Min(piece, count - sent)));
        }
        await WholeAsync();
        // A stalled connection does not tell of its end either.
        if (!pair.IsStalled)
            to.Shutdown(SocketShutdown.Send);
    }

    private async Task SendAllAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await to.SendAsync(bytes, _stop.Token)..];
    }

    private Task WaitAsync()
    {
        TimeSpan wait = _options.Delay;
        if (_options.Jitter > TimeSpan.Zero)
            wait += TimeSpan.FromMilliseconds(Next((int)_options.Jitter.TotalMilliseconds + 1));
        for (TimeSpan again = ProxyOptions.RetransmitAfter; _options.LossPercent > 0 && Next(100) < _options.LossPercent; again *= 2)
            wait += again;
        return wait > TimeSpan.Zero ? Task.Delay(wait, _stop.Token) : Task.CompletedTask;
    }

    /// <summary>The two ends of one relayed connection.</summary>
    private sealed class Pair(Socket client, Socket server)
    {
        private long _passed;
        private volatile bool _stalled;

        public bool IsStalled => _stalled;

        public void Stall() => _stalled = true;

        public long Count(int bytes) => Interlocked.Add(ref _passed, bytes);

        public void Cut()
        {
            foreach (Socket socket in new[] { client, server })
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException)
                {
                    // Closed already.
                }
                socket.Dispose();
            }
        }
    }
}
