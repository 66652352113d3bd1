using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>The rows of a form for the room that there is. Labels stand beside the fields, or above them where it is narrow.</summary>
internal sealed class FormLayout
{
    private const int MostColumns = 64;

    /// <summary>From here on labels and fields stand beside each other.</summary>
    private const int LeastBeside = 36;

    private readonly List<FocusRow> _rows = [];
    private readonly List<FocusRow> _pinned = [];
    private readonly WidthMode _mode;
    private readonly bool _isRoomy;

    public FormLayout(Canvas canvas)
    {
        _mode = canvas.Mode;
        _isRoomy = Frame.IsBordered(canvas);
        Columns = Math.Min(MostColumns, Frame.MostColumns(canvas));
    }

    public int Columns { get; }

    public IReadOnlyList<FocusRow> Rows => _rows;

    /// <summary>Always seen, below the others.</summary>
    public IReadOnlyList<FocusRow> Pinned => _pinned;

    public void AddLines(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
            _rows.AddRange(FocusRow.Of(Looks.Wrap(line, Columns, _mode)));
        AddGap();
    }

    public void AddFields(IReadOnlyList<Field> fields, int focused)
    {
        int labels = fields.Max(field => CellWidth.Of(SafeText.Line(field.Label), _mode));
        int indent = Columns >= LeastBeside ? Math.Min(labels, Columns / 3) + 2 : 0;
        for (int i = 0; i < fields.Count; i++)
            AddField(fields[i], indent, i == focused);
    }

    public void AddButtons(IReadOnlyList<string> labels, int focused)
    {
        AddGap();
        _rows.AddRange(Buttons.Rows(labels, focused, Columns, _mode));
    }

    public void PinBusy(string text) => _pinned.AddRange(FocusRow.Of(Looks.Wrap(text, Columns, _mode, Style.Bold)));

    public void PinError(string text) => _pinned.AddRange(FocusRow.Of(Looks.Wrap($"Error: {text}", Columns, _mode, Looks.Error)));

    private void AddField(Field field, int indent, bool isFocused)
    {
        CellText row = new(_mode);
        row.Add(field.Label, isFocused ? Style.Bold : default);
        if (indent > 0)
        {
            row.Fit(indent - 2).PadTo(indent);
        }
        else
        {
            _rows.Add(new FocusRow(row.Fit(Columns).ToRow(), isFocused));
            row.Clear();
        }
        EditorLine line = field.Line(Columns - indent, _mode);
        row.Add(line.Text, Style.Underline).PadTo(Columns, Style.Underline);
        _rows.Add(new FocusRow(row.ToRow(), isFocused, isFocused ? indent + line.CursorColumn : null));
        if (field.ShownHint is not { } hint)
            return;
        TextRow before = TextRow.Of(new string(' ', indent));
        (string text, Style style) = hint.IsError ? ($"! {hint.Text}", Looks.Error) : (hint.Text, Style.Dim);
        _rows.AddRange(Looks.Wrap(text, Columns, _mode, style, before).Select(wrapped => new FocusRow(wrapped, isFocused)));
    }

    /// <summary>A blank row between parts, where there is room for such.</summary>
    private void AddGap()
    {
        if (_isRoomy && _rows.Count > 0)
            _rows.Add(new FocusRow(TextRow.Empty));
    }
}
