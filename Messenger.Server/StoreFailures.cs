namespace Messenger.Server;

/// <summary>
/// Says in the log that commits fail: the first at once, then how many, now and then. A full disk under load fails hundreds a second, and
/// its log may be on that disk. Safe on any thread.
/// </summary>
internal sealed class StoreFailures(Log log, TimeProvider clock)
{
    /// <summary>Between two lines.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _saidAt;
    private int _unsaid;

    public void Report(string error)
    {
        int unsaid;
        lock (_gate)
        {
            if (_saidAt is { } before && clock.GetElapsedTime(before) < Pause)
            {
                _unsaid++;
                return;
            }
            unsaid = _unsaid;
            _unsaid = 0;
            _saidAt = clock.GetTimestamp();
        }
        log.StoreFailed(error, unsaid);
    }
}
