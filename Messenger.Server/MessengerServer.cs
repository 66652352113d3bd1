using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Search;
using Messenger.Server.Security;
using Messenger.Server.Service;
using Messenger.Server.Storage;
using Messenger.Wire;
using Serilog;

namespace Messenger.Server;

/// <summary>
/// Listens, accepts, and owns the set of live connections: each is added before it starts and removed after it has ended. Stops in two
/// phases: clients are told and what is acknowledged is flushed; then what is left is cut off.
/// </summary>
internal sealed class MessengerServer : IAsyncDisposable
{
    /// <summary>Connections the system may hold ready for us; bursts of reconnecting clients need a long line.</summary>
    private const int Backlog = 4096;

    /// <summary>
    /// Connections turned away that are told why, with a TLS handshake where they want one. Beyond, in a flood, they are dropped: the reserve of
    /// descriptors must hold, and handshakes take time of the processor.
    /// </summary>
    private const int TurnedAwayAtOnce = Descriptors.Reserve / 4;

    /// <summary>How long clients have to take the goodbye.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener;
    private readonly ConnectionContext _context;
    private readonly ConnectionCaps _caps;
    private readonly PasswordHasher _hasher;
    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly ConcurrentDictionary<Socket, Task> _turnedAway = new();
    private readonly List<IDoor> _doors = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private readonly Task _watching;
    private readonly Task _sweeping;
    private readonly SearchIndex? _index;
    private readonly SearchFeeder? _feeder;
    private long _lastId;

    private MessengerServer(TcpListener listener, ServerOptions options, TlsIdentity identity, IJournal journal, Log log, TimeProvider clock, string? searchFile)
    {
        _listener = listener;
        _hasher = new PasswordHasher(options.PasswordRounds);
        Action<Exception> report = Reporter(log.StoreFailed, log, clock);
        MessengerEngine engine = new(journal, options.EngineLimits(), clock, report);
        if (options.Search)
        {
            _index = new SearchIndex(searchFile, engine.StoreId, log.Search);
            _feeder = new SearchFeeder(_index, new ArchiveSource(engine), log.Search);
            engine.Committed = _feeder.Signal;
        }
        Verbs verbs = new(engine, _hasher, _index, options.ServiceOptions(), clock, Reporter(log.ReadFailed, log, clock));
        _context = new ConnectionContext(engine, verbs, identity, clock, new ServerMetrics(), log, options.AllowPlaintext, options.Trace, options.Keep);
        _caps = new ConnectionCaps(
            Math.Min(options.MaxConnections ?? int.MaxValue, Descriptors.ConnectionsThatFit()),
            options.NoRateLimits ? int.MaxValue : options.MaxConnectionsPerAddress);
        _accepting = AcceptAsync();
        _watching = WatchAsync();
        _sweeping = options.Keep is { } keep
            ? new Retention(engine, keep, clock, gone: numbers => _index?.Remove(numbers.ToArray())).RunAsync(report, _stopping.Token)
            : Task.CompletedTask;
    }

    /// <summary>Where it listens, with the real port.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public string Fingerprint => _context.Identity.Fingerprint;

    public ServerMetrics Metrics => _context.Metrics;

    public MessengerEngine Engine => _context.Engine;

    /// <summary>Password hashes made so far, each about 0.2 s of a core.</summary>
    public long PasswordHashes => _hasher.Count;

    /// <summary>What the doors share with the wire's connections.</summary>
    public ConnectionContext Context => _context;

    /// <summary>The caps that all doors count against.</summary>
    public ConnectionCaps Caps => _caps;

    public int ConnectionCount => _connections.Count;

    /// <summary>Starts to listen and to serve.</summary>
    /// <param name="options">What it is asked to be.</param>
    /// <param name="identity">Its key. Not disposed with it.</param>
    /// <param name="journal">Where it keeps things. Disposed with it.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="clock">What time it goes by.</param>
    /// <param name="searchFile">The file of the search index; null for one in memory.</param>
    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public static MessengerServer Start(
        ServerOptions options, TlsIdentity identity, IJournal journal, ILogger logger, TimeProvider clock, string? searchFile = null)
    {
        TcpListener listener = Listen(options);
        return new MessengerServer(listener, options, identity, journal, new Log(logger), clock, searchFile);
    }

