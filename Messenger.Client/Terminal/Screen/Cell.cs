namespace Messenger.Client.Terminal.Screen;

/// <summary>
/// One place of the screen: a grapheme cluster, or what continues the wide one to its left. Cells come from <see cref="Append"/> alone,
/// which makes text safe: nothing that others wrote reaches the screen by another way.
/// </summary>
internal readonly record struct Cell
{
    private static readonly string[] Ascii = [.. Enumerable.Range(0, 0x7F).Select(value => ((char)value).ToString())];

    private Cell(string cluster, int width, Style style)
    {
        Cluster = cluster;
        Width = (byte)width;
        Style = style;
    }

    /// <summary>What is drawn; empty in a continuation.</summary>
    public string Cluster { get; }

    /// <summary>In columns, this one included; 0 in a continuation.</summary>
    public byte Width { get; }

    public Style Style { get; }

    public bool IsContinuation => Width == 0;

    public bool IsBlank => Width == 1 && Cluster == " ";

    /// <summary>Terminals may disagree with us about its width: several characters, or a symbol that has become an emoji.</summary>
    public bool IsUncertain => Cluster.Length > 1 || (Width == 2 && Cluster[0] < '\u2E80');

    public static Cell Blank(Style style) => new(Ascii[' '], 1, style);

    /// <summary>What stands in the further columns of a wide cell.</summary>
    public Cell Continuation() => new("", 0, Style);

    /// <summary>Adds the cells of a text, made safe; one for each cluster. What has no width is left out.</summary>
    public static void Append(List<Cell> cells, string text, Style style, WidthMode mode)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            cells.EnsureCapacity(cells.Count + text.Length);
            foreach (char letter in text)
                cells.Add(new Cell(Ascii[letter], 1, style));
            return;
        }
        string safe = SafeText.Line(text);
        for (int at = 0; at < safe.Length;)
        {
            int length = Clusters.Next(safe.AsSpan(at));
            int width = CellWidth.OfCluster(safe.AsSpan(at, length), mode);
            if (width > 0)
                cells.Add(new Cell(length == 1 && safe[at] < Ascii.Length ? Ascii[safe[at]] : safe.Substring(at, length), width, style));
            at += length;
        }
    }
}
