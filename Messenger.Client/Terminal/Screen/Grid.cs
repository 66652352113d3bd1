namespace Messenger.Client.Terminal.Screen;

/// <summary>All cells of one picture of the screen, and where its cursor stands. Owned by the loop that draws.</summary>
internal sealed class Grid
{
    private readonly Cell[] _cells;

    public Grid(ScreenSize size, WidthMode mode)
    {
        Size = size;
        Mode = mode;
        _cells = new Cell[size.Columns * size.Rows];
        Clear();
    }

    public ScreenSize Size { get; }

    public WidthMode Mode { get; }

    /// <summary>Row and column of the cursor; null hides it.</summary>
    public (int Row, int Column)? Cursor { get; set; }

    /// <summary>All of it, to draw on.</summary>
    public Canvas Canvas => new(this, 0, 0, Size.Rows, Size.Columns);

    public Cell this[int row, int column] => _cells[row * Size.Columns + column];

    public ReadOnlySpan<Cell> Row(int row) => _cells.AsSpan(row * Size.Columns, Size.Columns);

    public void Clear()
    {
        Array.Fill(_cells, Cell.Blank(default));
        Cursor = null;
    }

    /// <summary>Puts a cell in its place, all its columns. Half of a wide cell that stood there does not stay.</summary>
    public void Put(int row, int column, Cell cell)
    {
        Span<Cell> cells = _cells.AsSpan(row * Size.Columns, Size.Columns);
        int end = column + cell.Width;
        if (cells[column].IsContinuation)
            BlankAround(cells, column);
        if (end < cells.Length && cells[end].IsContinuation)
            BlankAround(cells, end);
        cells[column] = cell;
        for (int i = column + 1; i < end; i++)
            cells[i] = cell.Continuation();
    }

    private static void BlankAround(Span<Cell> cells, int column)
    {
        int first = column;
        while (cells[first].IsContinuation)
            first--;
        Cell blank = Cell.Blank(cells[first].Style);
        int last = first;
        do
            cells[last++] = blank;
        while (last < cells.Length && cells[last].IsContinuation);
    }
}
