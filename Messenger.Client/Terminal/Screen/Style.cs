namespace Messenger.Client.Terminal.Screen;

[Flags]
internal enum TextAttributes
{
    None = 0,
    Bold = 1,
    Dim = 2,
    Underline = 4,
    Reverse = 8,
}

/// <summary>How text looks. The default value is plain.</summary>
/// <param name="Attributes">What stays without colours too: meaning must not hang on colour alone.</param>
/// <param name="Foreground">Of the text.</param>
/// <param name="Background">Behind it.</param>
/// <param name="Link">Where a click leads; null: nowhere.</param>
internal readonly record struct Style(
    TextAttributes Attributes = TextAttributes.None, Colour Foreground = default, Colour Background = default, string? Link = null)
{
    public static Style Plain => default;

    public static Style Bold => new(TextAttributes.Bold);

    public static Style Dim => new(TextAttributes.Dim);

    public static Style Underline => new(TextAttributes.Underline);

    public static Style Reverse => new(TextAttributes.Reverse);

    /// <summary>In one of the sixteen colours of the terminal's theme.</summary>
    public static Style OfTheme(int colour) => new(Foreground: Colour.OfTheme(colour));

    /// <summary>In the colour of a name.</summary>
    public static Style OfName(string name) => new(Foreground: NameColours.Of(name));

    public Style With(TextAttributes more) => this with { Attributes = Attributes | more };
}
