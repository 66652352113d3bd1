namespace Messenger.Tests.Support;

/// <summary>A clock that moves only when it is told to: both clocks, monotonic and UTC, and timers with them. Safe on any thread.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];

    // Not 0: code may take a timestamp of 0 for "never".
    private long _ticks = TimeSpan.FromDays(1).Ticks;
    private DateTimeOffset _utc = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
            return _ticks;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _utc;
    }

    /// <summary>Moves time on and fires the timers that are due, in their order.</summary>
    public void Advance(TimeSpan by)
    {
        long until;
        lock (_gate)
            until = _ticks + by.Ticks;
        while (true)
        {
            ManualTimer? due;
            lock (_gate)
            {
                due = _timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
                long to = due is null ? until : Math.Max(_ticks, due.DueAt);
                _utc += TimeSpan.FromTicks(to - _ticks);
                _ticks = to;
                due?.RescheduleLocked(_ticks);
            }
            if (due is null)
                return;
            due.Fire();
        }
    }

    /// <summary>Sets the wall clock, as an operator or a time service may; the monotonic clock does not move.</summary>
    public void SetUtc(DateTimeOffset utc)
    {
        lock (_gate)
            _utc = utc;
    }

    /// <summary>Moves time on in steps until something has happened.</summary>
    public async Task AdvanceUntil(Task happened, TimeSpan step, string what)
    {
        long began = System.GetTimestamp();
        while (!happened.IsCompleted)
        {
            if (System.GetElapsedTime(began) > TimeLimits.Wait)
                throw new TimeoutException($"the clock was moved, but in vain: {what}");
            Advance(step);
            await Task.WhenAny(happened, Task.Delay(5));
        }
        await happened;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate)
            _timers.Add(timer);
        return timer;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public long DueAt { get; private set; } = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock._ticks + dueTime.Ticks;
            }
            return true;
        }

        public void RescheduleLocked(long now) =>
            DueAt = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? long.MaxValue : now + _period.Ticks;

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
