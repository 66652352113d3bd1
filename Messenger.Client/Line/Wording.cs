using System.Globalization;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>How things are said on a line. Everything of others that comes out of here is safe to show.</summary>
internal static class Wording
{
    private const int SendersSaid = 20;

    /// <summary>Characters of an unsent message that tell which one it is.</summary>
    private const int UnsentShown = 40;

    /// <summary><c>3 undelivered: bob 2, carol 1</c>.</summary>
    public static string Undelivered(Undelivered undelivered) => undelivered.Total == 0
        ? "nothing undelivered"
        : $"{undelivered.Total} undelivered: {Senders(undelivered)}";

    /// <summary><c>bob 2, carol 1</c>.</summary>
    public static string Senders(Undelivered undelivered)
    {
        IEnumerable<string> said = undelivered.From.Take(SendersSaid)
            .Select(item => $"{Name(item.From, item.Deleted)} {item.Count}");
        long others = undelivered.Senders - Math.Min(undelivered.From.Count, SendersSaid);
        return string.Join(", ", others > 0 ? said.Append($"and {others} others") : said);
    }

    /// <summary><c>09:12 alice: text</c>; with the date when that is not today, and marked when it had waited.</summary>
    public static string Message(MessageReceived message, DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset at = TimeZoneInfo.ConvertTime(message.At, zone);
        string format = at.Date == TimeZoneInfo.ConvertTime(now, zone).Date ? "HH:mm" : "yyyy-MM-dd HH:mm";
        string from = Name(message.From, message.FromDeleted);
        return $"{at.ToString(format, CultureInfo.InvariantCulture)} {from}{(message.Queued ? " (queued)" : "")}: {SafeText.Line(message.Text)}";
    }

    /// <summary><c>to bob: the beginning of its te…</c>.</summary>
    public static string Unsent(UnsentMessage message)
    {
        string text = SafeText.Line(message.Text);
        StringInfo beginning = new(text.Length > 4 * UnsentShown ? text[..(4 * UnsentShown)] : text);
        return $"to {SafeText.Line(message.To)}: "
            + (beginning.LengthInTextElements > UnsentShown ? beginning.SubstringByTextElements(0, UnsentShown) + "…" : beginning.String);
    }

    public static string Name(string name, bool isDeleted) => SafeText.Line(name) + (isDeleted ? " (deleted)" : "");

    /// <summary>A refusal as one sentence, with how long to wait where that helps.</summary>
    public static string Refusal(RefusedException refusal)
    {
        string said = SafeText.Line(refusal.Message);
        // That it is a wrong command needs no code.
        if (refusal.Code is ErrorCode.BadCommand)
            return said;
        if (refusal.RetryAfter <= TimeSpan.Zero)
            return $"{said} ({refusal.Code.Word()})";
        return $"{said} ({refusal.Code.Word()}; try again in {Math.Ceiling(refusal.RetryAfter.TotalSeconds):0} s)";
    }

    public static string Count(long count, string one) => count == 1 ? $"1 {one}" : $"{count} {one}s";
}
