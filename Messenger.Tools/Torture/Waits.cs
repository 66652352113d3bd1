namespace Messenger.Tools.Torture;

/// <summary>Something that should have happened did not. The message says what, in words; it ends the scenario.</summary>
internal sealed class TortureFaultException(string what, Exception? cause = null) : Exception(what, cause);

/// <summary>Waits that end: each has a limit and the name of what it waits for.</summary>
internal static class Waits
{
    /// <summary>The limit of a step that takes moments on an idle machine, long enough for a busy one.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(60);

    /// <summary>The limit of a step that works through all that a run has heaped up.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="TortureFaultException">It took longer than <paramref name="limit"/>.</exception>
    public static async Task Within(this Task task, TimeSpan limit, string what)
    {
        try
        {
            await task.WaitAsync(limit);
        }
        catch (TimeoutException late) when (!task.IsFaulted)
        {
            throw Late(limit, what, late);
        }
    }

    /// <inheritdoc cref="Within(Task, TimeSpan, string)"/>
    public static async Task<T> Within<T>(this Task<T> task, TimeSpan limit, string what)
    {
        await Within((Task)task, limit, what);
        return await task;
    }

    /// <summary>Looks again and again until something is so.</summary>
    /// <exception cref="TortureFaultException">It was not within <paramref name="limit"/>.</exception>
    public static async Task Until(Func<bool> fact, TimeSpan limit, string what)
    {
        if (!await Becomes(fact, limit))
            throw Late(limit, what, null);
    }

    /// <summary>Looks again and again; says whether it became so within the limit.</summary>
    public static async Task<bool> Becomes(Func<bool> fact, TimeSpan limit)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!fact())
        {
            if (TimeProvider.System.GetElapsedTime(began) > limit)
                return false;
            await Task.Delay(Pause);
        }
        return true;
    }

    private static TortureFaultException Late(TimeSpan limit, string what, Exception? cause) =>
        new($"waited {limit.TotalSeconds:F0} s in vain for {what}", cause);
}
