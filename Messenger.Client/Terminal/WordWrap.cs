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
        bool hasWord = false;
        foreach (string word in line.Split(' '))
        {
            int wordWidth = CellWidth.Of(word);
            if (word.Length > 0 && hasWord && width + wordWidth > columns)
            {
                rows.Add(row.ToString().TrimEnd(' '));
                row.Clear();
                width = 0;
                hasWord = false;
            }
            // Spaces at a break are the break.
            if (word.Length == 0 && !hasWord && rows.Count > 0)
                continue;
            row.Append(word).Append(' ');
            hasWord |= word.Length > 0;
            // What the terminal wraps by itself ends somewhere in a row.
            width = (width + wordWidth <= columns ? width + wordWidth : wordWidth % columns) + 1;
        }
        rows.Add(row.ToString(0, row.Length - 1));
        return rows;
    }
}
