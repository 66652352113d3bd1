namespace Messenger.Client.Terminal.Screen;

/// <param name="Text">As it was written; it is made safe.</param>
/// <param name="Style">How it looks.</param>
internal readonly record struct TextRun(string Text, Style Style = default);

/// <summary>
/// Breaks text into rows: between words, between the characters of scripts that have no spaces, and within words that are wider than a row.
/// Line breaks are kept and tabs go on to the next stop. Knows no screen.
/// </summary>
internal static class TextLayout
{
    private const int TabColumns = 4;

    /// <summary>What must not begin a row.</summary>
    private const string Closing = "、。，．）」』】〉》！？：；ー…";

    /// <param name="runs">The text, piece by piece.</param>
    /// <param name="columns">Of a row, what stands before the text included.</param>
    /// <param name="mode">How wide ambiguous characters are.</param>
    /// <param name="first">Stands before the first row: a time, a name.</param>
    /// <param name="rest">Stands before the others, whoever wrote the text: so no line break in it looks like another message.</param>
    public static IReadOnlyList<TextRow> Rows(
        ReadOnlySpan<TextRun> runs, int columns, WidthMode mode = WidthMode.Narrow, TextRow? first = null, TextRow? rest = null)
    {
        List<TextRow> rows = [];
        foreach (CellText line in Lines(runs, mode))
            Break(line.Cells, columns, first ?? TextRow.Empty, rest ?? TextRow.Empty, rows);
        return rows;
    }

    private static List<CellText> Lines(ReadOnlySpan<TextRun> runs, WidthMode mode)
    {
        CellText line = new(mode);
        List<CellText> lines = [line];
        foreach (TextRun run in runs)
        {
            string[] parts = run.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
            for (int i = 0; i < parts.Length; i++)
            {
                if (i > 0)
                    lines.Add(line = new CellText(mode));
                AddWithTabs(line, parts[i], run.Style);
            }
        }
        return lines;
    }

    private static void AddWithTabs(CellText line, string text, Style style)
    {
        string[] parts = text.Split('\t');
        for (int i = 0; i < parts.Length; i++)
        {
            if (i > 0)
                line.PadTo(line.Width + TabColumns - line.Width % TabColumns, style);
            line.Add(parts[i], style);
        }
    }

    private static void Break(ReadOnlySpan<Cell> cells, int columns, TextRow first, TextRow rest, List<TextRow> rows)
    {
        int start = 0;
        do
        {
            TextRow before = rows.Count == 0 ? first : rest;
            int end = RowEnd(cells[start..], Math.Max(1, columns - before.Width)) + start;
            int shown = end;
            if (end < cells.Length)
            {
                // Spaces at a break are the break.
                while (end < cells.Length && cells[end].IsBlank)
                    end++;
                while (shown > start && cells[shown - 1].IsBlank)
                    shown--;
            }
            rows.Add(before.Then(TextRow.Of(cells[start..shown])));
            start = end;
        }
        while (start < cells.Length);
    }

    /// <returns>How many of the cells go into one row; at least one, if there is any.</returns>
    private static int RowEnd(ReadOnlySpan<Cell> cells, int columns)
    {
        int width = 0;
        int lastBreak = 0;
        for (int i = 0; i < cells.Length; i++)
        {
            Cell cell = cells[i];
            if (i > 0 && CanBreakBefore(cells, i))
                lastBreak = i;
            if (width + cell.Width > columns)
                return cell.IsBlank ? Math.Max(1, i) : Math.Max(1, HasWord(cells[..lastBreak]) ? lastBreak : i);
            width += cell.Width;
        }
        return cells.Length;
    }

    private static bool CanBreakBefore(ReadOnlySpan<Cell> cells, int at)
    {
        if (cells[at].IsBlank || Closing.Contains(cells[at].Cluster, StringComparison.Ordinal))
            return false;
        return cells[at - 1].IsBlank || IsOfScriptWithoutSpaces(cells[at - 1]) || IsOfScriptWithoutSpaces(cells[at]);
    }

    /// <summary>Chinese, Japanese, Korean, and emoji; wide clusters before them are letters with signs beside them.</summary>
    private static bool IsOfScriptWithoutSpaces(Cell cell) => cell.Width > 1 && cell.Cluster[0] >= '\u2E80';

    /// <summary>A row of spaces alone, before a long word, helps nobody.</summary>
    private static bool HasWord(ReadOnlySpan<Cell> cells)
    {
        foreach (Cell cell in cells)
        {
            if (!cell.IsBlank)
                return true;
        }
        return false;
    }
}