    /// <summary>A number for a connection, for the log. Safe on any thread.</summary>
    public long NextConnectionId() => Interlocked.Increment(ref _lastId);

    /// <summary>Stops this door with the server. Called before anybody may stop it.</summary>
    public void Add(IDoor door) => _doors.Add(door);

    /// <summary>Both phases of stopping. Everything that was acknowledged has been committed by then.</summary>
    public async Task StopAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        _context.Log.Stopping(_connections.Count);
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _hasher.Stop();
        using CancellationTokenSource cutOff = new();
        Task[] doors = [.. _doors.Select(door => door.StopAsync(cutOff.Token))];
        Task[] told = [.. _connections.Keys.Select(connection => connection.StopAsync())];
        Task all = Task.WhenAll([.. told, .. doors, .. _connections.Values]);
        await Task.WhenAny(all, Task.Delay(StopTime, CancellationToken.None));
        foreach (Connection connection in _connections.Keys)
            connection.Abort(ErrorCode.ShuttingDown);
        await cutOff.CancelAsync();
        await Task.WhenAll([.. doors, .. _connections.Values, .. _turnedAway.Values]);
        await _watching;
        await _sweeping;
        _hasher.Dispose();
        _context.Verbs.Dispose();
        _feeder?.Dispose();
        _index?.Dispose();
        _context.Engine.Dispose();
        _context.Log.Stopped();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private static TcpListener Listen(ServerOptions options)
    {
        bool all = options.Host is null;
        TcpListener listener = new(options.Host ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any), options.Port);
        if (all && Socket.OSSupportsIPv6)
            listener.Server.DualMode = true;
        listener.Start(Backlog);
        return listener;
    }

    private static Action<Exception> Reporter(Action<string, int> say, Log log, TimeProvider clock)
    {
        StoreFailures failures = new(say, clock);
        return error =>
        {
            if (error is StoreException)
                failures.Report(error.Message);
            else
                log.Bug(error);
        };
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await _listener.AcceptSocketAsync(_stopping.Token));
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Out of descriptors, or a peer that was gone at once. Trying again at full speed would only burn the processor; not trying
                // again would leave a server that looks alive.
                if (error is SocketException or ObjectDisposedException or IOException)
                    _context.Log.AcceptFailed(error.Message);
                else
                    _context.Log.Bug(error);
                await Task.Delay(AcceptPause, CancellationToken.None);
            }
        }
    }

    private void Serve(Socket socket)
    {
        IPAddress? entered = null;
        try
        {
            IPAddress address = Transport.AddressOf(socket);
            if (_caps.TryEnter(address) is { } cap)
            {
                TurnAway(socket, address, cap);
                return;
            }
            entered = address;
            Connection connection = new(NextConnectionId(), socket, address, _context);
            _context.Metrics.CountAccepted();
            Track(connection, () => _caps.Leave(address));
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            // The peer was gone before it was looked at.
            socket.Dispose();
            if (entered is not null)
                _caps.Leave(entered);
        }
    }

    private void TurnAway(Socket socket, IPAddress address, string cap)
    {
        _context.Metrics.CountRefused();
        _context.Metrics.CountClosed(ErrorCode.TooManyConnections);
        if (_turnedAway.Count >= TurnedAwayAtOnce)
        {
            socket.Dispose();
            return;
        }
        _context.Log.ConnectionRefused(address, cap);
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _turnedAway[socket] = done.Task;
        _ = Task.Run(async () =>
        {
            await TurnedAway.TellAsync(socket, ErrorCode.TooManyConnections, _context.Identity, _context.Clock, _stopping.Token);
            _turnedAway.TryRemove(socket, out _);
            done.SetResult();
        });
    }

    /// <summary>Adds a connection, then starts it; removes it when it has ended.</summary>
    private void Track(Connection connection, Action ended)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = done.Task;
        _ = Task.Run(async () =>
        {
            await connection.RunAsync();
            _connections.TryRemove(connection, out _);
            ended();
            done.SetResult();
        });
    }

    private async Task WatchAsync()
    {
        using PeriodicTimer timer = new(WatchInterval, _context.Clock);
        int rounds = 0;
        while (true)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            foreach (Connection connection in _connections.Keys)
                connection.CheckDeadlines();
            if (++rounds % 60 == 0)
                _context.Engine.CoolDown();
            _context.Engine.AnnouncePresence();
        }
    }
}
