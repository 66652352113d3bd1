using System.Globalization;
using System.Text;

namespace Messenger.Client.Terminal.Screen;

/// <summary>Writes the control sequences that turn one style into another, and remembers which one is on.</summary>
/// <param name="depth">How many colours there are.</param>
internal sealed class StyleWriter(ColourDepth depth)
{
    private const int LongestLink = 2000;

    private Style _on;
    private bool _isKnown;

    /// <summary>Nobody knows what is on; the next style is set from scratch.</summary>
    public void Forget() => _isKnown = false;

    public void Switch(StringBuilder output, Style style)
    {
        if (_isKnown && style == _on)
            return;
        if (!_isKnown || style.Link != _on.Link)
            WriteLink(output, style.Link);
        if (!_isKnown || style with { Link = null } != _on with { Link = null })
            WriteRendition(output, style);
        _on = style;
        _isKnown = true;
    }

    private void WriteRendition(StringBuilder output, Style style)
    {
        output.Append("\e[0");
        if (style.Attributes.HasFlag(TextAttributes.Bold))
            output.Append(";1");
        if (style.Attributes.HasFlag(TextAttributes.Dim))
            output.Append(";2");
        if (style.Attributes.HasFlag(TextAttributes.Underline))
            output.Append(";4");
        if (style.Attributes.HasFlag(TextAttributes.Reverse))
            output.Append(";7");
        WriteColour(output, style.Foreground, 30);
        WriteColour(output, style.Background, 40);
        output.Append('m');
    }

    /// <param name="output">Where to.</param>
    /// <param name="colour">Which.</param>
    /// <param name="first">The code of the theme's first colour: 30 for text, 40 for the background.</param>
    private void WriteColour(StringBuilder output, Colour colour, int first)
    {
        if (colour.IsDefault || depth is ColourDepth.None)
            return;
        if (!colour.IsExact || depth is ColourDepth.Sixteen)
            output.Append(CultureInfo.InvariantCulture, $";{(colour.Theme < 8 ? first + colour.Theme : first + 60 + colour.Theme - 8)}");
        else if (depth is ColourDepth.TwoHundredFiftySix)
            output.Append(CultureInfo.InvariantCulture, $";{first + 8};5;{colour.Index256}");
        else
            output.Append(CultureInfo.InvariantCulture, $";{first + 8};2;{colour.Red};{colour.Green};{colour.Blue}");
    }

    /// <summary>OSC 8. An address comes from others: one with anything but visible ASCII, or too long, is no link.</summary>
    private static void WriteLink(StringBuilder output, string? link)
    {
        bool isSafe = link is { Length: <= LongestLink } && !link.AsSpan().ContainsAnyExceptInRange('!', '~');
        output.Append("\e]8;;").Append(isSafe ? link : "").Append("\e\\");
    }
}
