namespace Messenger.Tools.Torture.Ledgers;

/// <summary>
/// What one client process has shown, from its start to its end: nothing twice, and in order within the live and within the held of each
/// sender and conversation. Used by one thread at a time.
/// </summary>
internal sealed class ClientView(string account)
{
    internal enum Order
    {
        Right,
        Again,
        Late,
    }

    private static int _lastNumber;

    private readonly HashSet<Entry> _seen = [];
    private readonly Dictionary<(string From, string To, bool Queued), long> _last = [];

    public string Account { get; } = account;

    /// <summary>Tells the clients of a run apart.</summary>
    public int Number { get; } = Interlocked.Increment(ref _lastNumber);

    public Order Note(Entry entry, bool queued)
    {
        if (!_seen.Add(entry))
            return Order.Again;
        long last = _last.GetValueOrDefault((entry.From, entry.To, queued), -1);
        _last[(entry.From, entry.To, queued)] = Math.Max(last, entry.Sequence);
        return entry.Sequence > last ? Order.Right : Order.Late;
    }
}
