using System.Globalization;

namespace Messenger.Client.Terminal;

/// <summary>Which key it was. What it does is for others to say.</summary>
internal enum KeyKind
{
    /// <summary>A character that was typed.</summary>
    Text,

    /// <summary>Text that was pasted, in one piece; it may have line breaks.</summary>
    Paste,

    /// <summary>A character with Ctrl or Alt.</summary>
    Chord,
    Enter,
    Tab,
    Backspace,
    Delete,
    Insert,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Escape,

    /// <summary>F1 and so on; the number is the text.</summary>
    Function,
    WheelUp,
    WheelDown,
}

[Flags]
internal enum KeyModifiers
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
}

/// <param name="Kind">Which key.</param>
/// <param name="Text">The character, in lower case in a chord; what was pasted; the number of a function key.</param>
/// <param name="Modifiers">What was held down. Typed characters have none, as the terminal has applied it.</param>
internal readonly record struct Key(KeyKind Kind, string Text = "", KeyModifiers Modifiers = KeyModifiers.None)
{
    public static Key Control(char letter) => new(KeyKind.Chord, letter.ToString(), KeyModifiers.Control);

    public static Key Alt(char letter) => new(KeyKind.Chord, letter.ToString(), KeyModifiers.Alt);

    public static Key Function(int number) => new(KeyKind.Function, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>As a person calls it: <c>Ctrl-A</c>, <c>Alt-Enter</c>, <c>F1</c>.</summary>
    public override string ToString()
    {
        string name = Kind switch
        {
            KeyKind.Chord => Text == " " ? "Space" : Text.ToUpperInvariant(),
            KeyKind.Function => $"F{Text}",
            KeyKind.PageUp => "PgUp",
            KeyKind.PageDown => "PgDn",
            KeyKind.Escape => "Esc",
            KeyKind.WheelUp => "wheel up",
            KeyKind.WheelDown => "wheel down",
            KeyKind.Text => Text,
            _ => Kind.ToString(),
        };
        string control = Modifiers.HasFlag(KeyModifiers.Control) ? "Ctrl-" : "";
        string alt = Modifiers.HasFlag(KeyModifiers.Alt) ? "Alt-" : "";
        string shift = Modifiers.HasFlag(KeyModifiers.Shift) ? "Shift-" : "";
        return control + alt + shift + name;
    }
}
