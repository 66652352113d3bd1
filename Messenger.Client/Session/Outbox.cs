using Messenger.Wire;

namespace Messenger.Client.Session;

/// <summary>A send without an answer yet.</summary>
internal sealed class OutboxEntry(Guid id, byte[] to, byte[] text)
{
    private readonly TaskCompletionSource<SendResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid Id { get; } = id;

    public byte[] To { get; } = to;

    public byte[] Text { get; } = text;

    public Task<SendResult> Result => _result.Task;

    public void Cancel() => _result.TrySetCanceled();

    public void Succeed(SendResult result) => _result.TrySetResult(result);

    public void Fail(RefusedException refusal)
    {
        _result.TrySetException(refusal);
        // Whoever sent it may have given up waiting; then nobody else looks at it.
        _ = _result.Task.Exception;
    }
}

/// <summary>
/// The sends that have no answer, in the order in which they were made: what is sent again after a lost connection. Bounded in number and
/// bytes. In memory; a durable one would keep the same few methods. The session's lock guards it.
/// </summary>
internal sealed class Outbox
{
    public const int MostSends = 10_000;
    public const int MostBytes = 16 * 1024 * 1024;

    private readonly LinkedList<OutboxEntry> _entries = [];
    private readonly Dictionary<OutboxEntry, LinkedListNode<OutboxEntry>> _nodes = [];
    private TaskCompletionSource? _room;
    private long _bytes;

    public bool HasRoom => _entries.Count < MostSends && _bytes < MostBytes;

    public IEnumerable<OutboxEntry> InOrder => _entries;

    public IReadOnlyList<Guid> Ids => [.. _entries.Select(entry => entry.Id)];

    /// <summary>Done when there is room; look again afterwards.</summary>
    public Task Room()
    {
        if (HasRoom)
            return Task.CompletedTask;
        _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _room.Task;
    }

    public void Add(OutboxEntry entry)
    {
        _nodes.Add(entry, _entries.AddLast(entry));
        _bytes += Size(entry);
    }

    /// <returns>Whether it was there: an entry that was given up may still be answered.</returns>
    public bool Remove(OutboxEntry entry)
    {
        if (!_nodes.Remove(entry, out LinkedListNode<OutboxEntry>? node))
            return false;
        _entries.Remove(node);
        _bytes -= Size(entry);
        SignalRoom();
        return true;
    }

    /// <summary>Gives up all entries.</summary>
    /// <returns>Their ids, in order.</returns>
    public IReadOnlyList<Guid> FailAll(ErrorCode code, string message)
    {
        IReadOnlyList<Guid> ids = Ids;
        foreach (OutboxEntry entry in _entries)
            entry.Fail(new RefusedException(code, message));
        Clear();
        return ids;
    }

    /// <summary>Gives up all entries because nobody is there any more who would want to know.</summary>
    public void CancelAll()
    {
        foreach (OutboxEntry entry in _entries)
            entry.Cancel();
        Clear();
    }

    private void Clear()
    {
        _entries.Clear();
        _nodes.Clear();
        _bytes = 0;
        SignalRoom();
    }

    private void SignalRoom()
    {
        if (!HasRoom)
            return;
        _room?.TrySetResult();
        _room = null;
    }

    private static int Size(OutboxEntry entry) => entry.To.Length + entry.Text.Length;
}
