using System.Net.Sockets;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// One connection: one read loop, one writer, the requests that wait for answers, and the watch over silence (PROTOCOL.md §9).
/// Knows nothing of logins. Never comes back: the session makes another one.
/// </summary>
internal sealed class Link
{
    private const int FirstBuffer = 16 * 1024;
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(Limits.PingAfterSeconds);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(Limits.SilenceSeconds);
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dialed _dialed;
    private readonly TimeProvider _time;
    private readonly ReadPace _pace;
    private readonly PushHandler _onPush;
    private readonly FrameSink? _trace;
    private readonly LinkWriter _writer;
    private readonly Dictionary<uint, Pending> _pending = [];
    private readonly TaskCompletionSource<CloseReason> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _silence;
    private CloseReason? _reason;
    private uint _lastRequestId;
    private long _lastReceived;

    /// <summary>The <see cref="_lastReceived"/> of the silence in which a PING was sent; -1 before the first.</summary>
    private long _pingedSince = -1;

    /// <summary>Told of each frame: whether it goes out, and its bytes.</summary>
    public delegate void FrameSink(bool outgoing, ReadOnlySpan<byte> frame);

    /// <summary>Takes a push, on the read loop.</summary>
    public delegate void PushHandler(Frame push);

    /// <param name="dialed">The way to the server.</param>
    /// <param name="time">The clock that waits and deadlines go by.</param>
    /// <param name="readPause">See <see cref="SessionOptions.ReadPause"/>.</param>
    /// <param name="onPush">Takes pushes.</param>
    /// <param name="trace">Is told of frames; null: nobody is.</param>
    public Link(Dialed dialed, TimeProvider time, TimeSpan readPause, PushHandler onPush, FrameSink? trace)
    {
        _dialed = dialed;
        _time = time;
        _pace = new ReadPace(readPause, dialed.Socket, time);
        _onPush = onPush;
        _trace = trace;
        _writer = new LinkWriter(
            dialed.Stream,
            trace is null ? null : frame => trace(true, frame),
            e => Close(CloseReason.Lost($"the connection broke: {e.Message}")));
    }

    public string? Fingerprint => _dialed.Fingerprint;

    /// <summary>Done when the connection is over and every request on it has been answered or lost.</summary>
    public Task<CloseReason> Completion => _completion.Task;

    private bool IsAnswerAwaited
    {
        get
        {
            lock (_gate)
                return _pending.Count > 0;
        }
    }

    /// <summary>Starts reading, and says preamble and HELLO in one write.</summary>
    public Task<HelloAnswer> StartAsync(HelloRequest hello)
    {
        _lastReceived = _time.GetTimestamp();
        _silence = _time.CreateTimer(_ => WatchSilence(), null, PingAfter, Timeout.InfiniteTimeSpan);
        PendingAnswer<HelloAnswer> pending = new(Opcode.Hello);
        _writer.Preamble();
        TryRequest(hello, pending);
        _ = ReadAsync();
        return pending.Answer;
    }

    /// <returns>False when the connection is over; the request then was not taken and nothing becomes of it.</returns>
    public bool TryRequest<T>(in T message, Pending pending)
        where T : IWireMessage<T>, allows ref struct
    {
        lock (_gate)
        {
            if (_reason is not null)
                return false;
            uint id = NextRequestIdLocked();
            _pending.Add(id, pending);
            if (_writer.TryWrite(pending.Request, id, message))
                return true;
            _pending.Remove(id);
            return false;
        }
    }

    /// <summary>Ends the connection at once. The first reason given counts.</summary>
    public void Close(CloseReason reason)
    {
        lock (_gate)
            _reason ??= reason;
        _writer.Close();
        _dialed.Stream.Dispose();
    }

    /// <summary>Lets what was written leave, says that no more comes, and gives the server a moment to finish.</summary>
    public async Task FinishAsync()
    {
        try
        {
            await _writer.Drained.WaitAsync(FarewellLimit, _time).ConfigureAwait(false);
            await _dialed.SayNoMoreAsync().WaitAsync(FarewellLimit, _time).ConfigureAwait(false);
            await _completion.Task.WaitAsync(FarewellLimit, _time).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // It ends anyway.
        }
        Close(CloseReason.Lost("closed by this client"));
        await _completion.Task.ConfigureAwait(false);
    }

    private uint NextRequestIdLocked()
    {
        do
        {
            _lastRequestId++;
        }
        while (_lastRequestId == 0 || _pending.ContainsKey(_lastRequestId));
        return _lastRequestId;
    }

