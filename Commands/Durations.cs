using System.CommandLine;
using System.Globalization;

namespace Messenger.Commands;

/// <summary>Options that take a length of time: a whole number and a unit, as in <c>30d</c>.</summary>
internal static class Durations
{
    public static Option<TimeSpan?> Optional(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value, out TimeSpan duration))
                return duration;
            result.AddError($"{name} takes a length of time such as 30d, 12h, 90m or 600s, not \"{result.Tokens[0].Value}\"");
            return null;
        },
    };

    /// <summary>Seconds, minutes, hours or days; more than nothing and at most 100 years.</summary>
    internal static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0)
            return false;
        double? seconds = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => null };
        if (seconds is not { } unit || number * unit > TimeSpan.FromDays(36_525).TotalSeconds)
            return false;
        duration = TimeSpan.FromSeconds(number * unit);
        return true;
    }
}
