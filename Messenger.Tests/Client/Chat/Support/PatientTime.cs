using System.Collections.Concurrent;

namespace Messenger.Tests.Client.Chat.Support;

/// <summary>The system's clock, on which nothing comes about by itself that is due later than in a second: it has to be asked for.</summary>
internal sealed class PatientTime : TimeProvider
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<TimeSpan> _withheld = new();

    /// <summary>In how long was due what does not come about.</summary>
    public IReadOnlyCollection<TimeSpan> Withheld => _withheld;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        PatientTimer timer = new(this, System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class PatientTimer(PatientTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime <= Longest)
                return timer.Change(dueTime, period);
            time._withheld.Enqueue(dueTime);
            return timer.Change(Timeout.InfiniteTimeSpan, period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
