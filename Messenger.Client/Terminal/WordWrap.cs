using System.Text;

namespace Messenger.Client.Terminal;

/// <summary>Breaks a line that is wider than the terminal between words. Knows no screen.</summary>
internal static class WordWrap
{
    /// <summary>The rows of a line that is safe to show; one, unchanged, when it fits. A word wider than a row is left to the terminal.</summary>
    /// <param name="line">Without line breaks.</param>
    /// <param name="columns">At least 1.</param>
    public static IReadOnlyList<string> Rows(string line, int columns)
    {
        if (CellWidth.Of(line) <= columns)
            return [line];
        List<string> rows = [];
        StringBuilder row = new();
        int width = 0;
        bool isFirst = true;
        foreach (string word in line.Split(' '))
        {
            int wordWidth = CellWidth.Of(word);
            if (!isFirst && width > 0 && width + 1 + wordWidth > columns && !string.IsNullOrWhiteSpace(row.ToString()))
            {
                rows.Add(row.ToString().TrimEnd());
                row.Clear().Append(word);
                // What the terminal wraps by itself ends somewhere in a row.
                width = wordWidth > columns ? wordWidth % columns : wordWidth;
                continue;
            }
            if (!isFirst)
            {
                row.Append(' ');
                width++;
            }
            isFirst = false;
            row.Append(word);
            width += wordWidth;
            if (width > columns)
                width %= columns;
        }
        rows.Add(row.ToString());
        return rows;
    }
}
