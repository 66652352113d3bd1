namespace Messenger.Gateway.Operations;

/// <summary>From the engine's times, milliseconds since 1970-01-01 UTC, to the contract's.</summary>
internal static class Times
{
    public static DateTimeOffset Of(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>Null for 0, which stands for not yet, or not known.</summary>
    public static DateTimeOffset? OfKnown(long milliseconds) => milliseconds == 0 ? null : Of(milliseconds);
}
