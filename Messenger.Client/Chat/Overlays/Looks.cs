using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>How overlays look, the same in all. Colour adds to what words, marks and attributes say already.</summary>
internal static class Looks
{
    private const int Red = 1;

    /// <summary>A note of fewer columns says nothing.</summary>
    private const int LeastNote = 4;

    /// <summary>In rows as wide as this a note has a third at any rate; in narrower ones it gets what the text leaves.</summary>
    private const int WideRow = 30;

    public static Style Bar => new(TextAttributes.Bold | TextAttributes.Reverse);

    /// <summary>What the keys are about.</summary>
    public static Style Chosen => Style.Reverse;

    public static Style Error => new(TextAttributes.Bold, Colour.OfTheme(Red));

    /// <summary>The rows of a text that is one line, whoever wrote it: a line break in it makes no other.</summary>
    public static IReadOnlyList<TextRow> Wrap(string text, int columns, WidthMode mode, Style style = default, TextRow? indent = null) =>
        TextLayout.Rows([new TextRun(SafeText.Line(text), style)], columns, mode, indent, indent);

    /// <summary>A row of a list: what it is at the left, a note at the right.</summary>
    /// <param name="text">As long as it may be.</param>
    /// <param name="note">At the right; cut first.</param>
    /// <param name="columns">Of the row.</param>
    /// <param name="mode">How wide ambiguous characters are.</param>
    /// <param name="isChosen">The keys are about it.</param>
    /// <param name="style">Of the text.</param>
    public static TextRow ListRow(string text, string note, int columns, WidthMode mode, bool isChosen, Style style = default)
    {
        TextAttributes more = isChosen ? Chosen.Attributes : TextAttributes.None;
        // Reverse of dim is hard to read.
        Style noteStyle = isChosen ? Chosen : Style.Dim;
        Style textStyle = isChosen ? new Style(style.Attributes & ~TextAttributes.Dim | more, style.Foreground) : style;
        CellText left = new CellText(mode).Add(isChosen ? "> " : "  ", new Style(more)).Add(text, textStyle);
        CellText right = new CellText(mode).Add(note, noteStyle);
        int share = Math.Max(columns >= WideRow ? columns / 3 : 0, columns - left.Width - 2);
        right.Fit(share >= LeastNote ? share : 0);
        left.Fit(right.Width > 0 ? columns - right.Width - 2 : columns).PadTo(columns - right.Width, new Style(more));
        return left.ToRow().Then(right.ToRow());
    }

    /// <summary>How wide a row of a list wants to be.</summary>
    public static int ListColumns(string text, string note, WidthMode mode) =>
        2 + CellWidth.Of(SafeText.Line(text), mode) + (note.Length > 0 ? 2 + CellWidth.Of(SafeText.Line(note), mode) : 0);
}
