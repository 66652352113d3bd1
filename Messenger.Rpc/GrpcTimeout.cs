using System.Globalization;

namespace Messenger.Rpc;

/// <summary>How long a client waits: one to eight digits, and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MostDigits = 8;

    /// <summary>Longest time that timers take; longer ones, which are weeks, are as good.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <param name="text">Such as <c>5S</c>.</param>
    /// <param name="time">Not longer than timers take.</param>
    /// <returns>False when it is none.</returns>
    public static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        if (text.Length is < 2 or > MostDigits + 1 || UnitOf(text[^1]) is not { } unit
            || !uint.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out uint count))
            return false;
        time = TimeSpan.FromTicks(Math.Min((long)(count * unit), Longest.Ticks));
        return true;
    }

    /// <summary>In milliseconds as far as these fit, else in seconds; a part of a millisecond counts as a whole one.</summary>
    /// <param name="time">Less than three years.</param>
    public static string Format(TimeSpan time)
    {
        long milliseconds = Math.Max((long)Math.Ceiling(time.TotalMilliseconds), 0);
        return milliseconds < 100_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds}m")
            : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000}S");
    }

    /// <summary>In ticks; nanoseconds are a hundredth of one.</summary>
    private static double? UnitOf(char unit) => unit switch
    {
        'H' => TimeSpan.TicksPerHour,
        'M' => TimeSpan.TicksPerMinute,
        'S' => TimeSpan.TicksPerSecond,
        'm' => TimeSpan.TicksPerMillisecond,
        'u' => TimeSpan.TicksPerMicrosecond,
        'n' => 1.0 / TimeSpan.NanosecondsPerTick,
        _ => null,
    };
}
