using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;

namespace Messenger.Server;

/// <summary>
/// One event, one line: time in UTC, level, words. Control characters and whatever else could forge or colour a line are escaped, wherever
/// they came from.
/// </summary>
internal sealed class LineFormatter : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        StringBuilder line = new();
        line.Append(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        line.Append(' ').Append(Level(logEvent.Level)).Append(' ').Append(logEvent.RenderMessage(CultureInfo.InvariantCulture));
        if (logEvent.Exception is { } exception)
            line.Append(" — ").Append(exception);
        output.WriteLine(Escape(line.ToString()));
    }

    private static string Level(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "TRC",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "FTL",
    };

    private static string Escape(string text)
    {
        StringBuilder safe = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool shown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
            safe.Append(shown ? rune.ToString() : $"\\u{{{rune.Value:X}}}");
        }
        return safe.ToString();
    }
}
