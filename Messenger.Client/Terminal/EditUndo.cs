namespace Messenger.Client.Terminal;

/// <summary>What kind of change was made; those of one kind in a row are undone together, except where it says otherwise.</summary>
internal enum EditStep
{
    /// <summary>Nothing since the cursor moved.</summary>
    None,
    Typing,
    Deleting,

    /// <summary>A paste, a completion, a word cut out: each is undone by itself.</summary>
    Whole,
}

/// <summary>The texts before the last changes. Bounded: the oldest is forgotten.</summary>
internal sealed class EditUndo
{
    private const int Most = 200;

    private readonly LinkedList<(string Text, int Cursor)> _before = [];
    private EditStep _last;

    /// <summary>A change is about to be made.</summary>
    /// <param name="step">Of which kind.</param>
    /// <param name="text">As it is before.</param>
    /// <param name="cursor">Where it is before.</param>
    public void Note(EditStep step, string text, int cursor)
    {
        if (step == _last && step is not EditStep.Whole)
            return;
        _last = step;
        _before.AddLast((text, cursor));
        if (_before.Count > Most)
            _before.RemoveFirst();
    }

    /// <summary>The next change is another one, whatever it is.</summary>
    public void Part() => _last = EditStep.None;

    public bool TryTake(out string text, out int cursor)
    {
        _last = EditStep.None;
        (text, cursor) = _before.Last?.Value ?? ("", 0);
        if (_before.Last is null)
            return false;
        _before.RemoveLast();
        return true;
    }

    public void Clear()
    {
        _before.Clear();
        _last = EditStep.None;
    }
}
