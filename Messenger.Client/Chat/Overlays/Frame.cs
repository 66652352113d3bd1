using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>
/// A box with a title in the middle of a canvas, as large as what is in it. Where there is little room it has no border: a bar with the title,
/// and everything else is inside.
/// </summary>
internal readonly struct Frame
{
    /// <summary>From here on a border is worth its room.</summary>
    private const int BorderedColumns = 30;
    private const int BorderedRows = 8;

    /// <summary>Two borders, and a column between each and what is inside.</summary>
    private const int BorderColumns = 4;
    private const int BorderRows = 2;

    private readonly Canvas _marks;

    private Frame(Canvas inside, Canvas marks) => (Inside, _marks) = (inside, marks);

    /// <summary>What to draw on. Blank.</summary>
    public Canvas Inside { get; }

    /// <summary>There is a border; without one a frame takes the whole canvas.</summary>
    public static bool IsBordered(Canvas canvas) => canvas.Columns >= BorderedColumns && canvas.Rows >= BorderedRows;

    /// <summary>The most columns that there can be inside; at least 1.</summary>
    public static int MostColumns(Canvas canvas) => Math.Max(1, canvas.Columns - (IsBordered(canvas) ? BorderColumns : 1));

    /// <summary>The most rows that there can be inside; at least 1.</summary>
    public static int MostRows(Canvas canvas, string footer = "") =>
        Math.Max(1, canvas.Rows - (IsBordered(canvas) ? BorderRows : TitleRows(canvas) + FooterRows(canvas, footer)));

    /// <summary>How many columns to have inside, so that title and footer are seen too.</summary>
    public static int FittingColumns(Canvas canvas, string title, int columns, string footer = "")
    {
        int least = Math.Max(CellWidth.Of(SafeText.Line(title), canvas.Mode), CellWidth.Of(SafeText.Line(footer), canvas.Mode));
        return Math.Clamp(Math.Max(columns, least), 1, MostColumns(canvas));
    }

    /// <param name="canvas">Where it may lie.</param>
    /// <param name="title">Whoever wrote it: made safe and cut to what fits, as the footer.</param>
    /// <param name="rows">How many are wanted inside.</param>
    /// <param name="columns">How many are wanted inside; more when the title needs them.</param>
    /// <param name="footer">Which keys do what.</param>
    public static Frame Draw(Canvas canvas, string title, int rows, int columns, string footer = "")
    {
        if (!IsBordered(canvas))
            return DrawBare(canvas, title, footer);
        columns = FittingColumns(canvas, title, columns, footer);
        rows = Math.Clamp(rows, 1, MostRows(canvas));
        (int boxRows, int boxColumns) = (rows + BorderRows, columns + BorderColumns);
        Canvas box = canvas.Slice((canvas.Rows - boxRows) / 2, (canvas.Columns - boxColumns) / 2, boxRows, boxColumns);
        box.Clear();
        // Lines are ambiguous: in a terminal that draws them wide they would not meet.
        bool isNarrow = canvas.Mode is WidthMode.Narrow;
        DrawEdge(box, 0, isNarrow ? "┌─┐" : "+-+", title, Style.Bold);
        DrawEdge(box, boxRows - 1, isNarrow ? "└─┘" : "+-+", footer, Style.Dim);
        for (int row = 1; row < boxRows - 1; row++)
        {
            box.Write(row, 0, isNarrow ? "│" : "|");
            box.Write(row, boxColumns - 1, isNarrow ? "│" : "|");
        }
        return new Frame(box.Slice(1, 2, rows, columns), box.Slice(1, boxColumns - 2, rows, 1));
    }

    /// <summary>Marks at the right, in a column of their own, that there is more than is seen in some rows of the inside.</summary>
    public void MarkMore(int top, int rows, bool above, bool below)
    {
        bool isNarrow = _marks.Mode is WidthMode.Narrow;
        if (above)
            _marks.Write(top, 0, isNarrow ? "↑" : "^", Style.Bold);
        if (below)
            _marks.Write(top + rows - 1, 0, isNarrow ? "↓" : "v", Style.Bold);
    }

    private static Frame DrawBare(Canvas canvas, string title, string footer)
    {
        canvas.Clear();
        int top = TitleRows(canvas);
        if (top > 0)
            canvas.Write(0, 0, new CellText(canvas.Mode).Add(title, Looks.Bar).Fit(canvas.Columns).PadTo(canvas.Columns, Looks.Bar).ToRow());
        if (FooterRows(canvas, footer) > 0)
            canvas.Write(canvas.Rows - 1, 0, new CellText(canvas.Mode).Add(footer, Style.Dim).Fit(canvas.Columns).ToRow());
        int rows = MostRows(canvas, footer);
        return new Frame(canvas.Slice(top, 0, rows, canvas.Columns - 1), canvas.Slice(top, canvas.Columns - 1, rows, 1));
    }

    /// <param name="box">All of it.</param>
    /// <param name="row">The first or the last.</param>
    /// <param name="symbols">The left corner, the line, the right corner.</param>
    /// <param name="text">Stands in it.</param>
    /// <param name="style">Of the text.</param>
    private static void DrawEdge(Canvas box, int row, string symbols, string text, Style style)
    {
        box.Fill(row, 0, symbols[1..2]);
        box.Write(row, 0, symbols[..1]);
        box.Write(row, box.Columns - 1, symbols[2..]);
        if (text.Length > 0)
            box.Write(row, 1, new CellText(box.Mode).Add(" ").Add(text, style).Fit(box.Columns - BorderColumns + 1).Add(" ").ToRow());
    }

    private static int TitleRows(Canvas canvas) => canvas.Rows >= 3 ? 1 : 0;

    private static int FooterRows(Canvas canvas, string footer) => canvas.Rows >= 5 && footer.Length > 0 ? 1 : 0;
}
