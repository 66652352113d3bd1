using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Server.Connections;

/// <summary>
/// One client's connection, from its transport to its end: who is at the other end, what is said to it, and why it closes. Its read loop
/// (<see cref="FrameLoop"/>) alone owns the protocol state (greeted or not, logged in as whom); pushes and closing come from any thread.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "RunAsync disposes of what it used, at its end.")]
internal sealed class Connection : ITerminal, Outbox.IOwner
{
    private readonly Transport _transport;
    private readonly ConnectionContext _context;
    private readonly Deadlines _deadlines;
    private readonly FrameLoop _frames;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _address;
    private Outbox _outbox;
    private int _closing;
    private uint _lastPing;

    public Connection(long id, Socket socket, IPAddress address, ConnectionContext context)
    {
        Id = id;
        _transport = new Transport(socket, address);
        _context = context;
        _deadlines = new Deadlines(context.Clock);
        _address = Address.ToString();
        _frames = new FrameLoop(this, _deadlines);
        UseStream();
    }

    public long Id { get; }

    /// <inheritdoc cref="Transport.AddressOf"/>
    public IPAddress Address => _transport.Address;

    /// <summary>HELLO has been exchanged. Read loop only.</summary>
    public bool Greeted { get; private set; }

    /// <summary>Most unconfirmed pushes the client takes. Read loop only.</summary>
    public int Window { get; private set; }

    /// <summary>What the client takes beyond the messages of others. Set before it can log in.</summary>
    public TerminalFeatures Features { get; private set; }

    /// <summary>The login, while there is one. Read loop only.</summary>
    public Session? Session { get; private set; }

    public ConnectionContext Context => _context;

    public SendPipeline Sends { get; private set; }

    /// <summary>It has been said why it ends, or will be; nothing more is handled. Any thread.</summary>
    public bool IsClosing => Volatile.Read(ref _closing) != 0;

    /// <summary>Serves the client until one side ends it. Never throws.</summary>
    public async Task RunAsync()
    {
        _context.Log.ConnectionOpened(Id, Address);
        try
        {
            if (await OpenTransportAsync())
                await _frames.RunAsync(_transport.Stream, _outbox);
            await EndAsync();
        }
        catch (Exception error) when (EndsConnection(error))
        {
            // The peer, or our own Abort, ended it in the middle; nothing is owed any more.
        }
        catch (Exception bug)
        {
            _context.Log.Bug(bug);
            Close(ErrorCode.Internal);
            await _finished.Task;
        }
        finally
        {
            if (Session is { } session)
                _context.Engine.Detach(session, this);
            _frames.Dispose();
            await _transport.DisposeAsync();
            if (IsClosing)
                _context.Log.ConnectionCut(Id, (ErrorCode)_closing, Address);
            else
                _context.Log.ConnectionClosed(Id);
        }
    }

    /// <summary>Answers a request with success.</summary>
    public void Answer<T>(Opcode request, uint requestId, in T message)
        where T : IWireMessage<T>, allows ref struct => _outbox.Write(request.AnswerTo(), requestId, message);

    /// <inheritdoc cref="Outbox.Gather"/>
    public Outbox.Gathering Gather() => _outbox.Gather();

    /// <summary>Answers a request with a refusal.</summary>
    public void Refuse(uint requestId, Refused refused) =>
        _outbox.Write(Opcode.Error, requestId, new Refusal(refused.Code, refused.RetryAfter, refused.Message));

    /// <summary>Logs a frame as it passes, when that is asked for.</summary>
    public void Trace(string direction, ReadOnlySpan<byte> frame)
    {
        if (_context.Trace)
            _context.TraceFrame(this, direction, frame);
    }

    /// <summary>Answers a request that has no more to say than that it is done, or why not.</summary>
    public async ValueTask FinishAsync(Opcode request, uint requestId, Task<Refused?> done)
    {
        if (await done is { } refused)
            Refuse(requestId, refused);
        else
            Answer(request, requestId, new Empty());
    }

    public void Greet(int window, TerminalFeatures features)
    {
        Greeted = true;
        Window = window;
        Features = features;
        _deadlines.Greeted();
    }

    /// <summary>The client is logged in; it has been told so.</summary>
    public void LoggedIn(Session session)
    {
        Session = session;
        session.Start(this);
    }

    /// <summary>The login is over, the connection stays.</summary>
    public void LoggedOut() => Session = null;

    /// <summary>Says why, then ends the connection once that is sent. Any thread; the first reason counts.</summary>
    public void Close(ErrorCode reason)
    {
        if (_transport.IsHandshaking)
        {
            Abort(reason);
            return;
        }
        if (Interlocked.CompareExchange(ref _closing, (int)reason, 0) != 0)
            return;
        // Logged when the connection ends: this may be called under an account's lock, where nothing may wait for a terminal or a disk.
        _context.Metrics.CountClosed(reason);
        _outbox.Finish(Opcode.Goodbye, new Refusal(reason, CloseReasons.RetryAfter(reason), CloseReasons.Sentence(reason)));
        _ = FinishAsync();
    }

