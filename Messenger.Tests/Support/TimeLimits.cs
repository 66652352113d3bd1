namespace Messenger.Tests.Support;

/// <summary>The one limit on every wait of a test: long enough for a busy machine, short enough to fail before the run is given up.</summary>
internal static class TimeLimits
{
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    /// <summary>Waits, and says for what when it takes too long.</summary>
    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Wait);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited {Wait.TotalSeconds} s for {what}");
        }
    }

    /// <inheritdoc cref="Within{T}"/>
    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Wait);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited {Wait.TotalSeconds} s for {what}");
        }
    }
}
