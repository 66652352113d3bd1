using System.Text;
using System.Threading.Channels;
using Messenger.Client.Session;
using Messenger.Tools.Doors.Net;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Doors.Wire;

/// <summary>One connection of a <see cref="WireDoor"/>: requests and their answers, what is pushed, and what is being fetched.</summary>
internal sealed class WireLink
{
    private readonly Link _link;
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _unconfirmed;

    // As long as the window at most: a server pushes no more before something is confirmed.
    private readonly Channel<DoorEvent> _events = Channel.CreateUnbounded<DoorEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private List<DoorMessage>? _fetched;

    /// <param name="dialed">The connection.</param>
    /// <param name="counter">Is told of every frame.</param>
    /// <param name="unconfirmed">Numbers that came over earlier connections of this login; those that come now are added.</param>
    public WireLink(Dialed dialed, ByteCounter counter, HashSet<ulong> unconfirmed)
    {
        _unconfirmed = unconfirmed;
        _link = new Link(dialed, TimeProvider.System, TimeSpan.Zero, OnPush, (outgoing, frame) => Count(counter, outgoing, frame.Length));
    }

    public bool IsOver => _link.Completion.IsCompleted;

    public ChannelReader<DoorEvent> Events => _events.Reader;

    /// <exception cref="RefusedException">The server said goodbye, with its reason, or the connection was lost.</exception>
    public async Task StartAsync(ushort window, CancellationToken cancellation)
    {
        _ = EndAsync();
        HelloRequest hello = new(ProtocolVersion.Lowest, ProtocolVersion.Highest, Capabilities.None, window, "messenger doors");
        try
        {
            await _link.StartAsync(hello).WaitAsync(DoorFaults.AnswerLimit, cancellation);
        }
        catch (RefusedException lost) when (lost.Code is ErrorCode.NotConnected)
        {
            CloseReason reason = await _link.Completion;
            throw reason.Code is ErrorCode.None ? lost : new RefusedException(reason.Code, reason.Message, reason.RetryAfter);
        }
    }

    /// <exception cref="RefusedException">It was refused, or the connection is over.</exception>
    public Task<TAnswer> AskAsync<TRequest, TAnswer>(
        Opcode opcode, in TRequest request, CancellationToken cancellation, Action<TAnswer>? applied = null)
        where TRequest : IWireMessage<TRequest>, allows ref struct
        where TAnswer : IWireMessage<TAnswer>
    {
        PendingAnswer<TAnswer> pending = new(opcode, applied);
        return _link.TryRequest(request, pending)
            ? WaitAsync(pending.Answer, cancellation)
            : Task.FromException<TAnswer>(RefusedException.NotConnected());
    }

    /// <summary>Has held messages pushed and gathers them. One at a time.</summary>
    public async Task<DoorFetched> FetchAsync(int count, CancellationToken cancellation)
    {
        List<DoorMessage> fetched = [];
        lock (_gate)
            _fetched = fetched;
        // The answer stands behind the last message that it is about.
        Task<ReadAnswer> answer = AskAsync<ReadRequest, ReadAnswer>(Opcode.Read, new ReadRequest(default, (uint)count), cancellation, _ => EndFetch());
        try
        {
            return new DoorFetched(fetched, (await answer).Left);
        }
        finally
        {
            EndFetch();
        }
    }

    public void Confirmed(IEnumerable<ulong> numbers)
    {
        lock (_unconfirmed)
            _unconfirmed.ExceptWith(numbers);
    }

    public Task FinishAsync() => _link.FinishAsync();

    private static async Task<T> WaitAsync<T>(Task<T> answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.WaitAsync(DoorFaults.AnswerLimit, cancellation);
        }
        catch (TimeoutException)
        {
            throw DoorFaults.Late();
        }
    }

    private static void Count(ByteCounter counter, bool outgoing, int bytes)
    {
        if (outgoing)
            counter.Said(bytes);
        else
            counter.Heard(bytes);
    }

    private async Task EndAsync()
    {
        CloseReason reason = await _link.Completion;
        if (reason.Code is ErrorCode.None)
        {
            _events.Writer.Complete(new RefusedException(ErrorCode.NotConnected, reason.Message));
            return;
        }
        _events.Writer.TryWrite(new DoorEvent(DoorEventKind.Closed, 0) { Code = reason.Code });
        _events.Writer.Complete();
    }

    private void EndFetch()
    {
        lock (_gate)
            _fetched = null;
    }

    /// <summary>On the connection's read loop.</summary>
    private void OnPush(Frame push)
    {
        if (push.Opcode is not Opcode.Message)
        {
            _events.Writer.TryWrite(new DoorEvent(DoorEventKind.Other, 0));
            return;
        }
        MessagePush pushed = FieldReader.ReadWhole<MessagePush>(push.Body);
        DoorMessage message = new(
            pushed.Id,
            pushed.Number,
            Encoding.UTF8.GetString(pushed.From),
            Encoding.UTF8.GetString(pushed.To),
            pushed.TextString(),
            DateTimeOffset.FromUnixTimeMilliseconds((long)pushed.At))
        {
            Queued = pushed.Marks.HasFlag(MessageMarks.Queued),
        };
        lock (_unconfirmed)
        {
            // What was under way when the last connection broke comes again.
            if (!_unconfirmed.Add(pushed.Number))
                return;
        }
        lock (_gate)
        {
            if (_fetched is not null && message.Queued)
                _fetched.Add(message);
            else
                _events.Writer.TryWrite(new DoorEvent(DoorEventKind.Message, pushed.Number) { Message = message });
        }
    }
}