    /// <summary>Ends the connection at once, without a word.</summary>
    public void Abort(ErrorCode reason)
    {
        if (Interlocked.CompareExchange(ref _closing, (int)reason, 0) == 0)
            _context.Metrics.CountClosed(reason);
        _transport.Abort();
        _finished.TrySetResult();
    }

    /// <summary>Holds the connection to its deadlines. Called by the server's watch.</summary>
    public void CheckDeadlines()
    {
        switch (_deadlines.Check(_outbox.WriteBegan))
        {
            case DeadlineVerdict.Close:
                Close(ErrorCode.DeadlineMissed);
                break;
            case DeadlineVerdict.Abort:
                Abort(ErrorCode.SlowConsumer);
                break;
            case DeadlineVerdict.SendPing:
                _outbox.Write(Opcode.Ping, ++_lastPing, new Empty());
                break;
        }
    }

    /// <summary>Answers what has been taken up, then says that the server is going.</summary>
    public async Task StopAsync()
    {
        await Sends.WaitUntilInFlightAsync(0);
        Close(ErrorCode.ShuttingDown);
    }

    TerminalFeatures ITerminal.Features => Features;

    string ITerminal.Address => _address;

    bool ITerminal.TryPush(Message message, bool queued, bool own) => WirePushes.TryPush(_outbox, message, queued, own);

    bool ITerminal.TryPush(Change change, bool own) => WirePushes.TryPush(_outbox, change, own);

    void ITerminal.Notify(Notice notice)
    {
        if (!WirePushes.TryNotify(_outbox, notice))
            Close(ErrorCode.SlowConsumer);
    }

    void ITerminal.ReadDone(uint readId, uint pushed, uint left) => Answer(Opcode.Read, readId, new ReadAnswer(pushed, left));

    bool ITerminal.HeldChanged(MailboxSummary undelivered) => _outbox.TryWrite(Opcode.UnreadChanged, undelivered.ToWire());

    void Outbox.IOwner.RoomAgain() => Session?.Pump();

    void Outbox.IOwner.WriteFailed(Exception error)
    {
        if (!EndsConnection(error))
            _context.Log.Bug(error);
        _transport.Abort();
    }

    void Outbox.IOwner.Sending(ReadOnlySpan<byte> frames)
    {
        if (!_context.Trace)
            return;
        for (ReadOnlySpan<byte> rest = frames; FrameReader.Read(rest, Limits.FrameAfterLogin, out Frame frame, out _) is FrameOutcome.Frame;)
        {
            Trace("out", rest[..frame.Size]);
            rest = rest[frame.Size..];
        }
    }

    /// <summary>What networks do; anything else is a bug of ours.</summary>
    private static bool EndsConnection(Exception error) =>
        error is IOException or SocketException or ObjectDisposedException or AuthenticationException;

    [MemberNotNull(nameof(_outbox), nameof(Sends))]
    private void UseStream()
    {
        _outbox = new Outbox(_transport.Stream, _context.Clock, this);
        Sends = new SendPipeline(_context.Engine, _outbox);
    }

    /// <summary>TLS, plaintext that is allowed, or plaintext that is not (PROTOCOL.md §2.1).</summary>
    /// <returns>Whether frames may follow.</returns>
    private async Task<bool> OpenTransportAsync()
    {
        if (await _transport.WantsTlsAsync() is not { } wantsTls)
            return false;
        if (!wantsTls)
        {
            if (_context.AllowPlaintext || IPAddress.IsLoopback(Address))
                return true;
            Close(ErrorCode.TlsRequired);
            await _frames.RunAsync(_transport.Stream, _outbox);
            return false;
        }
        try
        {
            await _transport.SecureAsync(_context.Identity);
        }
        catch (AuthenticationException failure)
        {
            _context.Log.TlsFailed(Id, failure.Message);
            throw;
        }
        UseStream();
        _transport.Secured();
        return true;
    }

    /// <summary>The client has ended its side: what it asked before is answered, then ours ends too.</summary>
    private async Task EndAsync()
    {
        if (IsClosing)
        {
            await _finished.Task;
            return;
        }
        await Sends.WaitUntilInFlightAsync(0);
        // It can confirm nothing any more, so a read that waits for that would wait for ever.
        Session?.EndReads();
        // A goodbye that comes now would be written behind the end of TLS.
        _outbox.Finish();
        await _outbox.DrainAsync();
        await _transport.ShutdownAsync();
    }

    private async Task FinishAsync()
    {
        try
        {
            await _outbox.DrainAsync();
            await _transport.ShutdownAsync();
        }
        catch (Exception)
        {
            // Whatever it was, the peer cannot be told any more.
            _transport.Abort();
        }
        _deadlines.Finished();
        _finished.TrySetResult();
    }
}
