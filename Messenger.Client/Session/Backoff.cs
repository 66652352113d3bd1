namespace Messenger.Client.Session;

/// <summary>How long to wait before the next try to connect: first within half a second, then doubling to 10 s, each spread over its upper half (PROTOCOL.md §9).</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private TimeSpan _bound = First;

    /// <summary>The next wait. The spread keeps clients that were cut off together from coming back together.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = _bound * (0.5 + Random.Shared.NextDouble() / 2);
        _bound = _bound * 2 < Longest ? _bound * 2 : Longest;
        return wait;
    }
}
