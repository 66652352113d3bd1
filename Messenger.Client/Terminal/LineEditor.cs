using System.Globalization;
using System.Text;

namespace Messenger.Client.Terminal;

/// <summary>A line being typed: its text, the cursor between grapheme clusters, and what was typed before. Knows no screen.</summary>
internal sealed class LineEditor
{
    /// <summary>More than a message may have, so that one that is too long is refused as a whole rather than sent without its end.</summary>
    private const int MostChars = 64 * 1024;
    private const int MostHistory = 500;

    private readonly List<string> _history = [];
    private int _historyAt;
    private string _draft = "";

    public string Text { get; private set; } = "";

    /// <summary>Index of the char behind the cursor.</summary>
    public int Cursor { get; private set; }

    public void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    public void Insert(string text)
    {
        int room = Math.Max(0, MostChars - Text.Length);
        string fits = text.Length <= room ? text : text[..room];
        Text = Text.Insert(Cursor, fits);
        Cursor += fits.Length;
    }

    /// <summary>Replaces what stands before the cursor from an index on.</summary>
    public void ReplaceBefore(int from, string text)
    {
        Text = Text[..from] + text + Text[Cursor..];
        Cursor = from + text.Length;
    }

    /// <summary>Takes the finished line and begins a new one.</summary>
    /// <param name="remember">Whether the history shall have it.</param>
    public string TakeLine(bool remember)
    {
        string line = Text;
        Set("");
        if (remember && line.Length > 0 && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
            if (_history.Count > MostHistory)
                _history.RemoveAt(0);
        }
        _historyAt = _history.Count;
        _draft = "";
        return line;
    }

    /// <summary>Does what an editing key says; keys that are not about editing do nothing.</summary>
    public void Apply(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Text: Insert(key.Text); break;
            case KeyKind.Backspace: Delete(Before(), Cursor); break;
            case KeyKind.Delete or KeyKind.EndOrDelete: Delete(Cursor, After()); break;
            case KeyKind.Left: Cursor = Before(); break;
            case KeyKind.Right: Cursor = After(); break;
            case KeyKind.Home: Cursor = 0; break;
            case KeyKind.End: Cursor = Text.Length; break;
            case KeyKind.WordLeft: Cursor = WordStart(); break;
            case KeyKind.WordRight: Cursor = WordEnd(); break;
            case KeyKind.DeleteWordBefore: Delete(WordStart(), Cursor); break;
            case KeyKind.DeleteWordAfter: Delete(Cursor, WordEnd()); break;
            case KeyKind.DeleteToStart: Delete(0, Cursor); break;
            case KeyKind.DeleteToEnd: Delete(Cursor, Text.Length); break;
            case KeyKind.Up: Recall(_historyAt - 1); break;
            case KeyKind.Down: Recall(_historyAt + 1); break;
        }
    }

    /// <summary>What is to be seen of the line in so many columns, with the cursor in it.</summary>
    /// <param name="columns">At least 2.</param>
    /// <param name="cursorColumn">Columns before the cursor.</param>
    public string View(int columns, out int cursorColumn)
    {
        List<(string Shown, int Width)> clusters = [];
        int cursorAt = 0;
        for (int at = 0; at < Text.Length;)
        {
            int length = StringInfo.GetNextTextElementLength(Text, at);
            string shown = SafeText.Line(Text.Substring(at, length));
            if (at < Cursor)
                cursorAt = clusters.Count + 1;
            clusters.Add((shown, CellWidth.Of(shown)));
            at += length;
        }

        // The cursor needs a column of its own at the end.
        int first = cursorAt;
        cursorColumn = 0;
        while (first > 0 && cursorColumn + clusters[first - 1].Width < columns)
            cursorColumn += clusters[--first].Width;
        StringBuilder view = new();
        int used = 0;
        for (int i = first; i < clusters.Count && used + clusters[i].Width <= columns; i++)
        {
            view.Append(clusters[i].Shown);
            used += clusters[i].Width;
        }
        return view.ToString();
    }

    private void Recall(int index)
    {
        if (index < 0 || index > _history.Count)
            return;
        if (_historyAt == _history.Count)
            _draft = Text;
        _historyAt = index;
        Set(index == _history.Count ? _draft : _history[index]);
    }

    private void Delete(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private int After() => Cursor < Text.Length ? Cursor + StringInfo.GetNextTextElementLength(Text, Cursor) : Cursor;

    private int Before()
    {
        int at = 0;
        int before = 0;
        while (at < Cursor)
        {
            before = at;
            at += StringInfo.GetNextTextElementLength(Text, at);
        }
        return before;
    }

    private int WordStart()
    {
        int at = Cursor;
        while (at > 0 && char.IsWhiteSpace(Text[at - 1]))
            at--;
        while (at > 0 && !char.IsWhiteSpace(Text[at - 1]))
            at--;
        return at;
    }

    private int WordEnd()
    {
        int at = Cursor;
        while (at < Text.Length && char.IsWhiteSpace(Text[at]))
            at++;
        while (at < Text.Length && !char.IsWhiteSpace(Text[at]))
            at++;
        return at;
    }
}
