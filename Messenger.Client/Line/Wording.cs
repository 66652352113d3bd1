using System.Globalization;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Line;

/// <summary>How things are said on a line. Everything of others that comes out of here is safe to show.</summary>
internal static class Wording
{
    /// <summary>Names in a line; of more the first, and how many others.</summary>
    private const int SendersSaid = 20;

    /// <summary>Characters of an unsent message that tell which one it is.</summary>
    private const int UnsentShown = 40;

    /// <summary><c>3 undelivered: bob 2, carol 1</c>.</summary>
    public static string Undelivered(Undelivered undelivered, int most = SendersSaid) => undelivered.Total == 0
        ? "nothing undelivered"
        : $"{undelivered.Total} undelivered: {Senders(undelivered, most)}";

    /// <summary><c>bob 2, carol 1, and 3 others</c>: those with most messages, as the server has them first.</summary>
    public static string Senders(Undelivered undelivered, int most = SendersSaid)
    {
        IEnumerable<string> said = undelivered.From.Take(most)
            .Select(item => $"{Name(item.From, item.Deleted)} {item.Count}");
        long others = undelivered.Senders - Math.Min(undelivered.From.Count, most);
        return string.Join(", ", others > 0 ? said.Append($"and {others} others") : said);
    }

    /// <summary>
    /// <c>09:12 alice: text</c>, <c>09:12 alice → #lunch: text</c>, <c>09:12 me → bob: text</c>; marked when it had waited, or is not the first text.
    /// </summary>
    public static string Message(MessageReceived message, WallClock clock)
    {
        string who = WhoTo(message.From, message.FromDeleted, message.Own, message.To);
        return $"{clock.Say(message.At)} {who}{(message.Queued ? " (queued)" : "")}{Edited(message.Edited)}: {SafeText.Line(message.Text)}";
    }

    /// <summary><c>09:12 alice changed: text</c>, <c>09:12 alice → #lunch took a message back</c>.</summary>
    public static string Change(MessageChanged change, WallClock clock)
    {
        string who = $"{clock.Say(change.At)} {WhoTo(change.From, isDeleted: false, change.Own, change.To)}";
        return change.Text is null ? $"{who} took a message back" : $"{who} changed: {SafeText.Line(change.Text)}";
    }

    /// <summary>A line of a conversation that is shown as a whole, with the mark of what has become of one's own.</summary>
    public static string Said(HistoryItem message, WallClock clock)
    {
        bool own = message.Marks.HasFlag(HistoryMarks.Own);
        string who = Who(message.From, message.Marks.HasFlag(HistoryMarks.SenderDeleted), own);
        return Past(message, who, clock) + (own && !message.Marks.HasFlag(HistoryMarks.Unsent) ? $" {Mark(message.Marks)}" : "");
    }

    /// <summary>A line among those of other conversations.</summary>
    public static string Found(HistoryItem message, WallClock clock) => Past(
        message,
        WhoTo(message.From, message.Marks.HasFlag(HistoryMarks.SenderDeleted), message.Marks.HasFlag(HistoryMarks.Own), message.To),
        clock);

    /// <summary><c>bob · last 09:12</c>; of one who is gone also what <c>/history</c> takes, for the name may be another's now.</summary>
    public static string Conversation(ListedConversation conversation, WallClock clock) =>
        "  " + Name(conversation.Name, conversation.Deleted)
        + (conversation.LastAt > 0 ? $" · last {clock.Say(conversation.LastAt)}" : "")
        + (conversation.Undelivered > 0 ? $" · {conversation.Undelivered} undelivered" : "")
        + (conversation.Deleted ? $" · /history {conversation.GoneName}" : "");

