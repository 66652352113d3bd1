using System.Globalization;
using System.Text;

namespace Messenger.Client.Terminal.Screen;

/// <summary>
/// Draws pictures of the screen, each as the difference to the last one and as one write. Owned by the loop that draws.
/// </summary>
/// <remarks>
/// Terminals disagree about the width of clusters of several characters. So the terminal never wraps by itself, the cursor is placed anew
/// before and behind each of them, and a row with any is drawn whole, blanks too: whatever a terminal makes of them, the rest stands in its place.
/// </remarks>
internal sealed class Renderer(IScreen screen, ColourDepth depth, WidthMode mode = WidthMode.Narrow)
{
    private const string Begin = "\e[?2026h\e[?25l";
    private const string End = "\e[?2026l";
    private const string ShowCursor = "\e[?25h";
    private const string EraseRow = "\e[2K";
    private const string EraseToEnd = "\e[K";
    private const string WrapOff = "\e[?7l";
    private const string EraseAll = "\e[2J";

    /// <summary>Fewer equal cells than this between two differences are drawn again rather than jumped over: a jump costs as much.</summary>
    private const int ShortGap = 8;
    private const int LongestTitle = 100;
    private const int MostCopied = 64 * 1024;

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _signals = new();
    private StyleWriter _styles = new(depth);
    private WidthMode _mode = mode;
    private Grid? _drawn;
    private Grid? _spare;
    private string _title = "";

    /// <summary>Where the terminal's cursor stands; unknown behind a last column.</summary>
    private (int Row, int Column)? _at;

    /// <summary>The title of the terminal's window; goes out with the next picture. Made safe.</summary>
    public void SetTitle(string title)
    {
        string safe = SafeText.Line(title.Length <= LongestTitle ? title : title[..LongestTitle]);
        if (safe == _title)
            return;
        _title = safe;
        _signals.Append("\e]2;").Append(safe).Append("\e\\");
    }

    /// <summary>Rings the bell with the next picture.</summary>
    public void Ring() => _signals.Append('\a');

    /// <summary>Copies to the clipboard of whoever sits at the terminal, where the terminal allows it (OSC 52).</summary>
    /// <returns>False when it is too long for that.</returns>
    public bool Copy(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > MostCopied)
            return false;
        _signals.Append("\e]52;c;").Append(Convert.ToBase64String(bytes)).Append("\e\\");
        return true;
    }

    /// <summary>From now on with so many colours, and with characters so wide.</summary>
    public void Change(ColourDepth colours, WidthMode widths)
    {
        _styles = new StyleWriter(colours);
        _mode = widths;
        _spare = null;
        Forget();
    }

    /// <summary>What was drawn is gone: the next picture is drawn whole.</summary>
    public void Forget() => _drawn = null;

    /// <summary>Lets somebody draw a picture, from blank, and shows what of it is new.</summary>
    public void Draw(Action<Canvas> draw)
    {
        ScreenSize size = screen.Size;
        Grid next = _spare is { } spare && spare.Size == size ? spare : new Grid(size, _mode);
        next.Clear();
        draw(next.Canvas);

        _output.Clear().Append(Begin);
        bool isWhole = _drawn is null || _drawn.Size != size;
        if (isWhole)
        {
            _styles.Forget();
            _styles.Switch(_output, default);
            _output.Append(WrapOff).Append(EraseAll);
            _drawn = new Grid(size, _mode);
        }
        _at = null;
        int empty = _output.Length;
        for (int row = 0; row < size.Rows; row++)
            DrawRow(row, next.Row(row), _drawn!.Row(row));
        bool isNew = isWhole || _output.Length > empty || _signals.Length > 0 || next.Cursor != _drawn!.Cursor;
        _spare = _drawn;
        _drawn = next;
        if (!isNew)
            return;

        if (next.Cursor is { } cursor)
        {
            MoveTo(cursor.Row, cursor.Column);
            _output.Append(ShowCursor);
        }
        _output.Append(_signals).Append(End);
        _signals.Clear();
        screen.Write(_output.ToString());
    }

    private void DrawRow(int row, ReadOnlySpan<Cell> now, ReadOnlySpan<Cell> before)
    {
        if (now.SequenceEqual(before))
            return;
        if (HasUncertain(now) || HasUncertain(before))
        {
            MoveTo(row, 0);
            _styles.Switch(_output, default);
            _output.Append(EraseRow);
            DrawCells(row, now, 0, now.Length);
            return;
        }
        for (int at = 0; at < now.Length;)
        {
            if (now[at] == before[at])
            {
                at++;
                continue;
            }
            int first = at;
            while (now[first].IsContinuation)
                first--;
            int end = at + 1;
            for (int i = end; i < now.Length && i - end < ShortGap; i++)
            {
                if (now[i] != before[i])
                    end = i + 1;
            }
            while (end < now.Length && now[end].IsContinuation)
                end++;
            DrawChanged(row, now, first, end);
            at = end;
        }
    }

    /// <summary>Draws a part of a row whose widths are certain; a blank end is erased.</summary>
    private void DrawChanged(int row, ReadOnlySpan<Cell> cells, int first, int end)
    {
        int filled = end;
        if (end == cells.Length)
        {
            while (filled > first && cells[filled - 1] == Cell.Blank(default))
                filled--;
        }
        if (end - filled < EraseToEnd.Length)
            filled = end;
        DrawCells(row, cells, first, filled);
        if (filled == end)
            return;
        MoveTo(row, filled);
        _styles.Switch(_output, default);
        _output.Append(EraseToEnd);
    }

    private void DrawCells(int row, ReadOnlySpan<Cell> cells, int first, int end)
    {
        for (int column = first; column < end; column++)
        {
            Cell cell = cells[column];
            if (cell.IsContinuation)
                continue;
            // A skin tone or half a flag that stands alone must not join what is written before it.
            if (cell.IsUncertain)
                _at = null;
            MoveTo(row, column);
            _styles.Switch(_output, cell.Style);
            _output.Append(cell.Cluster);
            int behind = column + cell.Width;
            _at = cell.IsUncertain || behind >= cells.Length ? null : (row, behind);
        }
    }

    private void MoveTo(int row, int column)
    {
        if (_at == (row, column))
            return;
        _output.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};{column + 1}H");
        _at = (row, column);
    }

    private static bool HasUncertain(ReadOnlySpan<Cell> cells)
    {
        foreach (Cell cell in cells)
        {
            if (cell.IsUncertain)
                return true;
        }
        return false;
    }
}
