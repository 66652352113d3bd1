using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>
/// A frame with rows, of which those are seen that the keys are about, and below them rows that stay. May be scrolled away from there,
/// to read what stands above.
/// </summary>
internal sealed class RowWindow
{
    private int _first;
    private bool _isFree;

    /// <summary>Rows of a page, as drawn last.</summary>
    public int Page { get; private set; } = 1;

    /// <summary>Scrolls, if the key is for that; until <see cref="Follow"/> the focus may be out of sight.</summary>
    /// <returns>False: the key is not about scrolling.</returns>
    public bool Scroll(Key key)
    {
        int rows = key.Kind switch
        {
            KeyKind.PageUp => -Math.Max(1, Page - 1),
            KeyKind.PageDown => Math.Max(1, Page - 1),
            KeyKind.WheelUp => -ListCursor.WheelRows,
            KeyKind.WheelDown => ListCursor.WheelRows,
            _ => 0,
        };
        if (rows == 0)
            return false;
        ScrollBy(rows);
        return true;
    }

    public void ScrollBy(int rows)
    {
        _first += rows;
        _isFree = true;
    }

    /// <summary>Shows the focus again.</summary>
    public void Follow() => _isFree = false;

    /// <param name="canvas">Where it may lie.</param>
    /// <param name="title">Of the frame.</param>
    /// <param name="columns">Inside.</param>
    /// <param name="rows">Can be scrolled.</param>
    /// <param name="pinned">Stay below them.</param>
    public void Draw(Canvas canvas, string title, int columns, IReadOnlyList<FocusRow> rows, IReadOnlyList<FocusRow> pinned)
    {
        Frame frame = Frame.Draw(canvas, title, rows.Count + pinned.Count, columns);
        Canvas inside = frame.Inside;
        // At least one row of what can be scrolled is seen.
        int pinnedRows = Math.Min(pinned.Count, Math.Max(0, inside.Rows - Math.Min(1, rows.Count)));
        int height = Math.Max(0, Math.Min(rows.Count, inside.Rows - pinnedRows));
        Page = Math.Max(1, height);
        if (!_isFree)
            _first = Kept(rows, _first, height);
        _first = Math.Clamp(_first, 0, rows.Count - height);
        inside.HideCursor();
        DrawRows(inside, 0, rows, _first, height);
        DrawRows(inside, height, pinned, Math.Clamp(Kept(pinned, 0, pinnedRows), 0, pinned.Count - pinnedRows), pinnedRows);
        frame.MarkMore(0, height, _first > 0, _first + height < rows.Count);
    }

    private static void DrawRows(Canvas inside, int top, IReadOnlyList<FocusRow> rows, int first, int height)
    {
        for (int row = 0; row < height; row++)
        {
            inside.Write(top + row, 0, rows[first + row].Text);
            if (rows[first + row].Cursor is { } column)
                inside.PlaceCursor(top + row, column);
        }
    }

    /// <returns>The first row to show so that the focus is seen, the cursor above all, moving as little as possible.</returns>
    private static int Kept(IReadOnlyList<FocusRow> rows, int first, int height)
    {
        int start = -1;
        int end = -1;
        int cursor = -1;
        for (int row = 0; row < rows.Count; row++)
        {
            if (!rows[row].IsFocused)
                continue;
            start = start < 0 ? row : start;
            end = row;
            cursor = rows[row].Cursor is null ? cursor : row;
        }
        if (end < 0)
            return first;
        // What explains the first one is seen as well, if it can be.
        if (end < height)
            return 0;
        first = Math.Min(Math.Max(first, end - height + 1), start);
        return cursor < 0 ? first : Math.Min(Math.Max(first, cursor - height + 1), cursor);
    }
}
