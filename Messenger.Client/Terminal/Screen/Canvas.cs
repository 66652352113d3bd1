namespace Messenger.Client.Terminal.Screen;

/// <summary>A rectangle of the screen to draw on, with its own origin. What does not fit into it is not drawn, so no view can spoil another.</summary>
internal readonly struct Canvas
{
    private readonly Grid _grid;
    private readonly int _top;
    private readonly int _left;

    internal Canvas(Grid grid, int top, int left, int rows, int columns)
    {
        (_grid, _top, _left) = (grid, top, left);
        (Rows, Columns) = (rows, columns);
    }

    public int Rows { get; }

    public int Columns { get; }

    public WidthMode Mode => _grid.Mode;

    /// <summary>A part of it; what lies outside is cut off.</summary>
    public Canvas Slice(int row, int column, int rows, int columns)
    {
        int top = Math.Clamp(row, 0, Rows);
        int left = Math.Clamp(column, 0, Columns);
        return new Canvas(_grid, _top + top, _left + left, Math.Clamp(rows, 0, Rows - top), Math.Clamp(columns, 0, Columns - left));
    }

    /// <summary>Writes text, whoever wrote it: it is made safe.</summary>
    /// <returns>The column behind it, also when that lies outside.</returns>
    public int Write(int row, int column, string text, Style style = default) =>
        Write(row, column, new CellText(Mode).Add(text, style).Cells);

    /// <inheritdoc cref="Write(int, int, string, Style)"/>
    public int Write(int row, int column, TextRow text) => Write(row, column, text.Cells);

    /// <summary>Fills a row, or the rest of it, with one symbol one column wide.</summary>
    public void Fill(int row, int column, string symbol = " ", Style style = default)
    {
        CellText one = new CellText(Mode).Add(symbol, style);
        for (int at = column; at < Columns && one.Width > 0; at += one.Width)
            Write(row, at, one.Cells);
    }

    /// <summary>Blanks all of it.</summary>
    public void Clear(Style style = default)
    {
        for (int row = 0; row < Rows; row++)
            Fill(row, 0, " ", style);
    }

    /// <summary>Shows the cursor here; the last call for a picture counts. Outside of the rectangle it is put at its edge.</summary>
    public void PlaceCursor(int row, int column)
    {
        if (Rows > 0 && Columns > 0)
            _grid.Cursor = (_top + Math.Clamp(row, 0, Rows - 1), _left + Math.Clamp(column, 0, Columns - 1));
    }

    /// <summary>Shows no cursor, wherever one was placed before.</summary>
    public void HideCursor() => _grid.Cursor = null;

    private int Write(int row, int column, ReadOnlySpan<Cell> cells)
    {
        foreach (Cell cell in cells)
        {
            if (row >= 0 && row < Rows && column >= 0 && column < Columns)
            {
                // Half of a wide character cannot be drawn.
                if (column + cell.Width <= Columns)
                    _grid.Put(_top + row, _left + column, cell);
                else
                    Fill(row, column, " ", cell.Style);
            }
            column += cell.Width;
        }
        return column;
    }
}
