using System.Globalization;
using System.Text;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Tests.Client.Terminal.Support;

/// <summary>How a terminal takes clusters of several characters.</summary>
internal enum ClusterManner
{
    /// <summary>As one, as wide as we think.</summary>
    Joined,

    /// <summary>Character by character, as older terminals and tmux do: 👍🏽 becomes four columns wide.</summary>
    ByCharacter,
}

/// <summary>
/// A terminal that tests read: understands the sequences that we make and no others. Anything else (another sequence, a control character)
/// is an error, so whatever others wrote cannot have reached it. One thread writes; others may read between writes.
/// </summary>
internal sealed class EmulatedTerminal : IScreen
{
    private readonly ClusterManner _manner;
    private readonly Lock _gate = new();
    private string[,] _cells = new string[0, 0];
    private string[,] _renditions = new string[0, 0];
    private ScreenSize _size;
    private string _rendition = "";
    private int _row;
    private int _column;

    /// <summary>The most that it ever had: pictures that were begun before it became smaller may still come.</summary>
    private ScreenSize _largest;

    public EmulatedTerminal(int columns, int rows, ClusterManner manner = ClusterManner.Joined)
    {
        _manner = manner;
        _size = _largest = new ScreenSize(columns, rows);
        Erase();
    }

    public event Action? Resized;

    public ScreenSize Size
    {
        get
        {
            lock (_gate)
                return _size;
        }
    }

    public int Writes { get; private set; }

    /// <summary>What came with the last write.</summary>
    public string LastWrite { get; private set; } = "";

    public string Title { get; private set; } = "";

    public string Clipboard { get; private set; } = "";

    public int Bells { get; private set; }

    public int Suspensions { get; private set; }

    public bool Wraps { get; private set; } = true;

    /// <summary>Row and column; null while hidden.</summary>
    public (int Row, int Column)? Cursor { get; private set; } = (0, 0);

    /// <summary>Called after each write.</summary>
    public Action? Written { get; set; }

    /// <summary>The rows as text, blanks at the end cut off.</summary>
    public IReadOnlyList<string> Rows
    {
        get
        {
            lock (_gate)
                return [.. Enumerable.Range(0, _size.Rows).Select(row => Row(row, 0, _size.Columns).TrimEnd(' '))];
        }
    }

    /// <summary>What stands in a place; empty in the further columns of a wide character.</summary>
    public string At(int row, int column)
    {
        lock (_gate)
            return _cells[row, column];
    }

    /// <summary>The parameters of the rendition of a place, such as <c>0;1;31</c>.</summary>
    public string RenditionAt(int row, int column)
    {
        lock (_gate)
            return _renditions[row, column];
    }

    /// <summary>Every cell of both screens is the same.</summary>
    public bool LooksAs(EmulatedTerminal other) =>
        _cells.Cast<string>().SequenceEqual(other._cells.Cast<string>()) && _renditions.Cast<string>().SequenceEqual(other._renditions.Cast<string>());

    public void Resize(int columns, int rows)
    {
        lock (_gate)
        {
            _size = new ScreenSize(columns, rows);
            _largest = new ScreenSize(Math.Max(_largest.Columns, columns), Math.Max(_largest.Rows, rows));
            Erase();
        }
        Resized?.Invoke();
    }

    public void Suspend() => Suspensions++;

    public void Write(string text)
    {
        lock (_gate)
        {
            Writes++;
            LastWrite = text;
            for (int at = 0; at < text.Length;)
                at += Take(text, at);
        }
        Written?.Invoke();
    }

    private string Row(int row, int first, int end) => string.Concat(Enumerable.Range(first, end - first).Select(column => _cells[row, column]));

    private int Take(string text, int at)
    {
        if (text[at] == '\a')
        {
            Bells++;
            return 1;
        }
        if (text[at] != '\e')
            return Show(text, at);
        return text[at + 1] switch
        {
            '[' => Control(text, at),
            ']' => Command(text, at),
            _ => throw new InvalidOperationException($"unknown sequence ESC {text[at + 1]}"),
        };
    }

