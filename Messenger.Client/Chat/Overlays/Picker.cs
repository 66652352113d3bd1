using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>
/// A long list with a line to filter it, of which one entry is chosen, or several are ticked. It only shows: what the filter means, and where
/// the entries come from, is its owner's. Costs what is visible, however long the list is.
/// </summary>
internal sealed class Picker : IOverlay
{
    private const int MostColumns = 76;
    private const int MostFilterBytes = 256;

    private readonly Editor _filter = new(MostFilterBytes);
    private readonly List<PickerEntry> _entries = [];
    private readonly List<PickerEntry> _ticked = [];
    private readonly ListCursor _cursor = new();
    private int _first;
    private int _page = 20;
    private int _askedAt = -1;
    private bool _isFilterNew;

    /// <param name="title">Of the frame.</param>
    /// <param name="actions">At least one; the first is what Enter does in most cases.</param>
    public Picker(string title, IReadOnlyList<PickerAction> actions)
    {
        ArgumentOutOfRangeException.ThrowIfZero(actions.Count);
        Title = title;
        Actions = actions;
    }

    public bool IsOpen { get; private set; } = true;

    public string Title { get; }

    public IReadOnlyList<PickerAction> Actions { get; }

    /// <summary>Space ticks entries; they stay ticked while the filter shows others.</summary>
    public bool IsMulti { get; init; }

    /// <summary>Another filter was typed: the owner looks for what matches and sets it.</summary>
    public Action<string>? FilterChanged { get; init; }

    /// <summary>The end is near. Not said again before there are other or more entries.</summary>
    public Action? MoreWanted { get; init; }

    /// <summary>It was given up. It has closed.</summary>
    public Action? Cancelled { get; init; }

    /// <summary>Instead of entries, or below them: loading, none, failed. Null: nothing to say.</summary>
    public string? Message { get; set; }

    public string Filter => _filter.Text;

    public IReadOnlyList<PickerEntry> Entries => _entries;

    /// <summary>What the keys are about; null in an empty list.</summary>
    public PickerEntry? Selected => _cursor.Index < _entries.Count ? _entries[_cursor.Index] : null;

    /// <summary>In the order in which they were ticked; among them such as the filter hides now.</summary>
    public IReadOnlyList<PickerEntry> Ticked => _ticked;

    /// <summary>Shows other entries: the same one stays selected, unless another filter was typed.</summary>
    public void SetEntries(IReadOnlyList<PickerEntry> entries)
    {
        object? selected = _isFilterNew ? null : Selected?.Tag;
        _entries.Clear();
        _entries.AddRange(entries);
        _cursor.Index = selected is null ? 0 : Math.Max(0, _entries.FindIndex(entry => entry.Tag.Equals(selected)));
        _isFilterNew = false;
        _askedAt = -1;
        AskForMore();
    }

    /// <summary>Adds a page at the end.</summary>
    public void AddEntries(IReadOnlyList<PickerEntry> entries)
    {
        _entries.AddRange(entries);
        AskForMore();
    }

    public void Close() => IsOpen = false;

    public void OnKey(Key key)
    {
        if (key.Kind is KeyKind.Escape)
        {
            Close();
            Cancelled?.Invoke();
        }
        else if (Actions.FirstOrDefault(action => action.Key == key) is { } action)
        {
            if (!action.NeedsEntry || Selected is not null)
                action.Do(this);
        }
        else if (IsMulti && key is { Kind: KeyKind.Text, Text: " " })
        {
            Tick();
        }
        else if (!Moves(key))
        {
            Edit(key);
        }
    }

    public void Draw(Canvas canvas)
    {
        string footer = string.Join(" · ", FooterParts());
        Frame frame = Frame.Draw(canvas, Title, Frame.MostRows(canvas, footer), Math.Min(MostColumns, Frame.MostColumns(canvas)), footer);
        Canvas inside = frame.Inside;
        DrawList(inside.Slice(1, 0, inside.Rows - 1, inside.Columns), out bool above, out bool below);
        DrawFilter(inside);
        frame.MarkMore(1, _page, above, below);
    }

    private IEnumerable<string> FooterParts()
    {
        if (IsMulti)
            yield return "Space tick";
        foreach (PickerAction action in Actions)
            yield return $"{action.Key} {action.Does}";
        yield return "Esc close";
    }

    private void DrawList(Canvas list, out bool above, out bool below)
    {
        IReadOnlyList<TextRow> message = Message is null ? [] : Looks.Wrap(Message, list.Columns, list.Mode, Style.Bold);
        int messageRows = Math.Min(message.Count, Math.Max(0, list.Rows - Math.Min(1, _entries.Count)));
        _page = Math.Max(1, list.Rows - messageRows);
        int shown = Math.Min(_page, _entries.Count);
        _first = Math.Clamp(Math.Min(Math.Max(_first, _cursor.Index - _page + 1), _cursor.Index), 0, _entries.Count - shown);
        for (int row = 0; row < shown; row++)
            list.Write(row, 0, EntryRow(_first + row, list));
        for (int row = 0; row < messageRows; row++)
            list.Write(shown + row, 0, message[row]);
        (above, below) = (_first > 0, _first + shown < _entries.Count);
    }

    private TextRow EntryRow(int index, Canvas list)
    {
        PickerEntry entry = _entries[index];
        string tick = !IsMulti ? "" : IsTicked(entry) ? "[x] " : "[ ] ";
        string marker = entry.Marker.Length > 0 ? $"{entry.Marker} " : "";
        return Looks.ListRow(tick + marker + entry.Text, entry.Note, list.Columns, list.Mode, index == _cursor.Index, entry.Style);
    }

    private void DrawFilter(Canvas inside)
    {
        const string Label = "Find: ";
        string ticked = IsMulti ? $" {_ticked.Count} ticked" : "";
        int columns = inside.Columns - Label.Length - ticked.Length;
        _filter.Mode = inside.Mode;
        EditorLine line = EditorLine.Of(_filter, Math.Max(2, columns));
        inside.Write(0, 0, new CellText(inside.Mode).Add(Label, Style.Bold).Add(line.Text, Style.Underline)
            .PadTo(Label.Length + columns, Style.Underline).Add(ticked).ToRow());
        inside.PlaceCursor(0, Label.Length + line.CursorColumn);
    }

    /// <summary>Home and End are for what is typed, if anything is.</summary>
    private bool Moves(Key key)
    {
        if (key.Kind is KeyKind.Home or KeyKind.End && Filter.Length > 0)
            return false;
        if (!_cursor.Move(key, _entries.Count, _page))
            return false;
        AskForMore();
        return true;
    }

    private void Edit(Key key)
    {
        if (key.Kind is KeyKind.Paste)
            key = key with { Text = Field.FirstLine(key.Text) };
        string before = Filter;
        _filter.Apply(key);
        if (Filter == before)
            return;
        _isFilterNew = true;
        FilterChanged?.Invoke(Filter);
    }

    private void AskForMore()
    {
        if (_entries.Count == 0 || _cursor.Index + _page < _entries.Count || _askedAt == _entries.Count)
            return;
        _askedAt = _entries.Count;
        MoreWanted?.Invoke();
    }

    private void Tick()
    {
        if (Selected is not { } entry)
            return;
        if (_ticked.RemoveAll(ticked => ticked.Tag.Equals(entry.Tag)) == 0)
            _ticked.Add(entry);
    }

    private bool IsTicked(PickerEntry entry) => _ticked.Exists(ticked => ticked.Tag.Equals(entry.Tag));
}
