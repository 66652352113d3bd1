using System.Text;

namespace Messenger.Client.Session;

/// <summary>
/// Keeps the order of what goes to one target while some of it may be refused for now and tried again: earlier sends, and those made
/// behind them, leave one at a time. Without earlier sends to its target an entry is in no lane and leaves at once. The session's lock guards it.
/// </summary>
internal sealed class OutboxLanes
{
    private readonly Dictionary<string, LinkedList<OutboxEntry>> _lanes = new(StringComparer.OrdinalIgnoreCase);

    public static bool IsItsTurn(OutboxEntry entry) => entry.Lane is null || entry.Lane.First!.Value == entry;

    public void Add(OutboxEntry entry)
    {
        if (_lanes.Count == 0 && !entry.IsEarlier)
            return;
        string target = TargetOf(entry);
        if (!_lanes.TryGetValue(target, out LinkedList<OutboxEntry>? lane))
        {
            if (!entry.IsEarlier)
                return;
            _lanes.Add(target, lane = []);
        }
        lane.AddLast(entry);
        entry.Lane = lane;
    }

    /// <returns>Those whose turn it is now, in order.</returns>
    public IReadOnlyList<OutboxEntry> Remove(OutboxEntry entry)
    {
        if (entry.Lane is not { } lane)
            return [];
        entry.Lane = null;
        lane.Remove(entry);
        if (lane.First is { } first && first.Value.IsEarlier)
            return [first.Value];
        // Only sends of this login are left, whose callers are told of refusals: they need not take turns.
        _lanes.Remove(TargetOf(entry));
        foreach (OutboxEntry freed in lane)
            freed.Lane = null;
        return [.. lane];
    }

    public void Clear() => _lanes.Clear();

    private static string TargetOf(OutboxEntry entry) => Encoding.UTF8.GetString(entry.To);
}
