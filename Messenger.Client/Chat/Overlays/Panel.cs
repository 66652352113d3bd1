using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>
/// Text to read: help, what a command printed. Arrows, page keys and the wheel scroll; Esc, q and Enter close. Lines may be added while it
/// is open: it follows the end when that is seen. Bounded: the oldest are forgotten.
/// </summary>
internal sealed class Panel : IOverlay, IScrollItems
{
    /// <summary>Lines that are kept.</summary>
    public const int MostLines = 10_000;

    private const int MostColumns = 96;
    private const int Gap = 2;

    /// <summary>Below this, what stands beside a left column would be a strip: it goes below.</summary>
    private const int LeastRight = 20;
    private const string Footer = "PgUp/PgDn scroll · Esc close";

    private readonly List<PanelLine> _lines = [];
    private readonly ScrollView _view;
    private WidthMode _mode;
    private int _leftColumns;

    /// <param name="title">Of the frame.</param>
    /// <param name="lines">What stands in it at first, seen from the top.</param>
    public Panel(string title, IEnumerable<PanelLine> lines)
    {
        Title = title;
        _view = new ScrollView(this);
        foreach (PanelLine line in lines)
            Append(line);
        _view.ScrollTo(First);
    }

    public bool IsOpen { get; private set; } = true;

    public string Title { get; }

    /// <summary>The number of the oldest line that is kept.</summary>
    public long First { get; private set; }

    public long End => First + _lines.Count;

    public void Append(PanelLine line)
    {
        _lines.Add(line);
        if (LeftColumns(line) > _leftColumns)
        {
            _leftColumns = LeftColumns(line);
            _view.ForgetAll();
        }
        // Many at a time: taking one from the front moves all.
        if (_lines.Count <= MostLines + MostLines / 10)
            return;
        First += _lines.Count - MostLines;
        _lines.RemoveRange(0, _lines.Count - MostLines);
    }

    public void Close() => IsOpen = false;

    public void OnKey(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Up: _view.Scroll(1); break;
            case KeyKind.Down: _view.Scroll(-1); break;
            case KeyKind.WheelUp: _view.Scroll(ListCursor.WheelRows); break;
            case KeyKind.WheelDown: _view.Scroll(-ListCursor.WheelRows); break;
            case KeyKind.PageUp: _view.ScrollPage(1); break;
            case KeyKind.PageDown: _view.ScrollPage(-1); break;
            case KeyKind.Home: _view.ScrollTo(First); break;
            case KeyKind.End: _view.ScrollToEnd(); break;
            case KeyKind.Text when key.Text == " ": _view.ScrollPage(-1); break;
            case KeyKind.Escape or KeyKind.Enter:
            case KeyKind.Text when key.Text is "q" or "Q":
                Close();
                break;
        }
    }

    public void Draw(Canvas canvas)
    {
        if (canvas.Mode != _mode)
        {
            _mode = canvas.Mode;
            Measure();
        }
        int columns = Math.Min(MostColumns, Frame.MostColumns(canvas));
        IReadOnlyList<TextRow> rows = _view.Visible(columns, Frame.MostRows(canvas, Footer));
        Frame frame = Frame.Draw(canvas, Title, rows.Count, columns, Footer);
        for (int row = 0; row < rows.Count; row++)
            frame.Inside.Write(row, 0, rows[row]);
        frame.MarkMore(0, rows.Count, !_view.IsAtStart, !_view.IsAtEnd);
        frame.Inside.HideCursor();
    }

    IReadOnlyList<TextRow> IScrollItems.Rows(long item, int columns)
    {
        PanelLine line = _lines[(int)(item - First)];
        TextRun[] runs = [.. line.Runs];
        if (line.Left is not { } left)
            return TextLayout.Rows(runs, columns, _mode);
        if (columns - _leftColumns - Gap < LeastRight)
        {
            TextRow indent = TextRow.Of(new string(' ', Gap));
            return [.. Looks.Wrap(left.Text, columns, _mode, left.Style), .. TextLayout.Rows(runs, columns, _mode, indent, indent)];
        }
        TextRow first = new CellText(_mode).Add(left.Text, left.Style).PadTo(_leftColumns + Gap).ToRow();
        return TextLayout.Rows(runs, columns, _mode, first, TextRow.Of(new string(' ', _leftColumns + Gap)));
    }

    /// <summary>The left column is as wide as its widest line.</summary>
    private void Measure()
    {
        _leftColumns = _lines.Select(LeftColumns).DefaultIfEmpty().Max();
        _view.ForgetAll();
    }

    private int LeftColumns(PanelLine line) => line.Left is { } left ? CellWidth.Of(SafeText.Line(left.Text), _mode) : 0;
}
