using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>
/// Asks for one of a few answers: by its letter, or by left, right and Enter. Up, down, page keys and wheel show the rest of a long text.
/// What needs a word or a password typed is a <see cref="Form"/> with a <see cref="Field.ForWord"/>.
/// </summary>
internal sealed class Question : IOverlay
{
    /// <summary>A fingerprint has a row of its own in it.</summary>
    private const int MostColumns = 72;

    private readonly RowWindow _window = new();
    private int _focus;

    /// <param name="title">Of the frame.</param>
    /// <param name="lines">What is asked, each wrapped by itself.</param>
    /// <param name="answers">At least two. The last one is what Esc answers.</param>
    /// <param name="preset">Which one Enter gives at once: the harmless one.</param>
    public Question(string title, IReadOnlyList<string> lines, IReadOnlyList<Answer> answers, int preset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(answers.Count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)preset, (uint)answers.Count);
        Title = title;
        Lines = lines;
        Answers = answers;
        _focus = preset;
    }

    public bool IsOpen { get; private set; } = true;

    public string Title { get; }

    public IReadOnlyList<string> Lines { get; }

    public IReadOnlyList<Answer> Answers { get; }

    /// <summary>Takes it away without an answer.</summary>
    public void Close() => IsOpen = false;

    public void OnKey(Key key)
    {
        if (_window.Scroll(key))
            return;
        switch (key.Kind, key.Modifiers)
        {
            case (KeyKind.Escape, _): Give(Answers[^1]); break;
            case (KeyKind.Enter, _): Give(Answers[_focus]); break;
            case (KeyKind.Left, _): _focus = Math.Max(0, _focus - 1); break;
            case (KeyKind.Right, _): _focus = Math.Min(Answers.Count - 1, _focus + 1); break;
            case (KeyKind.Tab, KeyModifiers.None): _focus = (_focus + 1) % Answers.Count; break;
            case (KeyKind.Tab, KeyModifiers.Shift): _focus = (_focus + Answers.Count - 1) % Answers.Count; break;
            case (KeyKind.Up, _): _window.ScrollBy(-1); break;
            case (KeyKind.Down, _): _window.ScrollBy(1); break;
            case (KeyKind.Text, _) when Answers.FirstOrDefault(answer => answer.IsKey(key.Text)) is { } answer: Give(answer); break;
        }
    }

    public void Draw(Canvas canvas)
    {
        WidthMode mode = canvas.Mode;
        int most = Math.Min(MostColumns, Frame.MostColumns(canvas));
        List<FocusRow> rows = [.. Lines.SelectMany(line => FocusRow.Of(Looks.Wrap(line, most, mode)))];
        if (Frame.IsBordered(canvas))
            rows.Add(new FocusRow(TextRow.Empty));
        IReadOnlyList<FocusRow> buttons = Buttons.Rows([.. Answers.Select(answer => answer.Label)], _focus, most, mode);
        _window.Draw(canvas, Title, rows.Concat(buttons).Max(row => row.Text.Width), rows, buttons);
    }

    private void Give(Answer answer)
    {
        Close();
        answer.Given();
    }
}
