namespace Messenger.Server.Engine;

/// <summary>A rate with bursts: fills at so many a second up to a burst. Safe on any thread.</summary>
internal sealed class TokenBucket
{
    private readonly Lock _gate = new();
    private double _missing;
    private long _filledAt;

    /// <summary>Takes one; when there is none, says how long until there is.</summary>
    public bool TryTake(double perSecond, double burst, TimeProvider clock, out TimeSpan wait)
    {
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            if (_missing > 0)
                _missing = Math.Max(0, _missing - (clock.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond));
            _filledAt = now;
            if (_missing + 1 > burst)
            {
                wait = TimeSpan.FromSeconds((_missing + 1 - burst) / perSecond);
                return false;
            }
            _missing++;
            wait = TimeSpan.Zero;
            return true;
        }
    }
}
