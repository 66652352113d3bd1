using System.Text;
using Messenger.Wire;

namespace Messenger.Client.Terminal;

/// <summary>What became of a key that an editor was given.</summary>
internal enum EditOutcome
{
    /// <summary>It is not about editing, or there is nothing that it could do: somebody else may want it.</summary>
    NotMine,
    Done,

    /// <summary>The text would have become too long, so nothing of it was taken: a message without its end is worse than none.</summary>
    Full,
}

/// <summary>
/// Text being typed, in one or several lines: the cursor between grapheme clusters, history, undo, and one piece that was cut out. Knows no
/// screen but its columns. Not thread-safe.
/// </summary>
internal sealed class Editor
{
    private readonly int _mostBytes;
    private readonly bool _multiLine;
    private readonly EditHistory _history = new();
    private readonly EditUndo _undo = new();
    private string _cut = "";
    private bool _isCutting;
    private int? _wishedColumn;
    private int[]? _boundaries;

    /// <param name="mostBytes">The longest text, in bytes of UTF-8.</param>
    /// <param name="multiLine">Up and down go from row to row first, and a key makes a new line.</param>
    public Editor(int mostBytes = Limits.TextBytes, bool multiLine = false)
    {
        _mostBytes = mostBytes;
        _multiLine = multiLine;
    }

    public string Text { get; private set; } = "";

    /// <summary>Index of the char behind the cursor.</summary>
    public int Cursor { get; private set; }

    /// <summary>How wide it is drawn; by that, up and down know the rows.</summary>
    public int Columns { get; set; } = int.MaxValue;

    public WidthMode Mode { get; set; }

    /// <summary>Begins with another text, such as a draft.</summary>
    public void Set(string text)
    {
        Change(text, text.Length);
        _undo.Clear();
        EndRun();
    }

    /// <summary>Takes the finished text and begins a new one.</summary>
    /// <param name="remember">Whether the history shall have it.</param>
    public string Take(bool remember)
    {
        string text = Text;
        Set("");
        if (remember)
            _history.Add(text);
        return text;
    }

    /// <summary>Inserts at the cursor, undone as one.</summary>
    public EditOutcome Insert(string text) => Insert(text, EditStep.Whole);

    /// <summary>Does what a key says.</summary>
    public EditOutcome Apply(Key key)
    {
        if (key.Kind is KeyKind.Text or KeyKind.Paste)
        {
            EndRun();
            // Typing is undone word by word.
            if (key.Text == " ")
                _undo.Part();
            return Insert(key.Text, key.Kind is KeyKind.Text ? EditStep.Typing : EditStep.Whole);
        }
        if (EditKeys.Find(key) is not { } action)
            return EditOutcome.NotMine;
        bool wasCutting = _isCutting;
        int? wished = _wishedColumn;
        EndRun();
        return Apply(action, wasCutting, wished);
    }

    /// <summary>
    /// Completes the word before the cursor as far as the candidates agree. Asked for while the text was as given; when it has changed
    /// since, nothing is done.
    /// </summary>
    /// <param name="before">The text up to the cursor that the candidates were looked up for.</param>
    /// <param name="found">What the word may become.</param>
    /// <returns>The candidates when there are several and nothing could be added: they are to be shown.</returns>
    public IReadOnlyList<string> Complete(string before, Completion found)
    {
        if (found.Candidates.Count == 0 || !Text.AsSpan(0, Cursor).SequenceEqual(before))
            return [];
        string common = CommonStart(found.Candidates);
        bool isOnly = found.Candidates.Count == 1;
        if (!isOnly && common.Length <= before.Length - found.WordStart)
            return found.Candidates;
        string text = string.Concat(Text.AsSpan(0, found.WordStart), common, isOnly ? " " : "", Text.AsSpan(Cursor));
        if (Encoding.UTF8.GetByteCount(text) > _mostBytes)
            return [];
        _undo.Note(EditStep.Whole, Text, Cursor);
        Change(text, found.WordStart + common.Length + (isOnly ? 1 : 0));
        return [];
    }

    private EditOutcome Apply(EditAction action, bool wasCutting, int? wished)
    {
        switch (action)
        {
            case EditAction.Left: return Move(Before(Cursor));
            case EditAction.Right: return Move(After(Cursor));
            case EditAction.WordLeft: return Move(WordStart(IsOfWord));
            case EditAction.WordRight: return Move(WordEnd());
            case EditAction.LineStart: return Move(LineStart());
            case EditAction.LineEnd: return Move(LineEnd());
            case EditAction.Up when _multiLine && Vertical(-1, wished): return EditOutcome.Done;
            case EditAction.Down when _multiLine && Vertical(1, wished): return EditOutcome.Done;
            case EditAction.Up or EditAction.Older: return Recall(_history.Older(Text));
            case EditAction.Down or EditAction.Newer: return Recall(_history.Newer());
            case EditAction.NewLine: return _multiLine ? Insert("\n", EditStep.Whole) : EditOutcome.NotMine;
            case EditAction.DeleteBefore: return Delete(Before(Cursor), Cursor);
            case EditAction.DeleteAfter: return Text.Length == 0 ? EditOutcome.NotMine : Delete(Cursor, After(Cursor));
            case EditAction.DeleteWordBefore: return Cut(WordStart(rune => !Rune.IsWhiteSpace(rune)), Cursor, wasCutting);
            case EditAction.DeleteWordBack: return Cut(WordStart(IsOfWord), Cursor, wasCutting);
            case EditAction.DeleteWordAfter: return Cut(Cursor, WordEnd(), wasCutting);
            case EditAction.DeleteToLineStart: return Cut(LineStart(), Cursor, wasCutting);
            case EditAction.DeleteToLineEnd: return Cut(Cursor, Math.Max(LineEnd(), LineEnd() == Cursor ? After(Cursor) : 0), wasCutting);
            case EditAction.PutBack: return Insert(_cut, EditStep.Whole);
            case EditAction.Transpose: return Transpose();
            case EditAction.Undo: return Undo();
            default: return EditOutcome.NotMine;
        }
    }

