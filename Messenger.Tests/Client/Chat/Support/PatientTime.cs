namespace Messenger.Tests.Client.Chat.Support;

/// <summary>The system's clock, on which nothing comes about by itself that is due later than in a second: it has to be asked for.</summary>
internal sealed class PatientTime : TimeProvider
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        PatientTimer timer = new(System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class PatientTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime > Longest ? Timeout.InfiniteTimeSpan : dueTime, period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
