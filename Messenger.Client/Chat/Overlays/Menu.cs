using System.Globalization;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>
/// A few things of which one is done: by arrows and Enter, by number, or by its first letter where no other has it. Choosing closes it,
/// unless it may not close.
/// </summary>
internal sealed class Menu : IOverlay
{
    private const int MostColumns = 64;

    /// <summary>What has a number of one digit can be chosen by it.</summary>
    private const int MostNumbered = 9;

    private readonly RowWindow _window = new();
    private readonly ListCursor _cursor = new();

    /// <param name="title">Of the frame.</param>
    /// <param name="entries">At least one.</param>
    public Menu(string title, IReadOnlyList<MenuEntry> entries)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count);
        Title = title;
        Entries = entries;
    }

    public bool IsOpen { get; private set; } = true;

    public string Title { get; }

    public IReadOnlyList<MenuEntry> Entries { get; }

    /// <summary>What it is about, each wrapped by itself.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>False for the first menu, below which there is nothing: neither Esc nor choosing closes it.</summary>
    public bool MayClose { get; init; } = true;

    public void Close() => IsOpen = false;

    public void OnKey(Key key)
    {
        // Above the first entry there may be text that did not fit.
        if (_cursor.Index == 0 && (key.Kind is KeyKind.Up or KeyKind.PageUp or KeyKind.WheelUp))
        {
            _window.ScrollBy(-1);
            return;
        }
        _window.Follow();
        if (_cursor.Move(key, Entries.Count, _window.Page))
            return;
        switch (key.Kind, key.Modifiers)
        {
            case (KeyKind.Tab, KeyModifiers.None): _cursor.Index = (_cursor.Index + 1) % Entries.Count; break;
            case (KeyKind.Tab, KeyModifiers.Shift): _cursor.Index = (_cursor.Index + Entries.Count - 1) % Entries.Count; break;
            case (KeyKind.Enter, _): Choose(); break;
            case (KeyKind.Escape, _) when MayClose: Close(); break;
            case (KeyKind.Text, _): Jump(key.Text); break;
        }
    }

    public void Draw(Canvas canvas)
    {
        WidthMode mode = canvas.Mode;
        int most = Math.Min(MostColumns, Frame.MostColumns(canvas));
        List<FocusRow> rows = [.. Lines.SelectMany(line => FocusRow.Of(Looks.Wrap(line, most, mode)))];
        int wanted = Entries.Select((entry, index) => Looks.ListColumns(Numbered(index), Note(entry), mode)).Concat(rows.Select(row => row.Text.Width)).Max();
        int columns = Frame.FittingColumns(canvas, Title, Math.Min(wanted, most));
        if (rows.Count > 0 && Frame.IsBordered(canvas))
            rows.Add(new FocusRow(TextRow.Empty));
        for (int i = 0; i < Entries.Count; i++)
        {
            MenuEntry entry = Entries[i];
            bool isChosen = i == _cursor.Index;
            TextRow row = Looks.ListRow(Numbered(i), Note(entry), columns, mode, isChosen, entry.NotBecause is null ? default : Style.Dim);
            rows.Add(new FocusRow(row, isChosen, isChosen ? 0 : null));
        }
        // In full here: at the right there is room for its beginning only.
        string? reason = Entries[_cursor.Index].NotBecause;
        _window.Draw(canvas, Title, columns, rows, [.. reason is null ? [] : FocusRow.Of(Looks.Wrap($"Not now: {reason}", columns, mode, Style.Bold))]);
    }

    private string Numbered(int index) =>
        Entries.Count <= MostNumbered ? string.Create(CultureInfo.InvariantCulture, $"{index + 1} {Entries[index].Text}") : Entries[index].Text;

    private static string Note(MenuEntry entry) => entry.NotBecause is { } reason ? $"({reason})" : entry.Hint;

    private void Choose()
    {
        MenuEntry entry = Entries[_cursor.Index];
        if (entry.NotBecause is not null)
            return;
        if (MayClose)
            Close();
        entry.Chosen();
    }

    private void Jump(string text)
    {
        if (Entries.Count <= MostNumbered && text.Length == 1 && text[0] - '1' is >= 0 and int number && number < Entries.Count)
        {
            _cursor.Index = number;
            Choose();
            return;
        }
        int[] found = [.. Enumerable.Range(0, Entries.Count).Where(index => Entries[index].Text.StartsWith(text, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0)
            return;
        _cursor.Index = found.FirstOrDefault(index => index > _cursor.Index, found[0]);
        if (found.Length == 1)
            Choose();
    }
}
