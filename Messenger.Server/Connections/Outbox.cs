using System.Diagnostics.CodeAnalysis;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;

namespace Messenger.Server.Connections;

/// <summary>
/// The outgoing frames of one connection. Anyone may add; one writer at a time takes all that is there and sends it in one write.
/// Bounded: pushes are only tried (<see cref="TryWrite"/>), and a connection whose own answers pile up stops reading
/// (<see cref="HasRoom"/>). Holds no memory while empty. Safe on any thread; adding never blocks.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Empty buffers hold nothing; they are emptied after each write and on failure.")]
internal sealed class Outbox(Stream stream, TimeProvider clock, Outbox.IOwner owner) : IThreadPoolWorkItem
{
    /// <summary>Bytes waiting beyond which not even what is told at once or never is taken.</summary>
    public const int NoticeBytes = 2 * RoomBytes;

    /// <summary>Bytes waiting beyond which no push is taken and no request is read.</summary>
    public const int RoomBytes = 256 * 1024;

    /// <summary>Most bytes in one write: what a peer must take within <see cref="Limits.WriteSeconds"/>.</summary>
    private const int WriteBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private FrameBuffer _filling = new();
    private FrameBuffer _sending = new();
    private bool _writing;
    private int _gathering;
    private bool _pushRefused;
    private bool _finished;
    private int _pending;
    private long _writeBegan;
    private TaskCompletionSource? _roomWanted;
    private TaskCompletionSource? _drainWanted;

    /// <summary>What the outbox tells its connection. Called by the writer, under no lock.</summary>
    internal interface IOwner
    {
        /// <summary>There is room for pushes again, after one was refused.</summary>
        void RoomAgain();

        void WriteFailed(Exception error);

        /// <summary>These whole frames are about to be sent.</summary>
        void Sending(ReadOnlySpan<byte> frames);
    }

    /// <summary>When the write under way began, as a timestamp of the clock; 0 when none is.</summary>
    public long WriteBegan => Volatile.Read(ref _writeBegan);

    public bool HasRoom => Volatile.Read(ref _pending) < RoomBytes;

    /// <summary>Adds a frame, whatever waits already.</summary>
    public void Write<T>(Opcode opcode, uint requestId, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        lock (_gate)
        {
            if (_finished)
                return;
            AddLocked(opcode, requestId, message);
        }
    }

    /// <summary>Adds a push unless too much waits already; then <see cref="IOwner.RoomAgain"/> will be called.</summary>
    public bool TryWrite<T>(Opcode opcode, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        lock (_gate)
        {
            if (_finished || _pending >= RoomBytes)
            {
                _pushRefused = true;
                return false;
            }
            AddLocked(opcode, requestId: 0, message);
            return true;
        }
    }

    /// <summary>Adds a push that cannot be tried again, unless far too much waits already.</summary>
    public bool TryWriteNotice<T>(Opcode opcode, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        lock (_gate)
        {
            if (_pending >= NoticeBytes)
                return false;
            if (!_finished)
                AddLocked(opcode, requestId: 0, message);
            return true;
        }
    }

    /// <summary>Adds a last frame; nothing that is added later will be sent.</summary>
    public void Finish<T>(Opcode opcode, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        lock (_gate)
        {
            if (_finished)
                return;
            AddLocked(opcode, requestId: 0, message);
            _finished = true;
        }
    }

    /// <summary>Takes nothing more, as behind the last frame.</summary>
    public void Finish()
    {
        lock (_gate)
            _finished = true;
    }

    /// <summary>Answers many at once under one lock; the frames are added by <paramref name="add"/>.</summary>
    public void WriteMany<TState>(TState state, Action<TState, Writer> add)
    {
        lock (_gate)
        {
            if (!_finished)
                add(state, new Writer(this));
        }
    }

    /// <summary>
    /// Lets frames gather until what it returns is disposed of: then they leave together, in one write as far as one carries them. For a moment in
    /// which nobody waits.
    /// </summary>
    public Gathering Gather()
    {
        lock (_gate)
            _gathering++;
        return new Gathering(this);
    }

    /// <summary>Done when pushes and answers have room again.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_gate)
            return _pending < RoomBytes ? Task.CompletedTask : (_roomWanted ??= NewSignal()).Task;
    }

    /// <summary>Done when everything that was added has been handed to the system, or writing has failed.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
            return !_writing && _filling.Length == 0 ? Task.CompletedTask : (_drainWanted ??= NewSignal()).Task;
    }

    /// <summary>The writer's turn, on a thread of the pool.</summary>
    public void Execute() => _ = WriteAllAsync();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void AddLocked<T>(Opcode opcode, uint requestId, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        _pending += _filling.Write(opcode, requestId, message);
        StartLocked();
    }

    private void StartLocked()
    {
        if (_writing || _gathering > 0 || _filling.Length == 0)
            return;
        _writing = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (TakeAll())
            {
                owner.Sending(_sending.Written);
                for (int sent = 0; sent < _sending.Length; sent += WriteBytes)
                {
                    Volatile.Write(ref _writeBegan, clock.GetTimestamp());
                    await stream.WriteAsync(_sending.WrittenMemory.Slice(sent, Math.Min(WriteBytes, _sending.Length - sent)));
                }
                Volatile.Write(ref _writeBegan, 0);
                if (Sent())
                    owner.RoomAgain();
            }
        }
        catch (Exception error)
        {
            Fail();
            owner.WriteFailed(error);
        }
    }

    /// <summary>Takes what has gathered; false when there is nothing, or more is about to come, and then the writer's turn is over.</summary>
    private bool TakeAll()
    {
        lock (_gate)
        {
            if (_filling.Length > 0 && _gathering == 0)
            {
                (_filling, _sending) = (_sending, _filling);
                return true;
            }
            _writing = false;
            if (_filling.Length == 0)
                Signal(ref _drainWanted);
            return false;
        }
    }

    private void Gathered()
    {
        lock (_gate)
        {
            _gathering--;
            StartLocked();
        }
    }

    /// <summary>Notes that the taken bytes are gone; true when a push was refused meanwhile and has room now.</summary>
    private bool Sent()
    {
        lock (_gate)
        {
            _pending -= _sending.Length;
            _sending.Clear();
            if (_pending >= RoomBytes)
                return false;
            Signal(ref _roomWanted);
            bool refused = _pushRefused;
            _pushRefused = false;
            return refused;
        }
    }

    private void Fail()
    {
        lock (_gate)
        {
            _finished = true;
            _pending = 0;
            _filling.Clear();
            _sending.Clear();
            _writing = false;
            Volatile.Write(ref _writeBegan, 0);
            Signal(ref _roomWanted);
            Signal(ref _drainWanted);
        }
    }

    private static void Signal(ref TaskCompletionSource? signal)
    {
        signal?.TrySetResult();
        signal = null;
    }

    /// <summary>While it is not disposed of, nothing is sent. Disposed of once.</summary>
    internal readonly struct Gathering(Outbox outbox) : IDisposable
    {
        public void Dispose() => outbox.Gathered();
    }

    /// <summary>Adds frames while <see cref="WriteMany"/> holds the outbox.</summary>
    internal readonly struct Writer(Outbox outbox)
    {
        public void Write<T>(Opcode opcode, uint requestId, in T message)
            where T : IWireMessage<T>, allows ref struct => outbox.AddLocked(opcode, requestId, message);
    }
}
