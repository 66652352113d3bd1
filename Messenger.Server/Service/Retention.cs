using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>
/// Sees to it that delivered messages are kept in history for so long and no longer. A sweep goes through the store from its oldest message
/// on, a chunk at a time, and stops where messages are young enough. One task runs it.
/// </summary>
/// <param name="engine">What it sweeps.</param>
/// <param name="keep">How long texts are kept.</param>
/// <param name="clock">Tells ages.</param>
/// <param name="gone">Told of the numbers whose text is gone.</param>
internal sealed class Retention(MessengerEngine engine, TimeSpan keep, TimeProvider clock, Action<IReadOnlyList<ulong>> gone)
{
    /// <summary>For so long at least a repeat of a message is recognised (product rule §5), so its trace is kept.</summary>
    public static readonly TimeSpan LeastTrace = TimeSpan.FromDays(30);

    /// <summary>Messages in one commit of a sweep.</summary>
    private const int Chunk = 500;

    private static readonly TimeSpan MostBetween = TimeSpan.FromHours(1);

    /// <summary>Between two sweeps: as short as makes sense for what is kept only for a short time.</summary>
    public static TimeSpan Interval(TimeSpan keep) => TimeSpan.FromSeconds(Math.Clamp(keep.TotalSeconds / 10, 1, MostBetween.TotalSeconds));

    /// <summary>Sweeps now and then until it is stopped.</summary>
    public async Task RunAsync(Action<Exception> failed, CancellationToken stop)
    {
        using PeriodicTimer timer = new(Interval(keep), clock);
        do
        {
            try
            {
                await SweepAsync(stop);
            }
            catch (StoreException error)
            {
                // The next sweep tries again.
                failed(error);
            }
        }
        while (await NextAsync(timer, stop));
    }

    /// <summary>One sweep.</summary>
    public async Task SweepAsync(CancellationToken stop)
    {
        long now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        long textBefore = now - (long)keep.TotalMilliseconds;
        long traceBefore = now - (long)(keep > LeastTrace ? keep : LeastTrace).TotalMilliseconds;
        ulong from = 0;
        while (!stop.IsCancellationRequested)
        {
            IReadOnlyList<StoredMessage> chunk = engine.Archive.From(from, Chunk);
            StoredMessage[] old = [.. chunk.Where(message => message.At < textBefore)];
            if (old.Length == 0)
                return;
            StoredMessage[] due = [.. old.Where(message => message.State is not MessageState.Expired || message.At < traceBefore)];
            (ErrorCode result, IReadOnlyList<ulong> numbers) = due.Length == 0 ? (ErrorCode.None, []) : await engine.ExpireAsync(due, traceBefore);
            if (result is not ErrorCode.None)
                return;
            gone(numbers);
            from = chunk[^1].Number + 1;
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