    private EditOutcome Insert(string text, EditStep step)
    {
        if (text.Length == 0)
            return EditOutcome.Done;
        if (Encoding.UTF8.GetByteCount(Text) + Encoding.UTF8.GetByteCount(text) > _mostBytes)
            return EditOutcome.Full;
        _undo.Note(step, Text, Cursor);
        Change(Text.Insert(Cursor, text), Cursor + text.Length);
        return EditOutcome.Done;
    }

    private EditOutcome Move(int to)
    {
        _undo.Part();
        Cursor = to;
        return EditOutcome.Done;
    }

    /// <summary>One row up or down, in the column where such movement began.</summary>
    private bool Vertical(int rows, int? wished)
    {
        EditorRows drawn = EditorRows.Of(Text, Cursor, Columns, Mode);
        int row = drawn.CursorRow + rows;
        if (row < 0 || row >= drawn.Rows.Count)
            return false;
        int column = wished ?? drawn.CursorColumn;
        Move(drawn.IndexAt(row, column));
        _wishedColumn = column;
        return true;
    }

    private EditOutcome Recall(string? text)
    {
        if (text is not null)
            Set(text);
        return EditOutcome.Done;
    }

    private EditOutcome Delete(int from, int to)
    {
        if (from < to)
        {
            _undo.Note(EditStep.Deleting, Text, Cursor);
            Change(Text.Remove(from, to - from), from);
        }
        return EditOutcome.Done;
    }

    /// <summary>Deletes, to be put back; what is cut in a row belongs together.</summary>
    private EditOutcome Cut(int from, int to, bool wasCutting)
    {
        if (from < to)
        {
            string piece = Text[from..to];
            _cut = !wasCutting ? piece : from < Cursor ? piece + _cut : _cut + piece;
            _undo.Note(EditStep.Whole, Text, Cursor);
            Change(Text.Remove(from, to - from), from);
        }
        _isCutting = from < to || wasCutting;
        return EditOutcome.Done;
    }

    private EditOutcome Transpose()
    {
        int second = Cursor == Text.Length ? Before(Cursor) : Cursor;
        int first = Before(second);
        int end = After(second);
        if (first == second)
            return EditOutcome.Done;
        _undo.Note(EditStep.Whole, Text, Cursor);
        Change(string.Concat(Text.AsSpan(0, first), Text.AsSpan(second, end - second), Text.AsSpan(first, second - first), Text.AsSpan(end)), end);
        return EditOutcome.Done;
    }

    private EditOutcome Undo()
    {
        if (_undo.TryTake(out string text, out int cursor))
            Change(text, cursor);
        return EditOutcome.Done;
    }

    private void Change(string text, int cursor)
    {
        Text = text;
        Cursor = cursor;
        _boundaries = null;
    }

    /// <summary>What runs on from key to key (cutting, moving up and down) ends here.</summary>
    private void EndRun()
    {
        _isCutting = false;
        _wishedColumn = null;
    }

    private int After(int at)
    {
        int found = Array.BinarySearch(Boundaries(), at);
        int next = found >= 0 ? found + 1 : ~found;
        return Boundaries()[Math.Min(next, Boundaries().Length - 1)];
    }

    private int Before(int at)
    {
        int found = Array.BinarySearch(Boundaries(), at);
        return Boundaries()[Math.Max((found >= 0 ? found : ~found) - 1, 0)];
    }

    private int LineStart() => Cursor == 0 ? 0 : Text.LastIndexOf('\n', Cursor - 1) + 1;

    private int LineEnd() => Text.IndexOf('\n', Cursor) is >= 0 and int end ? end : Text.Length;

    private int WordStart(Func<Rune, bool> isOfWord)
    {
        int at = Cursor;
        while (at > 0 && !isOfWord(RuneAt(Before(at))))
            at = Before(at);
        while (at > 0 && isOfWord(RuneAt(Before(at))))
            at = Before(at);
        return at;
    }

    private int WordEnd()
    {
        int at = Cursor;
        while (at < Text.Length && !IsOfWord(RuneAt(at)))
            at = After(at);
        while (at < Text.Length && IsOfWord(RuneAt(at)))
            at = After(at);
        return at;
    }

    private Rune RuneAt(int index) => Rune.TryGetRuneAt(Text, index, out Rune rune) ? rune : Rune.ReplacementChar;

    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) || rune.Value == '_';

    private int[] Boundaries() => _boundaries ??= Clusters.Boundaries(Text);

    private static string CommonStart(IReadOnlyList<string> words)
    {
        int length = words.Min(word => word.Length);
        while (length > 0 && words.Any(word => !word.AsSpan(0, length).Equals(words[0].AsSpan(0, length), StringComparison.OrdinalIgnoreCase)))
            length--;
        return words[0][..length];
    }
}
