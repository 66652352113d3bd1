using System.Globalization;

namespace Messenger.Client.Line;

/// <summary>Says when something was, by the clock on this machine's wall.</summary>
internal sealed class WallClock(TimeProvider time)
{
    /// <summary><c>14:03</c>; with the date when that is not today.</summary>
    public string Say(DateTimeOffset at)
    {
        DateTimeOffset here = TimeZoneInfo.ConvertTime(at, time.LocalTimeZone);
        string format = here.Date == TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone).Date ? "HH:mm" : "yyyy-MM-dd HH:mm";
        return here.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary><c>14:03:05.123</c>, whatever the day.</summary>
    /// <param name="milliseconds">Since 1970-01-01 UTC.</param>
    public string SayExactly(ulong milliseconds) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds), time.LocalTimeZone)
            .ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <param name="milliseconds">Since 1970-01-01 UTC.</param>
    public string Say(ulong milliseconds) => Say(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds));
}