    private async Task ReadAsync()
    {
        CloseReason reason;
        try
        {
            reason = await ReadFramesAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            reason = CloseReason.Lost("the connection was lost");
        }
        catch (WireException e)
        {
            reason = new CloseReason(e.Code, $"the server sent what is not the protocol, at byte {e.Offset} of a frame: {e.Message}");
        }
        Close(reason);
        if (_silence is not null)
            await _silence.DisposeAsync().ConfigureAwait(false);

        Pending[] lost;
        lock (_gate)
        {
            reason = _reason!;
            lost = [.. _pending.Values];
            _pending.Clear();
        }
        foreach (Pending pending in lost)
            pending.Lose();
        _completion.SetResult(reason);
    }

    private async Task<CloseReason> ReadFramesAsync()
    {
        byte[] buffer = new byte[FirstBuffer];
        int start = 0;
        int end = 0;
        while (true)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                end -= start;
                start = 0;
            }
            // Only a begun frame larger than the buffer fills it; the frame's length is checked by then.
            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);

            int count = await _dialed.Stream.ReadAsync(buffer.AsMemory(end)).ConfigureAwait(false);
            if (count == 0)
                return CloseReason.Lost("the server closed the connection");
            Volatile.Write(ref _lastReceived, _time.GetTimestamp());
            end += count;
            start += Take(buffer.AsSpan(start, end - start), out CloseReason? goodbye);
            if (goodbye is not null)
                return goodbye;
            await _pace.AfterAsync(count, IsAnswerAwaited).ConfigureAwait(false);
        }
    }

    /// <summary>Handles every whole frame and says how many bytes that took.</summary>
    private int Take(ReadOnlySpan<byte> bytes, out CloseReason? goodbye)
    {
        goodbye = null;
        int taken = 0;
        while (goodbye is null)
        {
            FrameOutcome outcome = FrameReader.Read(bytes[taken..], Limits.FrameAfterLogin, out Frame frame, out ErrorCode error);
            if (outcome is FrameOutcome.Malformed)
                throw new WireException(error, 0, "the length of a frame is impossible");
            if (outcome is FrameOutcome.NotYet)
                break;
            _trace?.Invoke(false, bytes.Slice(taken, frame.Size));
            taken += frame.Size;
            goodbye = Handle(frame);
        }
        return taken;
    }

    private CloseReason? Handle(Frame frame)
    {
        if (frame.Opcode is Opcode.Goodbye)
            return CloseReason.Of(FieldReader.ReadWhole<Refusal>(frame.Body));
        if (frame.Opcode is Opcode.Ping)
            _writer.TryWrite(Opcode.Pong, frame.RequestId, default(Empty));
        else if (frame.Opcode.IsAnswer())
            Answer(frame);
        else
            _onPush(frame);
        return null;
    }

    private void Answer(Frame frame)
    {
        Pending? pending;
        lock (_gate)
            _pending.Remove(frame.RequestId, out pending);
        // Answers to nothing: pongs, and refusals of what was no request.
        if (pending is null)
            return;
        if (frame.Opcode is Opcode.Error)
        {
            Refuse(pending, frame);
        }
        else if (frame.Opcode == pending.Request.AnswerTo())
        {
            pending.Succeed(frame.Body);
        }
        else
        {
            pending.Lose();
            throw new WireException(ErrorCode.Malformed, FrameHeader.LengthSize, $"{Catalog.NameOf(frame.Opcode)} does not answer {Catalog.NameOf(pending.Request)}");
        }
    }

    private static void Refuse(Pending pending, Frame frame)
    {
        Refusal refusal;
        try
        {
            refusal = FieldReader.ReadWhole<Refusal>(frame.Body);
        }
        catch (WireException)
        {
            pending.Lose();
            throw;
        }
        pending.Refuse(refusal);
    }

    private void WatchSilence()
    {
        long received = Volatile.Read(ref _lastReceived);
        TimeSpan silence = _time.GetElapsedTime(received);
        if (silence >= SilenceLimit)
        {
            Close(new CloseReason(ErrorCode.DeadlineMissed, $"the server said nothing for {SilenceLimit.TotalSeconds:0} s"));
            return;
        }
        bool isLong = silence >= PingAfter;
        if (isLong && _pingedSince != received)
        {
            _pingedSince = received;
            lock (_gate)
                _writer.TryWrite(Opcode.Ping, NextRequestIdLocked(), default(Empty));
        }
        // Never earlier than a millisecond, so that a clock that reads low cannot make this spin.
        TimeSpan next = (isLong ? SilenceLimit : PingAfter) - silence;
        _silence?.Change(next > TimeSpan.FromMilliseconds(1) ? next : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
