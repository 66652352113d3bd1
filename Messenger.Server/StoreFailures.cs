namespace Messenger.Server;

/// <summary>
/// Says in the log that commits, or reads, fail: the first at once, then how many, now and then. A full disk under load fails hundreds a second, and
/// its log may be on that disk. Safe on any thread.
/// </summary>
/// <param name="say">Says why, and how many failed since it was said last.</param>
/// <param name="clock">Tells when to say it again.</param>
internal sealed class StoreFailures(Action<string, int> say, TimeProvider clock)
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
        say(error, unsaid);
    }
}
