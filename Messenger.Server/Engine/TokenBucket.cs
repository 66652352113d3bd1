namespace Messenger.Server.Engine;

/// <summary>A rate with bursts: fills at so many a second up to a burst. Safe on any thread.</summary>
internal sealed class TokenBucket
{
    private readonly Lock _gate = new();
    private double _missing;
    private long _filledAt;

    /// <summary>Takes so much; when there is not enough, says how long until there is. More than a burst is taken as a burst.</summary>
    public bool TryTake(double amount, double perSecond, double burst, TimeProvider clock, out TimeSpan wait)
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            if (_missing > 0)
                _missing = Math.Max(0, _missing - (clock.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
            _filledAt = now;
            amount = Math.Min(amount, burst);
            if (_missing + amount > burst)
            {
                wait = TimeSpan.FromSeconds((_missing + amount - burst) / perSecond);
                return false;
            }
            _missing += amount;
            wait = TimeSpan.Zero;
            return true;
        }
    }
}
