using System.Globalization;
using System.Text;

namespace Messenger.Client.Terminal;

/// <summary>What the control sequences of a keyboard mean: those of xterm, which all have, and of rxvt, the Linux console, kitty and mice.</summary>
internal static class EscapeSequence
{
    private const int WheelUp = 64;
    private const int WheelDown = 65;

    /// <summary>The bits of shift, alt and control in the button of a mouse.</summary>
    private const int MouseModifiers = 4 + 8 + 16;

    /// <summary>The key of a sequence that began with ESC [.</summary>
    /// <param name="parameters">Between the beginning and the final byte.</param>
    /// <param name="final">The final byte.</param>
    /// <returns>Null when it is none that we know: focus, reports, the rest of the mouse.</returns>
    public static Key? Control(ReadOnlySpan<byte> parameters, byte final)
    {
        string text = Encoding.ASCII.GetString(parameters);
        // These begin what is not a key: mice, and answers about the terminal.
        if (text.Length > 0 && text[0] is >= '<' and <= '?')
            return text[0] == '<' && final == 'M' ? Mouse(Number(text[1..].Split(';')[0])) : null;
        string[] fields = text.Split(';');
        int first = Number(fields[0]);
        KeyModifiers modifiers = fields.Length > 1 ? ModifiersOf(Number(fields[1])) : KeyModifiers.None;
        return (char)final switch
        {
            '~' when first == 27 && fields.Length == 3 => Coded(Number(fields[2]), modifiers),
            '~' => Numbered(first, modifiers),
            'u' => Coded(first, modifiers),
            'Z' => new Key(KeyKind.Tab, "", KeyModifiers.Shift),
            >= 'a' and <= 'd' => Lettered((char)(final - 0x20), KeyModifiers.Shift),
            // A report of the cursor ends so too; as a key, F3 has another form.
            'R' => null,
            _ => Lettered((char)final, modifiers),
        };
    }

    /// <summary>The key of a sequence that began with ESC O.</summary>
    public static Key? Single(byte final) =>
        final is >= (byte)'a' and <= (byte)'d' ? Lettered((char)(final - 0x20), KeyModifiers.Control)
        : final == 'M' ? new Key(KeyKind.Enter)
        : Lettered((char)final, KeyModifiers.None);

    /// <summary>The key of a sequence of the Linux console, ESC [ [ and a letter.</summary>
    public static Key? Console(byte final) => final is >= (byte)'A' and <= (byte)'E' ? Key.Function(final - 'A' + 1) : null;

    /// <summary>What a mouse did, by its button.</summary>
    public static Key? Mouse(int button) => (button & ~MouseModifiers) switch
    {
        WheelUp => new Key(KeyKind.WheelUp),
        WheelDown => new Key(KeyKind.WheelDown),
        _ => null,
    };

    private static Key? Lettered(char letter, KeyModifiers modifiers) => letter switch
    {
        'A' => new Key(KeyKind.Up, "", modifiers),
        'B' => new Key(KeyKind.Down, "", modifiers),
        'C' => new Key(KeyKind.Right, "", modifiers),
        'D' => new Key(KeyKind.Left, "", modifiers),
        'H' => new Key(KeyKind.Home, "", modifiers),
        'F' => new Key(KeyKind.End, "", modifiers),
        >= 'P' and <= 'S' => Key.Function(letter - 'P' + 1) with { Modifiers = modifiers },
        _ => null,
    };

    private static Key? Numbered(int number, KeyModifiers modifiers) => number switch
    {
        1 or 7 => new Key(KeyKind.Home, "", modifiers),
        2 => new Key(KeyKind.Insert, "", modifiers),
        3 => new Key(KeyKind.Delete, "", modifiers),
        4 or 8 => new Key(KeyKind.End, "", modifiers),
        5 => new Key(KeyKind.PageUp, "", modifiers),
        6 => new Key(KeyKind.PageDown, "", modifiers),
        >= 11 and <= 15 => Key.Function(number - 10) with { Modifiers = modifiers },
        >= 17 and <= 21 => Key.Function(number - 11) with { Modifiers = modifiers },
        23 or 24 => Key.Function(number - 12) with { Modifiers = modifiers },
        _ => null,
    };

    /// <summary>A key by its character, as terminals send it that can tell Shift-Enter from Enter.</summary>
    private static Key? Coded(int code, KeyModifiers modifiers) => code switch
    {
        9 => new Key(KeyKind.Tab, "", modifiers),
        13 => new Key(KeyKind.Enter, "", modifiers),
        27 => new Key(KeyKind.Escape, "", modifiers),
        127 => new Key(KeyKind.Backspace, "", modifiers),
        >= 32 when Rune.IsValid(code) && !Rune.IsControl(new Rune(code)) => Character(new Rune(code), modifiers),
        _ => null,
    };

    private static Key Character(Rune rune, KeyModifiers modifiers) =>
        (modifiers & ~KeyModifiers.Shift) == 0
            ? new Key(KeyKind.Text, rune.ToString())
            : new Key(KeyKind.Chord, Rune.ToLowerInvariant(rune).ToString(), modifiers & ~KeyModifiers.Shift);

    private static KeyModifiers ModifiersOf(int parameter) => parameter > 0 ? (KeyModifiers)((parameter - 1) & 7) : KeyModifiers.None;

    /// <summary>0 for what is no number; what stands behind a colon is finer than we need.</summary>
    private static int Number(string field) =>
        int.TryParse(field.Split(':')[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
