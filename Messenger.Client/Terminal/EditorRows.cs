using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Terminal;

/// <summary>The rows that a text being typed takes, and where its cursor is among them. Lines that are too wide go on in the next row.</summary>
internal sealed class EditorRows
{
    private const string Masked = "*";

    private readonly List<TextRow> _rows = [];

    /// <summary>Where each cluster begins: its index in the text, ascending, with its place; and the end.</summary>
    private readonly List<(int Index, int Row, int Column)> _places = [];

    private EditorRows()
    {
    }

    /// <summary>At least one.</summary>
    public IReadOnlyList<TextRow> Rows => _rows;

    public int CursorRow { get; private set; }

    public int CursorColumn { get; private set; }

    /// <param name="text">As it was typed; it is made safe.</param>
    /// <param name="cursor">Index of the char behind the cursor.</param>
    /// <param name="columns">Of a row; at least 2 are taken.</param>
    /// <param name="mode">How wide ambiguous characters are.</param>
    /// <param name="isSecret">One star stands for each character.</param>
    public static EditorRows Of(string text, int cursor, int columns, WidthMode mode = WidthMode.Narrow, bool isSecret = false)
    {
        EditorRows drawn = new();
        drawn.Fill(text, Math.Max(2, columns), mode, isSecret);
        drawn.PlaceCursor(cursor, Math.Max(2, columns));
        return drawn;
    }

    /// <summary>Which row to show first so that the cursor is among so many.</summary>
    /// <param name="height">How many rows can be shown; at least 1.</param>
    public int FirstShown(int height) => Math.Clamp(CursorRow - height + 1, 0, Math.Max(0, _rows.Count - height));

    /// <summary>The index in the text of what stands in a place, or of the last before it in the row.</summary>
    public int IndexAt(int row, int column)
    {
        int index = 0;
        foreach ((int at, int placeRow, int placeColumn) in _places)
        {
            if (placeRow > row || (placeRow == row && placeColumn > column))
                break;
            index = at;
        }
        return index;
    }

    private void Fill(string text, int columns, WidthMode mode, bool isSecret)
    {
        List<Cell> row = [];
        List<Cell> cluster = [];
        int width = 0;
        for (int at = 0; at < text.Length;)
        {
            int length = Clusters.Next(text.AsSpan(at));
            if (text[at + length - 1] == '\n')
            {
                _places.Add((at, _rows.Count, width));
                EndRow(row);
                width = 0;
                at += length;
                continue;
            }
            cluster.Clear();
            Cell.Append(cluster, isSecret ? Masked : text.Substring(at, length), default, mode);
            bool isPlaced = false;
            foreach (Cell cell in cluster)
            {
                if (width + cell.Width > columns && width > 0)
                {
                    EndRow(row);
                    width = 0;
                }
                if (!isPlaced)
                    _places.Add((at, _rows.Count, width));
                isPlaced = true;
                row.Add(cell);
                width += cell.Width;
            }
            if (!isPlaced)
                _places.Add((at, _rows.Count, width));
            at += length;
        }
        // The cursor behind the end needs a place as well.
        if (width >= columns)
        {
            EndRow(row);
            width = 0;
        }
        _places.Add((text.Length, _rows.Count, width));
        EndRow(row);
    }

    private void EndRow(List<Cell> row)
    {
        _rows.Add(TextRow.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(row)));
        row.Clear();
    }

    private void PlaceCursor(int cursor, int columns)
    {
        foreach ((int at, int row, int column) in _places)
        {
            (CursorRow, CursorColumn) = (row, Math.Min(column, columns - 1));
            if (at >= cursor)
                return;
        }
    }
}
