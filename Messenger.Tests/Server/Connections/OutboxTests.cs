using FluentAssertions;
using Messenger.Server.Connections;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.Connections;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OutboxTests : IDisposable
{
    private readonly GatedStream _stream = new();
    private readonly Owner _owner = new();
    private readonly Outbox _outbox;

    public OutboxTests() => _outbox = new Outbox(_stream, TimeProvider.System, _owner);

    public void Dispose() => _stream.Dispose();

    [Test]
    public async Task Pushes_are_taken_up_to_a_bound_and_the_owner_is_told_when_there_is_room_again()
    {
        _stream.Close();
        int taken = 0;
        while (TryPush(1_000))
            taken++;

        (taken * 1_000).Should().BeInRange(Outbox.RoomBytes, Outbox.RoomBytes + 5_000);
        _outbox.HasRoom.Should().BeFalse();
        Task room = _outbox.WaitForRoomAsync();
        room.IsCompleted.Should().BeFalse();
        _owner.Room.Task.IsCompleted.Should().BeFalse();

        _stream.Open();

        await _owner.Room.Task.Within("word that there is room");
        await room.Within("room");
        TryPush(10).Should().BeTrue();
        await _outbox.DrainAsync().Within("everything to be written");
        Frames().Should().HaveCount(taken + 1);
    }

    [Test]
    public async Task Behind_its_end_nothing_is_written_whoever_still_has_something_to_say()
    {
        _stream.Close();
        _outbox.Write(Opcode.Ping, 1, new Empty());
        _outbox.Finish();
        _outbox.Write(Opcode.Ping, 2, new Empty());
        _outbox.Finish(Opcode.Goodbye, new Refusal(ErrorCode.ShuttingDown, TimeSpan.Zero, "later"));
        TryPush(10).Should().BeFalse();
        _stream.Open();

        await _outbox.DrainAsync().Within("everything to be written");
        Frames().Should().Equal((Opcode.Ping, 1U));
    }

    [Test]
    public async Task Answers_are_taken_though_it_is_full()
    {
        _stream.Close();
        while (TryPush(1_000))
        {
        }
        _outbox.Write(Opcode.Ping, 42, new Empty());
        _stream.Open();

        await _outbox.DrainAsync().Within("everything to be written");
        Frames()[^1].Should().Be((Opcode.Ping, 42U));
    }

    [Test]
    public async Task Nothing_comes_behind_the_last_frame()
    {
        _stream.Close();
        _outbox.Write(Opcode.Ping, 1, new Empty());
        _outbox.Finish(Opcode.Goodbye, new Refusal(ErrorCode.ShuttingDown, TimeSpan.Zero, "bye"));
        _outbox.Finish(Opcode.Goodbye, new Refusal(ErrorCode.Internal, TimeSpan.Zero, "again"));
        _outbox.Write(Opcode.Ping, 2, new Empty());
        TryPush(1).Should().BeFalse();
        _stream.Open();

        await _outbox.DrainAsync().Within("everything to be written");
        Frames().Should().Equal((Opcode.Ping, 1U), (Opcode.Goodbye, 0U));
    }

    [Test]
    public async Task What_gathers_leaves_in_one_write_also_when_the_writer_is_at_work()
    {
        _stream.Close();
        _outbox.Write(Opcode.Ping, 1, new Empty());
        SpinWait.SpinUntil(() => _outbox.WriteBegan != 0, TimeLimits.Wait).Should().BeTrue();
        Task drained;
        using (_outbox.Gather())
        {
            _outbox.Write(Opcode.Ping, 2, new Empty());
            _stream.Open();
            SpinWait.SpinUntil(() => _stream.Writes == 1 && _outbox.WriteBegan == 0, TimeLimits.Wait).Should().BeTrue();
            _outbox.Write(Opcode.Ping, 3, new Empty());
            drained = _outbox.DrainAsync();
            drained.IsCompleted.Should().BeFalse();
        }
        await drained.Within("everything to be written");

        _stream.Writes.Should().Be(2);
        Frames().Should().Equal((Opcode.Ping, 1U), (Opcode.Ping, 2U), (Opcode.Ping, 3U));
    }

    [Test]
    public async Task A_failed_write_is_told_once_and_ends_all_waiting()
    {
        _stream.Close();
        while (TryPush(1_000))
        {
        }
        Task room = _outbox.WaitForRoomAsync();
        Task drained = _outbox.DrainAsync();
        _stream.Break();

        (await _owner.Failed.Task.Within("the failure")).Should().BeOfType<IOException>();
        await room.Within("the wait for room to end");
        await drained.Within("the wait for the end to end");
        TryPush(1).Should().BeFalse();
    }

    [Test]
    public async Task Frames_of_many_threads_are_whole_and_those_of_one_in_order()
    {
        const int Threads = 4;
        const int Each = 2_000;
        Parallel.For(0, Threads, thread =>
        {
            for (uint i = 0; i < Each; i++)
                _outbox.Write(Opcode.Ping, ((uint)thread << 16) | i, new Empty());
        });
        await _outbox.DrainAsync().Within("everything to be written");

        List<(Opcode, uint Id)> frames = Frames();
        frames.Should().HaveCount(Threads * Each);
        foreach (IGrouping<uint, uint> thread in frames.Select(frame => frame.Id).GroupBy(id => id >> 16))
            thread.Should().BeInAscendingOrder();
    }

    private bool TryPush(int size) => _outbox.TryWrite(Opcode.Message, new MessagePush(1, Guid.Empty, 0, MessageMarks.None, "a"u8, "b"u8, new byte[size - 60 < 0 ? 1 : size - 60]));

    private List<(Opcode Opcode, uint Id)> Frames()
    {
        List<(Opcode, uint)> frames = [];
        byte[] written = _stream.Written;
        for (int at = 0; FrameReader.Read(written.AsSpan(at), Limits.FrameAfterLogin, out Frame frame, out _) is FrameOutcome.Frame; at += frame.Size)
            frames.Add((frame.Opcode, frame.RequestId));
        return frames;
    }

    private sealed class Owner : Outbox.IOwner
    {
        public TaskCompletionSource Room { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<Exception> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void RoomAgain() => Room.TrySetResult();

        public void WriteFailed(Exception error) => Failed.SetResult(error);

        public void Sending(ReadOnlySpan<byte> frames)
        {
        }
    }

    /// <summary>Takes bytes when its gate is open.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writes;

        public GatedStream() => Open();

        public byte[] Written => ToArray();

        public int Writes => Volatile.Read(ref _writes);

        public new void Close() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _gate.TrySetResult();

        public void Break() => _gate.TrySetException(new IOException("broken by this test"));

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _gate.Task;
            Write(buffer.Span);
            Interlocked.Increment(ref _writes);
        }
    }
}
