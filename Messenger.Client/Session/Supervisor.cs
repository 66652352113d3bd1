using Messenger.Client.Grpc;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>Keeps a session connected: makes the first connection, waits for its end, and comes back by resuming (PROTOCOL.md §8.5).</summary>
internal sealed class Supervisor(SessionOptions options, SessionCore core) : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromSeconds(60);

    private readonly IDialer _dialer = options.Door is Door.Grpc ? new GrpcDoor(options) : new Dialer(options);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _connectTurn = new(1);
    private readonly long _started = options.Time.GetTimestamp();
    private TaskCompletionSource _hurry = NewHurry();
    private bool _everConnected;
    private bool _watching;

    /// <summary>When the wait before the next try began, and how long it is; null while there is none.</summary>
    private (long From, TimeSpan For)? _wait;
    private Task _watch = Task.CompletedTask;

    /// <summary>Connects unless connected. While it is being tried again after a loss this fails at once.</summary>
    /// <exception cref="ConnectFailedException">No connection came about.</exception>
    /// <exception cref="RefusedException">Not connected just now.</exception>
    public async Task ConnectAsync(CancellationToken cancellation)
    {
        await _connectTurn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            lock (core.Gate)
            {
                ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, typeof(MessengerSession));
                if (core.Link is not null)
                    return;
                if (_watching)
                    throw RefusedException.NotConnected();
            }
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stop.Token);
            (Link link, HelloAnswer hello) = await OpenAsync(mayAsk: true, either.Token).ConfigureAwait(false);
            lock (core.Gate)
            {
                core.MeetServerLocked(hello.ServerId);
                core.Link = link;
                core.PostLocked(_everConnected
                    ? new Reconnected(LoggedIn: false, Resumed: false, Held: null)
                    : new Connected(hello.Agent, hello.Version, link.Fingerprint is not null, link.Fingerprint));
                _everConnected = true;
                _watching = true;
                _watch = WatchAsync(link);
            }
        }
        finally
        {
            _connectTurn.Release();
        }
    }

    /// <summary>How long until the next try to connect; null when none is waited for.</summary>
    public TimeSpan? RetryIn
    {
        get
        {
            lock (core.Gate)
                return _wait is { } wait ? TimeSpan.FromTicks(Math.Max(0, (wait.For - options.Time.GetElapsedTime(wait.From)).Ticks)) : null;
        }
    }

    /// <summary>Ends the wait before the next try to connect, but for the time that the server asked for. Without effect while connected.</summary>
    public void Hurry()
    {
        lock (core.Gate)
        {
            if (_watching && core.Link is null)
                _hurry.TrySetResult();
        }
    }

    /// <summary>Stops reconnecting and closes the connection, letting what was written leave.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Link? link;
        Task watch;
        lock (core.Gate)
        {
            link = core.Link;
            watch = _watch;
        }
        if (link is not null)
            await link.FinishAsync().ConfigureAwait(false);
        await watch.ConfigureAwait(false);
    }

    private async Task WatchAsync(Link? link)
    {
        // Out of the caller's lock.
        await Task.Yield();
        while (link is not null)
        {
            CloseReason reason = await link.Completion.ConfigureAwait(false);
            bool isOver = reason.EndsLogin || _stop.IsCancellationRequested;
            lock (core.Gate)
            {
                core.LinkLostLocked();
                _watching = !isOver;
                if (!_stop.IsCancellationRequested)
                    core.PostLocked(new Disconnected(reason.Word, reason.Message, !isOver));
                if (reason.EndsLogin)
                    LoseLoginLocked(reason.Code, reason.Message);
            }
            link = isOver ? null : await ReconnectAsync(reason.RetryAfter).ConfigureAwait(false);
            // Whoever stopped us may have looked for a connection just before there was this one.
            if (link is not null && _stop.IsCancellationRequested)
                await link.FinishAsync().ConfigureAwait(false);
        }
    }

    /// <returns>The new connection, or null when it is given up.</returns>
    private async Task<Link?> ReconnectAsync(TimeSpan atLeast)
    {
        Backoff backoff = new();
        try
        {
            while (true)
            {
                await WaitAsync(atLeast, backoff.Next() - atLeast).ConfigureAwait(false);
                atLeast = TimeSpan.Zero;
                try
                {
                    (Link link, HelloAnswer hello) = await OpenAsync(mayAsk: false, _stop.Token).ConfigureAwait(false);
                    (bool isBack, atLeast) = await TakeUpAsync(link, hello).ConfigureAwait(false);
                    if (isBack)
                        return link;
                    await link.FinishAsync().ConfigureAwait(false);
                }
                catch (FingerprintException e)
                {
                    // Trying again would not change the key; a person has to look.
                    lock (core.Gate)
                    {
                        _watching = false;
                        core.PostLocked(new Disconnected(e.Code.Word(), e.Message, Retrying: false));
                        LoseLoginLocked(e.Code, "the server may be another one than before");
                    }
                    return null;
                }
                catch (ConnectFailedException e)
                {
                    atLeast = e.RetryAfter;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <param name="atLeast">To be waited in any case.</param>
    /// <param name="more">To be waited behind that, unless somebody is in a hurry.</param>
    private async Task WaitAsync(TimeSpan atLeast, TimeSpan more)
    {
        lock (core.Gate)
            _wait = (options.Time.GetTimestamp(), atLeast + (more > TimeSpan.Zero ? more : TimeSpan.Zero));
        if (atLeast > TimeSpan.Zero)
            await Task.Delay(atLeast, options.Time, _stop.Token).ConfigureAwait(false);
        Task hurry;
        lock (core.Gate)
            hurry = _hurry.Task;
        if (more > TimeSpan.Zero)
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(Task.Delay(more, options.Time, either.Token), hurry).ConfigureAwait(false);
            await either.CancelAsync().ConfigureAwait(false);
            _stop.Token.ThrowIfCancellationRequested();
        }
        lock (core.Gate)
        {
            _hurry = NewHurry();
            _wait = null;
        }
    }

    private static TaskCompletionSource NewHurry() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Brings the login back on a new connection; if that fails, says how long to stay away.</summary>
    private async Task<(bool IsBack, TimeSpan RetryAfter)> TakeUpAsync(Link link, HelloAnswer hello)
    {
        byte[]? token;
        lock (core.Gate)
        {
            core.MeetServerLocked(hello.ServerId);
            token = core.Token;
            if (token is null)
            {
                core.Link = link;
                core.PostLocked(new Reconnected(LoggedIn: false, Resumed: false, Held: null));
                return (true, default);
            }
        }

        PendingAnswer<SessionOpened> resume = new(
            Opcode.Resume,
            opened => core.Opened(link, opened, Reconnected.Of(opened)));
        if (!link.TryRequest(new ResumeRequest(token), resume))
            return (false, default);
        try
        {
            await resume.Answer.WaitAsync(ResumeLimit, options.Time, _stop.Token).ConfigureAwait(false);
            return (true, default);
        }
        catch (RefusedException e) when (e.Code is ErrorCode.BadCredentials)
        {
            lock (core.Gate)
            {
                core.Link = link;
                core.PostLocked(new Reconnected(LoggedIn: false, Resumed: false, Held: null));
                LoseLoginLocked(e.Code, "the server no longer knows this login");
            }
            return (true, default);
        }
        catch (RefusedException e)
        {
            return (false, e.RetryAfter);
        }
        catch (TimeoutException)
        {
            return (false, default);
        }
        catch (OperationCanceledException)
        {
            link.Close(CloseReason.Lost("closed by this client"));
            throw;
        }
    }

    private void LoseLoginLocked(ErrorCode code, string message)
    {
        if (core.Token is null)
            return;
        bool isDeleted = code is ErrorCode.AccountDeleted;
        bool staysInOutbox = core.Sends.IsOnDisk && !isDeleted;
        IReadOnlyList<Guid> unanswered = core.EndLoginLocked(message, isDeleted);
        core.PostLocked(new LoginLost(code, message, staysInOutbox ? [] : unanswered, staysInOutbox ? unanswered : []));
    }

    private async Task<(Link Link, HelloAnswer Hello)> OpenAsync(bool mayAsk, CancellationToken cancellation)
    {
        Dialed dialed = await _dialer.DialAsync(mayAsk, cancellation).ConfigureAwait(false);
        Link link = new(dialed, options.Time, options.ReadPause, core.OnPush, options.Trace is { } trace
            ? (outgoing, frame) => trace(outgoing, options.Time.GetElapsedTime(_started), frame)
            : null);
        try
        {
            HelloRequest hello = new(ProtocolVersion.Lowest, ProtocolVersion.Highest, options.Capabilities, options.Window, options.Agent);
            return (link, await link.StartAsync(hello).WaitAsync(AnswerLimit, options.Time, cancellation).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            link.Close(CloseReason.Lost("no answer to the hello"));
            CloseReason reason = await link.Completion.ConfigureAwait(false);
            string server = HostPort.Format(options.Host, options.Port);
            throw e switch
            {
                RefusedException when reason.Code is ErrorCode.TlsRequired => new ConnectFailedException(
                    reason.Code, ConnectFailedException.TakesTlsOnly(server), e),
                RefusedException when reason.Code is not ErrorCode.None => new ConnectFailedException(
                    reason.Code, ConnectFailedException.TurnedAway(server, reason.Message), e)
                {
                    RetryAfter = reason.RetryAfter,
                },
                RefusedException refused when refused.Code is not ErrorCode.NotConnected => new ConnectFailedException(
                    refused.Code, ConnectFailedException.TurnedAway(server, refused.Message), e),
                RefusedException or TimeoutException => new ConnectFailedException(
                    ErrorCode.NotConnected, $"{server} does not answer as a messenger server does (is it the right port? if it wants TLS: --tls; if it is the port of its --grpc: --door grpc)", e),
                _ => e,
            };
        }
    }
}