    private int Control(string text, int at)
    {
        int end = at + 2;
        while (text[end] is < '@' or > '~')
            end++;
        string parameters = text[(at + 2)..end];
        int[] numbers = [.. parameters.Split(';').Select(number => int.TryParse(number, CultureInfo.InvariantCulture, out int value) ? value : 0)];
        switch (text[end], parameters)
        {
            case ('h', "?25"): Cursor = (_row, _column); break;
            case ('l', "?25"): Cursor = null; break;
            case ('h' or 'l', "?2026"): break;
            case ('l', "?7"): Wraps = false; break;
            case ('J', "2"):
                Erase();
                break;
            case ('K', "2"): EraseRow(0); break;
            case ('K', ""): EraseRow(_column); break;
            case ('m', _): _rendition = parameters; break;
            case ('H', _):
                (_row, _column) = (numbers[0] - 1, numbers[1] - 1);
                if (_row < 0 || _row >= _largest.Rows || _column < 0 || _column >= _largest.Columns)
                    throw new InvalidOperationException($"the cursor was sent to {_row},{_column}");
                // A picture that was under way when the size changed does not fit.
                (_row, _column) = (Math.Min(_row, _size.Rows - 1), Math.Min(_column, _size.Columns - 1));
                break;
            default: throw new InvalidOperationException($"unknown sequence ESC [{parameters}{text[end]}");
        }
        return end + 1 - at;
    }

    private int Command(string text, int at)
    {
        int end = text.IndexOf("\e\\", at, StringComparison.Ordinal);
        string command = text[(at + 2)..end];
        if (command.Any(char.IsControl))
            throw new InvalidOperationException("a control character inside of a command");
        switch (command.Split(';')[0])
        {
            case "2": Title = command[2..]; break;
            case "8": break;
            case "52": Clipboard = Encoding.UTF8.GetString(Convert.FromBase64String(command["52;c;".Length..])); break;
            default: throw new InvalidOperationException($"unknown command {command}");
        }
        return end + 2 - at;
    }

    private int Show(string text, int at)
    {
        int length = _manner is ClusterManner.Joined ? Clusters.Next(text.AsSpan(at)) : char.IsHighSurrogate(text[at]) ? 2 : 1;
        string shown = text.Substring(at, length);
        if (shown.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
            || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format && rune.Value != 0x200D)))
            throw new InvalidOperationException($"a control or format character was written in {Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(shown))}");
        int width = CellWidth.OfCluster(shown);
        if (width == 0)
        {
            int before = Math.Max(0, _column - 1);
            while (before > 0 && _cells[_row, before].Length == 0)
                before--;
            _cells[_row, before] += shown;
            return length;
        }
        // Without wrapping, what does not fit is written over the end of the row.
        int first = Math.Min(_column, _size.Columns - width);
        for (int column = first; column < first + width; column++)
            Break(column);
        for (int column = first; column < first + width; column++)
        {
            _cells[_row, column] = column == first ? shown : "";
            _renditions[_row, column] = _rendition;
        }
        _column = Math.Min(first + width, _size.Columns - 1);
        return length;
    }

    /// <summary>Blanks the wide character that a place belongs to, as it is about to lose a part.</summary>
    private void Break(int column)
    {
        int first = column;
        while (first > 0 && _cells[_row, first].Length == 0)
            first--;
        do
            _cells[_row, first++] = " ";
        while (first < _size.Columns && _cells[_row, first].Length == 0);
    }

    private void EraseRow(int first)
    {
        for (int column = first; column < _size.Columns; column++)
        {
            Break(column);
            _renditions[_row, column] = _rendition;
        }
    }

    private void Erase()
    {
        _cells = new string[_size.Rows, _size.Columns];
        _renditions = new string[_size.Rows, _size.Columns];
        for (int row = 0; row < _size.Rows; row++)
        {
            for (int column = 0; column < _size.Columns; column++)
                (_cells[row, column], _renditions[row, column]) = (" ", "0");
        }
        (_row, _column) = (Math.Min(_row, _size.Rows - 1), Math.Min(_column, _size.Columns - 1));
    }
}
