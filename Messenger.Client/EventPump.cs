using Messenger.Client.Session;

namespace Messenger.Client;

/// <summary>
/// Handles a session's events one by one, in order, and lets commands keep their place among them: an answer that must stand behind
/// certain events waits for these, and one that must stand before others holds them back.
/// </summary>
/// <param name="session">Whose events.</param>
/// <param name="handle">Shows one event; the next waits for it.</param>
internal sealed class EventPump(MessengerSession session, Func<SessionEvent, CancellationToken, ValueTask> handle) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private TaskCompletionSource _progress = NewProgress();
    private long _handled;

    /// <param name="session">Whose events.</param>
    /// <param name="handle">Shows one event.</param>
    public EventPump(MessengerSession session, Action<SessionEvent> handle)
        : this(session, (happened, _) =>
        {
            handle(happened);
            return ValueTask.CompletedTask;
        })
    {
    }

    /// <summary>Runs until the session is disposed or handling fails.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (SessionEvent happened in session.Events.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                await handle(happened, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
            TaskCompletionSource progress;
            lock (_gate)
            {
                _handled++;
                progress = _progress;
                _progress = NewProgress();
            }
            progress.SetResult();
        }
    }

    /// <summary>Holds events back until the result is disposed.</summary>
    public async Task<IDisposable> HoldAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        return new Hold(_turn);
    }

    /// <summary>Done when so many events have been handled.</summary>
    public Task ReachedAsync(long count, CancellationToken cancellation) =>
        WhenAsync(() => Volatile.Read(ref _handled) >= count, Task.CompletedTask, cancellation);

    /// <summary>Done when everything that had happened by now has been handled.</summary>
    public Task CaughtUpAsync(CancellationToken cancellation) => ReachedAsync(session.EventsPosted, cancellation);

    /// <summary>Done when the condition holds, looked at after each event and once <paramref name="also"/> is done.</summary>
    public async Task WhenAsync(Func<bool> condition, Task also, CancellationToken cancellation)
    {
        while (true)
        {
            Task progress;
            lock (_gate)
                progress = _progress.Task;
            if (condition())
                return;
            await (also.IsCompleted ? progress : Task.WhenAny(progress, also)).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose() => _turn.Dispose();

    private static TaskCompletionSource NewProgress() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Hold(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? _turn = turn;

        public void Dispose() => Interlocked.Exchange(ref _turn, null)?.Release();
    }
}
