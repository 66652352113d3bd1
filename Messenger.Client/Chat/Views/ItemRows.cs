using Messenger.Client.Chat.Model;
using Messenger.Client.Line;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Views;

/// <summary>Lays out what stands in a conversation: lines for days, the line "new", messages with their marks, notes.</summary>
internal sealed class ItemRows(Func<Look> currentLook)
{
    /// <summary>Names are padded to it, so that texts stand in a column.</summary>
    private const int NameColumns = 8;

    /// <summary>Narrower than this, texts begin right behind the name and go on near the edge.</summary>
    private const int NarrowColumns = 50;
    private const int NarrowIndent = 2;

    /// <summary>Beside an own text, for its mark.</summary>
    private const int MarkColumns = 3;

    public IReadOnlyList<TextRow> Rows(TimelineItem item, TimelineItem? before, bool isFirstNew, int columns)
    {
        Look look = currentLook();
        List<TextRow> rows = [];
        if (before is null || look.DayOf(before.At) != look.DayOf(item.At))
            rows.Add(Rule(look, look.Day(item.At), columns, Styles.Hint));
        if (isFirstNew)
            rows.Add(Rule(look, "new", columns, Styles.Unread));
        if (item is ChatMessage message)
            AddMessage(rows, message, columns, look);
        else if (item is Note note)
            AddNote(rows, note, columns, look);
        return rows;
    }

    private static void AddNote(List<TextRow> rows, Note note, int columns, Look look)
    {
        Style style = note.IsTrouble ? Styles.Trouble : Styles.Hint;
        CellText first = new CellText(look.Widths).Add($"{look.TimeOf(note.At)} ", Styles.Time).Add("· ", style);
        rows.AddRange(TextLayout.Rows(Links.Runs(note.Text, style), columns, look.Widths, first.ToRow(), Indent(Math.Min(first.Width, columns / 2), look)));
    }

    private static void AddMessage(List<TextRow> rows, ChatMessage message, int columns, Look look)
    {
        bool isNarrow = columns < NarrowColumns;
        // An account that is called me is not me.
        string name = message.IsOwn ? "me" : Wording.Name(IsMe(message.From) ? $"@{message.From}" : message.From, message.IsFromDeleted);
        TextAttributes found = message.IsFound ? Styles.Found : TextAttributes.None;
        CellText first = new CellText(look.Widths)
            .Add($"{look.TimeOf(message.At)} ", Styles.Time.With(found))
            .Add(name, (message.IsOwn ? Style.Bold : Styles.Name(message.From)).With(found));
        int timeColumns = look.TimeFormat.Length + 1;
        first.Add(" ").PadTo(isNarrow ? 0 : timeColumns + NameColumns + 1);
        TextRow rest = Indent(isNarrow ? NarrowIndent : timeColumns + NameColumns + 1, look);

        int room = message.IsOwn ? columns - MarkColumns : columns;
        IReadOnlyList<TextRow> text = TextLayout.Rows(Text(message), Math.Max(1, room), look.Widths, first.ToRow(), rest);
        rows.AddRange(text);
        if (message.IsOwn && !message.IsUnsent)
            rows[^1] = WithMark(rows[^1], message.State, columns, look);
        if (message.State is SendState.Failed)
        {
            rows.AddRange(TextLayout.Rows(
                [new TextRun($"✗ not sent: {message.Failure}; /retry sends it again, /drop gives it up", Styles.Trouble)], columns, look.Widths, rest, rest));
        }
    }

    private static TextRun[] Text(ChatMessage message)
    {
        if (message.IsUnsent)
            return [new TextRun(message.IsOwn ? "(you took this message back)" : "(took this message back)", Styles.Hint)];
        TextRun[] runs = Links.Runs(message.Text);
        if (message.IsQueued)
            runs = [new TextRun("(queued) ", Styles.Hint), .. runs];
        return message.IsEdited ? [.. runs, new TextRun(" (edited)", Styles.Hint)] : runs;
    }

    private static TextRow WithMark(TextRow row, SendState state, int columns, Look look)
    {
        (string mark, Style style) = state switch
        {
            SendState.Sending => ("◌", Styles.Hint),
            SendState.Failed => ("✗", Styles.Trouble),
            SendState.Delivered => ("✓✓", Styles.Hint),
            SendState.Read => ("●", Styles.Online),
            _ => ("✓", Styles.Hint),
        };
        TextRow drawn = TextRow.Of(mark, style, look.Widths);
        int blanks = Math.Max(1, columns - row.Width - drawn.Width);
        return row.Then(TextRow.Of(new string(' ', blanks))).Then(drawn);
    }

    private static TextRow Rule(Look look, string text, int columns, Style style)
    {
        CellText row = new CellText(look.Widths).Add("── ", style).Add(text, style).Add(" ──", style);
        return row.Fit(columns).ToRow();
    }

    private static TextRow Indent(int columns, Look look) => new CellText(look.Widths).PadTo(columns).ToRow();

    private static bool IsMe(string name) => string.Equals(name, "me", StringComparison.OrdinalIgnoreCase);
}
