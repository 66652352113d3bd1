using Messenger.Client.Terminal;

namespace Messenger.Client.Chat.Overlays;

/// <summary>One line of a form that is filled in.</summary>
internal sealed class Field
{
    private readonly int _mostBytes;
    private Editor _editor;
    private bool _isFull;
    private bool _isTouched;

    /// <param name="label">What it is.</param>
    /// <param name="mostBytes">The longest value, in bytes of UTF-8.</param>
    /// <param name="initial">What stands in it at first.</param>
    public Field(string label, int mostBytes, string initial = "")
    {
        Label = label;
        _mostBytes = mostBytes;
        _editor = new Editor(mostBytes);
        _editor.Set(initial);
    }

    public string Label { get; }

    /// <summary>Shown as stars, and forgotten when the form closes.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Says something about the value as it stands, at every key; null: nothing to say.</summary>
    public Func<string, Hint?>? Check { get; init; }

    /// <summary>What stands in it; nothing in a secret one once the form has closed.</summary>
    public string Text => _editor.Text;

    /// <summary>It cannot be submitted so.</summary>
    public bool IsWrong => Check?.Invoke(Text) is { IsError: true };

    /// <summary>What to say below it. An error is not said before somebody was here: nobody has to be told that an empty form is empty.</summary>
    public Hint? ShownHint =>
        _isFull ? Hint.Error($"at most {_mostBytes} bytes")
        : Check?.Invoke(Text) is { } hint && (!hint.IsError || _isTouched) ? hint
        : null;

    /// <summary>One in which a given word has to be typed, so that nothing grave is done by mistake.</summary>
    public static Field ForWord(string label, string word, int mostBytes) =>
        new(label, mostBytes) { Check = text => text == word ? null : Hint.Error($"type {word} here") };

    /// <summary>Somebody was here, so what is wrong may be said.</summary>
    public void Touch() => _isTouched = true;

    /// <summary>Edits. Of what is pasted the first line is taken.</summary>
    public void Apply(Key key)
    {
        if (key.Kind is KeyKind.Paste)
            key = key with { Text = FirstLine(key.Text) };
        string before = Text;
        EditOutcome outcome = _editor.Apply(key);
        _isFull = outcome is EditOutcome.Full;
        _isTouched |= Text != before;
    }

    /// <summary>Forgets a secret, with all that could bring it back.</summary>
    public void Forget()
    {
        if (IsSecret)
            _editor = new Editor(_mostBytes);
    }

    /// <summary>The part of it that can be seen, with the cursor in it.</summary>
    public EditorLine Line(int columns, WidthMode mode)
    {
        _editor.Mode = mode;
        return EditorLine.Of(_editor, Math.Max(2, columns), IsSecret);
    }

    /// <summary>Of a paste, what a field of one line takes.</summary>
    public static string FirstLine(string text) => text.TrimStart('\n', '\r').Split(['\n', '\r'], 2)[0];
}
