using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Server.Dispatch;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Server.Connections;

/// <summary>
/// One client's connection: reads frames in order, has them routed, and sends what the outbox gathers. Its read loop alone owns the
/// protocol state (greeted or not, logged in as whom); pushes and closing come from any thread.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "RunAsync disposes of what it used, at its end.")]
internal sealed class Connection : ITerminal, Outbox.IOwner
{
    private readonly Socket _socket;
    private readonly ConnectionContext _context;
    private readonly FrameInput _input = new();
    private readonly Deadlines _deadlines;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Stream _stream;
    private Outbox _outbox = null!;
    private SendPipeline _sends = null!;
    private bool _preambleSeen;
    private bool _handshaking;
    private int _closing;
    private uint _lastPing;

    public Connection(long id, Socket socket, IPAddress address, ConnectionContext context)
    {
        Id = id;
        _socket = socket;
        _context = context;
        _deadlines = new Deadlines(context.Clock);
        _stream = new NetworkStream(socket, ownsSocket: true);
        Address = address;
        socket.NoDelay = true;
        UseStream(_stream);
    }

    /// <summary>The peer's address; an IPv4 address that came mapped into IPv6 is given as IPv4.</summary>
    /// <exception cref="SocketException">The peer was gone before it was looked at.</exception>
    public static IPAddress AddressOf(Socket socket)
    {
        IPAddress address = (socket.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    public long Id { get; }

    /// <inheritdoc cref="AddressOf"/>
    public IPAddress Address { get; }

    /// <summary>HELLO has been exchanged. Read loop only.</summary>
    public bool Greeted { get; private set; }

    /// <summary>Most unconfirmed pushes the client takes. Read loop only.</summary>
    public int Window { get; private set; }

    /// <summary>The login, while there is one. Read loop only.</summary>
    public Session? Session { get; private set; }

    public ConnectionContext Context => _context;

    public SendPipeline Sends => _sends;

    private int LengthLimit => Session is null ? Limits.FrameBeforeLogin : Limits.FrameAfterLogin;

    private bool IsClosing => Volatile.Read(ref _closing) != 0;

    /// <summary>Serves the client until one side ends it. Never throws.</summary>
    public async Task RunAsync()
    {
        _context.Log.ConnectionOpened(Id, Address);
        try
        {
            if (await OpenTransportAsync())
                await ReadLoopAsync();
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
            _input.Dispose();
            await _stream.DisposeAsync();
            if (IsClosing)
                _context.Log.ConnectionCut(Id, (ErrorCode)_closing, Address);
            else
                _context.Log.ConnectionClosed(Id);
        }
    }

    /// <summary>Answers a request with success.</summary>
    public void Answer<T>(Opcode request, uint requestId, in T message)
        where T : IWireMessage<T>, allows ref struct => _outbox.Write(request.AnswerTo(), requestId, message);

    /// <summary>Answers a request with a refusal.</summary>
    public void Refuse(uint requestId, Refused refused) =>
        _outbox.Write(Opcode.Error, requestId, new Refusal(refused.Code, refused.RetryAfter, refused.Message));

    public void Greet(int window)
    {
        Greeted = true;
        Window = window;
        _deadlines.Greeted();
    }

    /// <summary>The client is logged in; it has been told so.</summary>
    public void LoggedIn(Session session)
    {
        Session = session;
        session.Start();
    }

    /// <summary>The login is over, the connection stays.</summary>
    public void LoggedOut() => Session = null;

    /// <summary>Says why, then ends the connection once that is sent. Any thread; the first reason counts.</summary>
    public void Close(ErrorCode reason)
    {
        if (Volatile.Read(ref _handshaking))
        {
            // Half way into TLS there is no language to say it in.
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
        _socket.Dispose();
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
        await _sends.WaitUntilInFlightAsync(0);
        Close(ErrorCode.ShuttingDown);
    }

    bool ITerminal.TryPush(Message message, bool queued) => _outbox.TryWrite(Opcode.Message, new MessagePush(
        message.Number, message.Id, (ulong)message.At, queued, message.Sender.Deleted,
        message.Sender.NameUtf8, message.Recipient.NameUtf8, message.Text));

    void ITerminal.ReadDone(uint readId, uint pushed, uint left) => Answer(Opcode.Read, readId, new ReadAnswer(pushed, left));

    bool ITerminal.HeldChanged(MailboxSummary undelivered) => _outbox.TryWrite(Opcode.UnreadChanged, undelivered.ToWire());

    void Outbox.IOwner.RoomAgain() => Session?.Pump();

    void Outbox.IOwner.WriteFailed(Exception error)
    {
        if (!EndsConnection(error))
            _context.Log.Bug(error);
        _socket.Dispose();
    }

    void Outbox.IOwner.Sending(ReadOnlySpan<byte> frames)
    {
        if (!_context.Trace)
            return;
        for (ReadOnlySpan<byte> rest = frames; FrameReader.Read(rest, Limits.FrameAfterLogin, out Frame frame, out _) is FrameOutcome.Frame;)
        {
            _context.TraceFrame(this, "out", rest[..frame.Size]);
            rest = rest[frame.Size..];
        }
    }

    /// <summary>What networks do; anything else is a bug of ours.</summary>
    private static bool EndsConnection(Exception error) =>
        error is IOException or SocketException or ObjectDisposedException or AuthenticationException;

    private void UseStream(Stream stream)
    {
        _stream = stream;
        _outbox = new Outbox(stream, _context.Clock, this);
        _sends = new SendPipeline(_context.Engine, _outbox);
    }

    /// <summary>Looks at the first byte: TLS, plaintext that is allowed, or plaintext that is not (PROTOCOL.md §2.1).</summary>
    private async Task<bool> OpenTransportAsync()
    {
        byte[] first = new byte[1];
        if (await _socket.ReceiveAsync(first, SocketFlags.Peek) == 0)
            return false;
        if (first[0] != Preamble.TlsHandshake)
        {
            if (_context.AllowPlaintext || IPAddress.IsLoopback(Address))
                return true;
            Close(ErrorCode.TlsRequired);
            await ReadLoopAsync();
            return false;
        }
        Volatile.Write(ref _handshaking, true);
        try
        {
            UseStream(await _context.Identity.SecureAsync(_stream));
        }
        catch (AuthenticationException failure)
        {
            _context.Log.TlsFailed(Id, failure.Message);
            throw;
        }
        Volatile.Write(ref _handshaking, false);
        return true;
    }

    private async Task ReadLoopAsync()
    {
        while (true)
        {
            _deadlines.Reading();
            if (_input.IsEmpty)
            {
                // Wait without a buffer: an idle connection holds none.
                _input.ReleaseIfEmpty();
#pragma warning disable CA2022 // A read of nothing is how one waits for bytes.
                await _stream.ReadAsync(Memory<byte>.Empty);
#pragma warning restore CA2022
            }
            int count = await _stream.ReadAsync(_input.Room());
            if (count == 0)
                return;
            _deadlines.Heard();
            _input.Arrived(count);

            bool handled = false;
            while (HandleFrames(ref handled) is { } pending)
                await pending;
            _deadlines.FramePending(!_input.IsEmpty, handled);
        }
    }

    /// <summary>Handles the frames that have arrived, in order.</summary>
    /// <returns>What must be done before the next one may be handled; null when no whole frame is left.</returns>
    private Task? HandleFrames(ref bool handled)
    {
        if (IsClosing)
        {
            _input.Consume(_input.Bytes.Length);
            return null;
        }
        if (!_preambleSeen && !TakePreamble())
            return null;
        while (!IsClosing)
        {
            switch (FrameReader.Read(_input.Bytes, LengthLimit, out Frame frame, out ErrorCode error))
            {
                case FrameOutcome.Malformed:
                    // What was asked for before is answered before the goodbye.
                    _sends.Submit();
                    if (_sends.InFlight > 0)
                        return _sends.WaitUntilInFlightAsync(0);
                    Close(error);
                    return Task.CompletedTask;
                case FrameOutcome.NotYet:
                    _sends.Submit();
                    return null;
            }
            Task? before = Router.WaitBefore(this, frame);
            if (before is not null)
                return before;
            if (_context.Trace)
                _context.TraceFrame(this, "in", _input.Bytes[..frame.Size]);
            ValueTask handling = Router.Handle(this, frame);
            handled = true;
            _input.Consume(frame.Size);
            if (!handling.IsCompletedSuccessfully)
                return handling.AsTask();
            if (_sends.InFlight >= Limits.SendsInFlight)
            {
                _sends.Submit();
                return _sends.WaitUntilInFlightAsync(Limits.SendsInFlight / 2);
            }
            if (!_outbox.HasRoom)
            {
                // A client that does not take its answers is not read from, not even what has arrived; nobody else notices.
                _sends.Submit();
                return _outbox.WaitForRoomAsync();
            }
        }
        return Task.CompletedTask;
    }

    private bool TakePreamble()
    {
        ReadOnlySpan<byte> bytes = _input.Bytes;
        int length = Math.Min(bytes.Length, Preamble.Size);
        if (!bytes[..length].SequenceEqual(Preamble.Bytes[..length]))
        {
            Close(ErrorCode.Malformed);
            _input.Consume(bytes.Length);
            return false;
        }
        if (length < Preamble.Size)
            return false;
        _input.Consume(Preamble.Size);
        _preambleSeen = true;
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
        await _sends.WaitUntilInFlightAsync(0);
        // It can confirm nothing any more, so a read that waits for that would wait for ever.
        Session?.EndReads();
        await _outbox.DrainAsync();
        await ShutdownAsync();
    }

    private async Task FinishAsync()
    {
        try
        {
            await _outbox.DrainAsync();
            await ShutdownAsync();
        }
        catch (Exception)
        {
            // Whatever it was, the peer cannot be told any more.
            _socket.Dispose();
        }
        _deadlines.Finished();
        _finished.TrySetResult();
    }

    /// <summary>FIN rather than RST: ends our side and lets the peer read to the end. The read loop goes on until the peer ends too.</summary>
    private async Task ShutdownAsync()
    {
        if (_stream is SslStream secure)
            await secure.ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
    }
}
