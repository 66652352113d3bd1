using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Overlays;

/// <summary>
/// Fields to fill in, and buttons. Tab, up and down go between them, Enter goes on and at last submits, Esc cancels; page keys and wheel show
/// the rest of what is too long. It stays open until its owner, who was given it, closes it.
/// </summary>
internal sealed class Form : IOverlay
{
    private readonly List<Field> _fields;
    private readonly Action<Form> _submitted;
    private readonly RowWindow _window = new();

    /// <summary>Of fields, and then of buttons: submit, the others, cancel.</summary>
    private int _focus;

    /// <param name="title">Of the frame.</param>
    /// <param name="fields">At least one.</param>
    /// <param name="submit">What the button says that submits: what will be done.</param>
    /// <param name="submitted">Called when everything that is checked is right. Reads the fields.</param>
    public Form(string title, IReadOnlyList<Field> fields, string submit, Action<Form> submitted)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fields.Count);
        Title = title;
        _fields = [.. fields];
        Submit = submit;
        _submitted = submitted;
    }

    public bool IsOpen { get; private set; } = true;

    public string Title { get; }

    public IReadOnlyList<Field> Fields => _fields;

    public string Submit { get; }

    public string Cancel { get; init; } = "Cancel";

    /// <summary>What it is about, each wrapped by itself.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    public IReadOnlyList<FormButton> MoreButtons { get; init; } = [];

    /// <summary>Somebody gave up, by Esc or by the button; also while it was busy. The form has closed.</summary>
    public Action? Cancelled { get; init; }

    /// <summary>What is being done, such as <c>logging in …</c>: no keys but Esc meanwhile. Null: nothing is.</summary>
    public string? Busy { get; set; }

    /// <summary>A sentence about what went wrong; stays until the next attempt. Whoever sets one is no longer busy.</summary>
    public string? Error
    {
        get;
        set
        {
            field = value;
            if (value is not null)
                Busy = null;
        }
    }

    private IEnumerable<string> ButtonTexts => [Submit, .. MoreButtons.Select(button => button.Text), Cancel];

    private int ButtonCount => MoreButtons.Count + 2;

    private int ItemCount => Fields.Count + ButtonCount;

    /// <summary>Goes to a field, such as the one that was wrong.</summary>
    public void Focus(Field field)
    {
        _focus = Math.Max(0, _fields.IndexOf(field));
        _window.Follow();
    }

    /// <summary>Takes it away and forgets its secrets.</summary>
    public void Close()
    {
        IsOpen = false;
        foreach (Field field in Fields)
            field.Forget();
    }

    public void OnKey(Key key)
    {
        if (key.Kind is KeyKind.Escape)
            CancelIt();
        else if (Busy is null && !_window.Scroll(key))
            Act(key);
    }

    public void Draw(Canvas canvas)
    {
        FormLayout layout = new(canvas);
        layout.AddLines(Lines);
        layout.AddFields(Fields, Busy is null ? _focus : -1);
        layout.AddButtons([.. ButtonTexts.Select(text => $"[ {text} ]")], Busy is null ? _focus - Fields.Count : -1);
        if (Busy is { } busy)
            layout.PinBusy(busy);
        else if (Error is { } error)
            layout.PinError(error);
        _window.Draw(canvas, Title, layout.Columns, layout.Rows, layout.Pinned);
    }

    private void Act(Key key)
    {
        _window.Follow();
        bool isOnButton = _focus >= Fields.Count;
        switch (key.Kind, key.Modifiers)
        {
            case (KeyKind.Tab, KeyModifiers.None): _focus = (_focus + 1) % ItemCount; break;
            case (KeyKind.Tab, KeyModifiers.Shift): _focus = (_focus + ItemCount - 1) % ItemCount; break;
            case (KeyKind.Up, _): _focus = isOnButton ? Fields.Count - 1 : Math.Max(0, _focus - 1); break;
            case (KeyKind.Down, _): _focus = isOnButton ? _focus : _focus + 1; break;
            case (KeyKind.Left, _) when isOnButton: _focus = Math.Max(Fields.Count, _focus - 1); break;
            case (KeyKind.Right, _) when isOnButton: _focus = Math.Min(ItemCount - 1, _focus + 1); break;
            case (KeyKind.Enter, _) when isOnButton: Press(_focus - Fields.Count); break;
            case (KeyKind.Enter, _) when _focus == Fields.Count - 1: SubmitIt(); break;
            case (KeyKind.Enter, _): _focus++; break;
            default:
                if (!isOnButton)
                    Fields[_focus].Apply(key);
                break;
        }
    }

    private void Press(int button)
    {
        if (button == 0)
            SubmitIt();
        else if (button == ButtonCount - 1)
            CancelIt();
        else
            MoreButtons[button - 1].Pressed(this);
    }

    private void SubmitIt()
    {
        Error = null;
        foreach (Field field in Fields)
            field.Touch();
        if (Fields.FirstOrDefault(field => field.IsWrong) is { } wrong)
            Focus(wrong);
        else
            _submitted(this);
    }

    private void CancelIt()
    {
        Close();
        Cancelled?.Invoke();
    }
}
