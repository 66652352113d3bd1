using System.Globalization;
using System.Text;

namespace Messenger.Client.Terminal;

/// <summary>
/// How many columns of a terminal a text takes. Terminals disagree about clusters of several characters; where they do, the larger number
/// is taken: a gap can be read past, an overwritten letter cannot.
/// </summary>
internal static class CellWidth
{
    private const int ZeroWidthJoiner = 0x200D;
    private const int VariationSelector16 = 0xFE0F;

    /// <summary>Columns of a text that is safe to show.</summary>
    public static int Of(ReadOnlySpan<char> text, WidthMode mode = WidthMode.Narrow)
    {
        int width = 0;
        while (!text.IsEmpty)
        {
            int length = Clusters.Next(text);
            width += OfCluster(text[..length], mode);
            text = text[length..];
        }
        return width;
    }

    /// <summary>
    /// Columns of one grapheme cluster: of its characters together, as vowel signs that stand beside their letter take a column of
    /// their own; but what joins into one picture (joiners, skin tones) takes the widest one's, and what is made an emoji takes two.
    /// </summary>
    public static int OfCluster(ReadOnlySpan<char> cluster, WidthMode mode = WidthMode.Narrow)
    {
        int width = 0;
        bool joins = false;
        foreach (Rune rune in cluster.EnumerateRunes())
        {
            if (rune.Value == ZeroWidthJoiner)
            {
                joins = true;
                continue;
            }
            if (rune.Value == VariationSelector16)
                width = width == 0 ? 0 : Math.Max(width, 2);
            else if (joins || (width > 0 && IsSkinTone(rune)))
                width = Math.Max(width, OfRune(rune, mode));
            else
                width += OfRune(rune, mode);
            joins = false;
        }
        return width;
    }

    /// <summary>Columns of a character that stands alone: 0, 1 or 2.</summary>
    public static int OfRune(Rune rune, WidthMode mode = WidthMode.Narrow)
    {
        int value = rune.Value;
        if (value is >= 0x20 and < 0x7F)
            return 1;
        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator || IsJoiningJamo(value))
            return 0;
        return IsIn(WidthTable.Wide, value) || (mode is WidthMode.Wide && IsIn(WidthTable.Ambiguous, value)) ? 2 : 1;
    }

    private static bool IsSkinTone(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    /// <summary>Vowels and final consonants, which are drawn into the syllable that a consonant began.</summary>
    private static bool IsJoiningJamo(int value) => value is (>= 0x1160 and <= 0x11FF) or (>= 0xD7B0 and <= 0xD7FF);

    private static bool IsIn(ReadOnlySpan<int> runs, int value)
    {
        int low = 0;
        int high = runs.Length / 2 - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (value < runs[2 * middle])
                high = middle - 1;
            else if (value > runs[2 * middle + 1])
                low = middle + 1;
            else
                return true;
        }
        return false;
    }
}
