namespace Messenger.Client.Terminal.Screen;

/// <summary>Gives a name its colour: always the same one, on every machine, and readable on black and on white.</summary>
internal static class NameColours
{
    /// <summary>All of the cube of 256, with a contrast of at least 4 to black and to white.</summary>
    public static readonly Colour[] All =
    [
        Colour.Of(215, 0, 95, theme: 1), Colour.Of(0, 135, 0, theme: 2), Colour.Of(95, 95, 255, theme: 12), Colour.Of(175, 95, 0, theme: 1),
        Colour.Of(0, 135, 135, theme: 6), Colour.Of(215, 0, 215, theme: 5), Colour.Of(95, 135, 0, theme: 2), Colour.Of(135, 95, 215, theme: 12),
        Colour.Of(175, 95, 95, theme: 1), Colour.Of(0, 135, 175, theme: 6), Colour.Of(175, 95, 175, theme: 5), Colour.Of(0, 95, 255, theme: 12),
    ];

    public static Colour Of(string name)
    {
        // FNV-1a: string.GetHashCode differs from run to run. Names are the same without regard to case.
        uint hash = 2166136261;
        foreach (char letter in name)
            hash = unchecked((hash ^ char.ToUpperInvariant(letter)) * 16777619);
        return All[hash % (uint)All.Length];
    }
}
