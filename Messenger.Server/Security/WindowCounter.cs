namespace Messenger.Server.Security;

/// <summary>Counts events by key within a window that begins with the first; refuses more than a limit. Its owner guards it.</summary>
internal sealed class WindowCounter<TKey>(int limit, TimeSpan window)
    where TKey : notnull
{
    /// <summary>Keys remembered; at this many the expired are swept out, and if none is, all are forgotten rather than memory be used up.</summary>
    private const int MaxKeys = 100_000;

    private readonly Dictionary<TKey, (long Began, int Count)> _counts = [];

    /// <summary>How long until one more is allowed; zero when it is now.</summary>
    public TimeSpan Wait(TKey key, long now, TimeProvider clock)
    {
        if (!_counts.TryGetValue(key, out (long Began, int Count) entry) || entry.Count < limit)
            return TimeSpan.Zero;
        TimeSpan left = window - clock.GetElapsedTime(entry.Began, now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public void Add(TKey key, long now, TimeProvider clock)
    {
        if (_counts.Count >= MaxKeys)
            Sweep(now, clock);
        _counts[key] = _counts.TryGetValue(key, out (long Began, int Count) entry) && clock.GetElapsedTime(entry.Began, now) < window
            ? (entry.Began, entry.Count + 1)
            : (now, 1);
    }

    /// <summary>Takes one event back.</summary>
    public void Remove(TKey key)
    {
        if (!_counts.TryGetValue(key, out (long Began, int Count) entry))
            return;
        if (entry.Count > 1)
            _counts[key] = entry with { Count = entry.Count - 1 };
        else
            _counts.Remove(key);
    }

    private void Sweep(long now, TimeProvider clock)
    {
        foreach (TKey key in _counts.Where(pair => clock.GetElapsedTime(pair.Value.Began, now) >= window).Select(pair => pair.Key).ToList())
            _counts.Remove(key);
        if (_counts.Count >= MaxKeys)
            _counts.Clear();
    }
}
