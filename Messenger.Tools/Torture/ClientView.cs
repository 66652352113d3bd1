namespace Messenger.Tools.Torture;

/// <summary>
/// What one client process has shown, from its start to its end: nothing twice, and in order within the live and within the held of each
/// sender. Used by one thread at a time.
/// </summary>
internal sealed class ClientView(string account)
{
    internal enum Order
    {
        Right,
        Again,
        Late,
    }

    private readonly HashSet<Entry> _seen = [];
    private readonly Dictionary<(string From, bool Queued), long> _last = [];

    public string Account { get; } = account;

    public Order Note(Entry entry, bool queued)
    {
        if (!_seen.Add(entry))
            return Order.Again;
        long last = _last.GetValueOrDefault((entry.From, queued), -1);
        _last[(entry.From, queued)] = Math.Max(last, entry.Sequence);
        return entry.Sequence > last ? Order.Right : Order.Late;
    }
}
