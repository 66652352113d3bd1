using System.Text.RegularExpressions;

namespace Messenger.Client.Terminal.Screen;

/// <summary>Finds the addresses in a text, so that they can be clicked where the terminal knows how.</summary>
internal static partial class Links
{
    /// <summary>The text in runs: addresses underlined and linked, the rest in a style.</summary>
    public static TextRun[] Runs(string text, Style style = default)
    {
        List<TextRun> runs = [];
        int at = 0;
        foreach (ValueMatch match in Address().EnumerateMatches(text))
        {
            if (match.Index > at)
                runs.Add(new TextRun(text[at..match.Index], style));
            string address = text.Substring(match.Index, match.Length);
            runs.Add(new TextRun(address, style.With(TextAttributes.Underline) with { Link = address }));
            at = match.Index + match.Length;
        }
        if (at < text.Length || runs.Count == 0)
            runs.Add(new TextRun(text[at..], style));
        return [.. runs];
    }

    /// <summary>A mark that ends a sentence, or a bracket around it, is not of the address.</summary>
    [GeneratedRegex(@"https?://[!-~]*[a-zA-Z0-9/#=&_~+-]", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
