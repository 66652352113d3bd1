using System.Globalization;
using Messenger.Client.Chat.Keeping;
using Messenger.Client.Terminal;

namespace Messenger.Client.Chat.Views;

/// <summary>How a person wants things shown.</summary>
/// <param name="Time">The clock and the time zone.</param>
internal sealed record Look(TimeProvider Time)
{
    public WidthMode Widths { get; init; }

    /// <summary>Of the time before each message, as .NET writes formats.</summary>
    public string TimeFormat { get; init; } = "HH:mm";

    public static Look Of(ClientSettings settings, TimeProvider time) => new(time) { Widths = settings.Widths, TimeFormat = settings.TimePattern };

    public string TimeOf(DateTimeOffset at) => Here(at).ToString(TimeFormat, CultureInfo.InvariantCulture);

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(Here(at).DateTime);

    /// <summary><c>Friday 20 November</c>, with the year when that is not this one.</summary>
    public string Day(DateTimeOffset at)
    {
        DateTimeOffset here = Here(at);
        string format = here.Year == Here(Time.GetUtcNow()).Year ? "dddd d MMMM" : "dddd d MMMM yyyy";
        return here.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>When somebody was last there: <c>14:03</c>, or with the day.</summary>
    public string Ago(DateTimeOffset at) => DayOf(at) == DayOf(Time.GetUtcNow()) ? TimeOf(at) : $"{Here(at).ToString("d MMM", CultureInfo.InvariantCulture)} {TimeOf(at)}";

    private DateTimeOffset Here(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Time.LocalTimeZone);
}
