using Messenger.Server;
using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Wire;

namespace Messenger.Gateway.Events;

/// <summary>
/// The terminal of a client that listens to events: what the engine hands to it waits here until the door has written it. Bounded as the wire's
/// outbox is: pushes are tried and wait in the session's backlog, what is told at once or never ends a stream that takes too little. The engine's
/// calls come under an account's lock; one reader takes what is there. Safe on any thread.
/// </summary>
internal sealed class EventStream(string address, ServerMetrics metrics) : ITerminal
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<StreamEvent> _waiting = [];
    private int _pending;
    private bool _pushRefused;
    private ErrorCode _reason;
    private TaskCompletionSource? _wanted;

    public TerminalFeatures Features => TerminalFeatures.Copies | TerminalFeatures.Receipts | TerminalFeatures.Presence;

    public string Address => address;

    /// <summary>Why it ends; none while it goes on. What waited before is still written, unless it is <see cref="Superseded"/>.</summary>
    public ErrorCode Reason
    {
        get
        {
            lock (_gate)
                return _reason;
        }
    }

    /// <summary>Done when a newer stream has its place: there everything is told again, so nothing is kept for this one but its end.</summary>
    public Task Superseded => _superseded.Task;

    /// <summary>Adds an event, whatever waits already.</summary>
    public void Add(StreamEvent happened)
    {
        lock (_gate)
            AddLocked(happened);
    }

    public bool TryPush(Message message, bool queued, bool own) => HasRoom() && AddPush(StreamEvents.Message(message, queued, own));

    public bool TryPush(Change change, bool own) => HasRoom() && AddPush(StreamEvents.Changed(change, own));

    public bool HeldChanged(MailboxSummary undelivered) => HasRoom() && AddPush(StreamEvents.Unread(undelivered));

    public void Notify(Notice notice)
    {
        StreamEvent happened = StreamEvents.Of(notice);
        lock (_gate)
        {
            if (_pending < Outbox.NoticeBytes)
            {
                AddLocked(happened);
                return;
            }
        }
        Close(ErrorCode.SlowConsumer);
    }

    /// <summary>Held messages are fetched, not read: nobody asked.</summary>
    public void ReadDone(uint readId, uint pushed, uint left)
    {
    }

    public void Close(ErrorCode reason)
    {
        lock (_gate)
        {
            if (_reason is not ErrorCode.None)
                return;
            if (reason is ErrorCode.ResumedElsewhere)
                _waiting.Clear();
            AddLocked(StreamEvents.Closed(reason));
            _reason = reason;
        }
        if (reason is ErrorCode.ResumedElsewhere)
            _superseded.SetResult();
        metrics.CountClosed(reason);
    }

    /// <summary>Takes all that waits, once there is something; for the one reader.</summary>
    public async Task<IReadOnlyList<StreamEvent>> TakeAsync(CancellationToken stop)
    {
        while (true)
        {
            Task wanted;
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    IReadOnlyList<StreamEvent> taken = _waiting;
                    _waiting = [];
                    return taken;
                }
                wanted = (_wanted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await wanted.WaitAsync(stop);
        }
    }

    /// <summary>What was taken is written.</summary>
    /// <returns>Whether a push was refused meanwhile that has room now.</returns>
    public bool Written(IReadOnlyList<StreamEvent> taken)
    {
        lock (_gate)
        {
            _pending -= taken.Sum(happened => happened.Bytes);
            if (!_pushRefused || _pending >= Outbox.RoomBytes)
                return false;
            _pushRefused = false;
            return true;
        }
    }

    /// <summary>Looked at first, so that nothing is made that there is no room for. Only the engine adds pushes, one at a time.</summary>
    private bool HasRoom()
    {
        lock (_gate)
        {
            bool hasRoom = _reason is ErrorCode.None && _pending < Outbox.RoomBytes;
            _pushRefused |= !hasRoom;
            return hasRoom;
        }
    }

    private bool AddPush(StreamEvent happened)
    {
        lock (_gate)
        {
            AddLocked(happened);
            return _reason is ErrorCode.None;
        }
    }

    private void AddLocked(StreamEvent happened)
    {
        if (_reason is not ErrorCode.None)
            return;
        _waiting.Add(happened);
        _pending += happened.Bytes;
        _wanted?.TrySetResult();
        _wanted = null;
    }
}
