namespace Messenger.Client.Terminal.Screen;

/// <summary>A row of text that is ready to be drawn: safe, cut into cells and measured. Never changes.</summary>
internal sealed class TextRow
{
    private readonly Cell[] _cells;

    private TextRow(Cell[] cells)
    {
        _cells = cells;
        foreach (Cell cell in cells)
            Width += cell.Width;
    }

    public static TextRow Empty { get; } = new([]);

    /// <summary>One a cluster, without continuations.</summary>
    public ReadOnlySpan<Cell> Cells => _cells;

    /// <summary>In columns.</summary>
    public int Width { get; }

    public static TextRow Of(ReadOnlySpan<Cell> cells) => cells.IsEmpty ? Empty : new TextRow(cells.ToArray());

    public static TextRow Of(string text, Style style = default, WidthMode mode = WidthMode.Narrow) => new CellText(mode).Add(text, style).ToRow();

    /// <summary>This row and another behind it.</summary>
    public TextRow Then(TextRow other) => Width == 0 ? other : other.Width == 0 ? this : new TextRow([.. _cells, .. other._cells]);

    /// <summary>What is drawn, without styles.</summary>
    public override string ToString() => string.Concat(_cells.Select(cell => cell.Cluster));
}
