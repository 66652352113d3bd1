namespace Messenger.Client.Terminal.Screen;

/// <summary>Builds a row of pieces in different styles. Not thread-safe.</summary>
/// <param name="mode">How wide ambiguous characters are.</param>
internal sealed class CellText(WidthMode mode = WidthMode.Narrow)
{
    private readonly List<Cell> _cells = [];

    /// <summary>In columns.</summary>
    public int Width { get; private set; }

    /// <summary>One a cluster, without continuations. Valid until the next change.</summary>
    public ReadOnlySpan<Cell> Cells => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_cells);

    /// <summary>Adds text, whoever wrote it: it is made safe here.</summary>
    public CellText Add(string text, Style style = default)
    {
        int before = _cells.Count;
        Cell.Append(_cells, text, style, mode);
        for (int i = before; i < _cells.Count; i++)
            Width += _cells[i].Width;
        return this;
    }

    /// <summary>Adds blanks until so many columns are reached.</summary>
    public CellText PadTo(int columns, Style style = default)
    {
        while (Width < columns)
            Add(" ", style);
        return this;
    }

    /// <summary>Cuts what is beyond so many columns; an ellipsis shows that something was.</summary>
    public CellText Fit(int columns)
    {
        if (Width <= columns)
            return this;
        string ellipsis = mode is WidthMode.Narrow ? "…" : "~";
        while (_cells.Count > 0 && Width >= columns)
        {
            Width -= _cells[^1].Width;
            _cells.RemoveAt(_cells.Count - 1);
        }
        return columns > 0 ? Add(ellipsis, _cells.Count > 0 ? _cells[^1].Style : default) : this;
    }

    public void Clear()
    {
        _cells.Clear();
        Width = 0;
    }

    public TextRow ToRow() => TextRow.Of(Cells);
}
