namespace Messenger.Tests.Support;

/// <summary>Waits for what tells nobody when it happens, such as a count of the server: looks again and again, within the shared limit.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task Becomes(Func<bool> fact, string what)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!fact())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeLimits.Wait)
                throw new TimeoutException($"waited {TimeLimits.Wait.TotalSeconds} s for {what}");
            await Task.Delay(Pause);
        }
    }
}
