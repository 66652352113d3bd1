namespace Messenger.Client.Terminal.Screen;

/// <summary>How many colours the terminal shows.</summary>
internal enum ColourDepth
{
    /// <summary>None: NO_COLOR, or a terminal without. Bold, dim, underline and reverse stay.</summary>
    None,

    /// <summary>The sixteen of the terminal's theme.</summary>
    Sixteen,

    /// <summary>Those, a cube of 216 and 24 greys.</summary>
    TwoHundredFiftySix,

    /// <summary>Any red, green and blue.</summary>
    True,
}

internal static class ColourDepths
{
    /// <summary>What the environment says.</summary>
    /// <param name="variable">A variable of the environment; null when it is not set.</param>
    public static ColourDepth Detect(Func<string, string?> variable)
    {
        string term = variable("TERM") ?? "";
        // https://no-color.org: set and not empty.
        if (!string.IsNullOrEmpty(variable("NO_COLOR")) || term is "" or "dumb" || term.StartsWith("vt", StringComparison.Ordinal))
            return ColourDepth.None;
        if (variable("COLORTERM") is "truecolor" or "24bit" || term.EndsWith("-direct", StringComparison.Ordinal))
            return ColourDepth.True;
        return term.Contains("256color", StringComparison.Ordinal) ? ColourDepth.TwoHundredFiftySix : ColourDepth.Sixteen;
    }
}