    /// <summary>Splits <c>[NAME] [COUNT]</c>: names begin with a letter or #, so a number alone is a count.</summary>
    /// <returns>The name, or nothing; the count, or 0.</returns>
    public static (string Name, uint Count) NameAndCount(IReadOnlyList<string> words, string examples)
    {
        bool hasNumber = words.Count > 0 && char.IsAsciiDigit(words[^1][0]);
        uint count = 0;
        if ((words.Count == 2 && !hasNumber)
            || (hasNumber && (!uint.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out count) || count == 0)))
            throw new RefusedException(ErrorCode.BadCommand, $"that is no count; it is as in {examples}");
        return (words.Count > 0 && !(hasNumber && words.Count == 1) ? words[0] : "", count);
    }

    /// <summary><c>30 days</c>, in the largest unit that leaves nothing over.</summary>
    public static string Duration(TimeSpan duration) => (long)duration.TotalSeconds switch
    {
        var seconds when seconds % 86_400 == 0 => Count(seconds / 86_400, "day"),
        var seconds when seconds % 3_600 == 0 => Count(seconds / 3_600, "hour"),
        var seconds when seconds % 60 == 0 => Count(seconds / 60, "minute"),
        var seconds => Count(seconds, "second"),
    };

    /// <summary><c>#lunch, #dev</c>; of many the first.</summary>
    public static string Names(IReadOnlyList<string> names)
    {
        IEnumerable<string> said = names.Take(SendersSaid).Select(SafeText.Line);
        return string.Join(", ", names.Count > SendersSaid ? said.Append($"and {names.Count - SendersSaid} others") : said);
    }

    /// <summary><c>to bob: the beginning of its te…</c>.</summary>
    public static string Unsent(UnsentMessage message)
    {
        return $"to {SafeText.Line(message.To)}: {Beginning(message.Text)}";
    }

    /// <summary>As much of a text as tells which one it is.</summary>
    public static string Beginning(string message)
    {
        string text = SafeText.Line(message);
        StringInfo beginning = new(text.Length > 4 * UnsentShown ? text[..(4 * UnsentShown)] : text);
        return beginning.LengthInTextElements > UnsentShown ? beginning.SubstringByTextElements(0, UnsentShown) + "…" : beginning.String;
    }

    public static string Name(string name, bool isDeleted) => SafeText.Line(name) + (isDeleted ? " (deleted)" : "");

    /// <summary>A refusal as one sentence, with how long to wait where that helps.</summary>
    public static string Refusal(RefusedException refusal)
    {
        string said = SafeText.Line(refusal.Message);
        // That it is a wrong command needs no code.
        if (refusal.Code is ErrorCode.BadCommand)
            return said;
        string wait = string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(refusal.RetryAfter.TotalSeconds):0} s");
        // The server's words may have it already.
        if (refusal.RetryAfter <= TimeSpan.Zero || said.EndsWith($"wait {wait}", StringComparison.Ordinal))
            return $"{said} ({refusal.Code.Word()})";
        return $"{said} ({refusal.Code.Word()}; try again in {wait})";
    }

    public static string Count(long count, string one) =>
        count == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {one}s");

    private static string Past(HistoryItem message, string who, WallClock clock)
    {
        string begin = $"{clock.Say(message.At)} {who}";
        return message.Marks.HasFlag(HistoryMarks.Unsent)
            ? $"{begin} took a message back"
            : $"{begin}{Edited(message.Marks.HasFlag(HistoryMarks.Edited))}: {SafeText.Line(message.TextString())}";
    }

    private static string WhoTo(string from, bool isDeleted, bool own, string to)
    {
        string who = Who(from, isDeleted, own);
        return own || to.StartsWith('#') ? $"{who} → {SafeText.Line(to)}" : who;
    }

    /// <summary>An account that is called me is not me.</summary>
    private static string Who(string from, bool isDeleted, bool own) =>
        own ? "me" : Name(string.Equals(from, "me", StringComparison.OrdinalIgnoreCase) ? $"@{from}" : from, isDeleted);

    private static string Edited(bool isEdited) => isEdited ? " (edited)" : "";

    private static string Mark(HistoryMarks marks) =>
        marks.HasFlag(HistoryMarks.Read) ? "●" : marks.HasFlag(HistoryMarks.Delivered) ? "✓✓" : "✓";
}
