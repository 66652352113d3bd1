namespace Messenger.Client.Terminal.Screen;

/// <summary>A colour of text or background. The default value is the terminal's own.</summary>
internal readonly record struct Colour
{
    /// <summary>The levels of each channel in the cube of 216 colours that terminals with 256 colours have.</summary>
    private static readonly byte[] CubeLevels = [0, 95, 135, 175, 215, 255];

    private readonly Kind _kind;

    private Colour(Kind kind, byte theme, byte red, byte green, byte blue) =>
        (_kind, Theme, Red, Green, Blue) = (kind, theme, red, green, blue);

    private enum Kind : byte
    {
        Default,
        Theme,
        Exact,
    }

    public static Colour Default => default;

    public bool IsDefault => _kind is Kind.Default;

    /// <summary>It has red, green and blue of its own.</summary>
    public bool IsExact => _kind is Kind.Exact;

    /// <summary>Which of the terminal's sixteen it is, or is shown as where there are no more.</summary>
    public byte Theme { get; }

    public byte Red { get; }

    public byte Green { get; }

    public byte Blue { get; }

    /// <summary>Its place among 256 colours: the nearest of the cube or of the greys.</summary>
    public int Index256
    {
        get
        {
            (int red, int green, int blue) = (NearestLevel(Red), NearestLevel(Green), NearestLevel(Blue));
            int grey = Math.Clamp(((Red + Green + Blue) / 3 - 3) / 10, 0, 23);
            int greyLevel = 8 + 10 * grey;
            return Distance(CubeLevels[red], CubeLevels[green], CubeLevels[blue]) <= Distance(greyLevel, greyLevel, greyLevel)
                ? 16 + 36 * red + 6 * green + blue
                : 232 + grey;
        }
    }

    /// <summary>One of the sixteen that the terminal's theme decides: 0 black, 1 red, 2 green, 3 yellow, 4 blue, 5 magenta, 6 cyan, 7 white; 8 more, bright.</summary>
    public static Colour OfTheme(int index) => new(Kind.Theme, checked((byte)index), 0, 0, 0);

    /// <param name="red">0 to 255, as the others.</param>
    /// <param name="green"></param>
    /// <param name="blue"></param>
    /// <param name="theme">Which of the sixteen stands for it where there are no more.</param>
    public static Colour Of(int red, int green, int blue, int theme) =>
        checked(new(Kind.Exact, (byte)theme, (byte)red, (byte)green, (byte)blue));

    private static int NearestLevel(byte value)
    {
        int nearest = 0;
        for (int i = 1; i < CubeLevels.Length; i++)
        {
            if (Math.Abs(CubeLevels[i] - value) < Math.Abs(CubeLevels[nearest] - value))
                nearest = i;
        }
        return nearest;
    }

    private int Distance(int red, int green, int blue) =>
        (red - Red) * (red - Red) + (green - Green) * (green - Green) + (blue - Blue) * (blue - Blue);
}
