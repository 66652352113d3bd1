namespace Messenger.Client.Session;

/// <summary>
/// The sends that have no answer, in the order in which they were made: what is sent again after a lost connection. Bounded in number and
/// bytes. <see cref="OutboxWriter"/> keeps the same on disk where that is asked for. The session's lock guards it.
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

    public bool Contains(OutboxEntry entry) => _nodes.ContainsKey(entry);

    public void Add(OutboxEntry entry)
    {
        _nodes.Add(entry, _entries.AddLast(entry));
        _bytes += entry.Size;
    }

    /// <returns>Whether it was there: an entry that was given up may still be answered.</returns>
    public bool Remove(OutboxEntry entry)
    {
        if (!_nodes.Remove(entry, out LinkedListNode<OutboxEntry>? node))
            return false;
        _entries.Remove(node);
        _bytes -= entry.Size;
        SignalRoom();
        return true;
    }

    /// <summary>Takes all entries out.</summary>
    /// <returns>The entries, in order.</returns>
    public IReadOnlyList<OutboxEntry> Clear()
    {
        OutboxEntry[] entries = [.. _entries];
        _entries.Clear();
        _nodes.Clear();
        _bytes = 0;
        SignalRoom();
        return entries;
    }

    private void SignalRoom()
    {
        if (!HasRoom)
            return;
        _room?.TrySetResult();
        _room = null;
    }
}
