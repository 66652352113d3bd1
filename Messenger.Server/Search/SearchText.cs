using System.Buffers;
using System.Globalization;
using System.Text;

namespace Messenger.Server.Search;

/// <summary>
/// Splits a text into words, alike for the index and for what is searched: the words with one space between them. The index's tokenizer splits
/// at spaces only and folds case and accents; all else is decided here, because its tables are those of Unicode 6.1 and know no newer character.
/// Takes time linear in the text. Safe on any thread.
/// </summary>
/// <remarks>
/// Letters and digits that stand together are a word. Characters of scripts without spaces (Han, Hiragana, Katakana, Bopomofo), emoji and other
/// symbols are a word each. Punctuation only separates.
/// </remarks>
internal static class SearchText
{
    /// <summary>Begins the index's own words, such as the number of a conversation; in a text it only separates, so no text can hold one.</summary>
    public const char Reserved = '\uE000';

    /// <summary>Characters of a word that are kept; a longer one is found by its beginning.</summary>
    public const int WordMax = 64;

    private const int FullwidthFirst = 0xFF01;
    private const int FullwidthLast = 0xFF5E;
    private const int FullwidthToAscii = 0xFEE0;

    /// <summary>From here on the tokenizer takes everything for a space. Nothing but private use is there.</summary>
    private const int BeyondTokenizer = 0x100000;

    private enum Part
    {
        /// <summary>Belongs to the word it stands in.</summary>
        Letter,

        /// <summary>Is a word by itself.</summary>
        Alone,

        /// <summary>Separates words.</summary>
        Gap,

        /// <summary>Is as if it were not there: accents, joiners, variations of an emoji.</summary>
        Nothing,
    }

    /// <summary>Appends the words of a text, each with a space before it.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="words">Grows by at most twice the text's length and one.</param>
    /// <returns>How many words it appended.</returns>
    public static int Append(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> words)
    {
        int count = 0;
        int letters = 0;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf8(text, out Rune rune, out int length);
            text = text[length..];
            if (rune.Value is >= FullwidthFirst and <= FullwidthLast)
                rune = new Rune(rune.Value - FullwidthToAscii);
            Part part = PartOf(rune);
            if (part == Part.Nothing)
                continue;
            if (part == Part.Gap)
            {
                letters = 0;
                continue;
            }
            if (part == Part.Alone)
                letters = 0;
            if (letters == 0)
            {
                Space(words);
                count++;
            }
            if (letters < WordMax)
                words.Advance(rune.EncodeToUtf8(words.GetSpan(4)));
            letters = part == Part.Alone ? 0 : letters + 1;
        }
        return count;
    }

    /// <summary>The words of a text, one space between them; empty when it has none.</summary>
    public static string Words(string text)
    {
        ArrayBufferWriter<byte> words = new(2 * text.Length + 16);
        Append(Encoding.UTF8.GetBytes(text), words);
        return Encoding.UTF8.GetString(words.WrittenSpan).TrimStart(' ');
    }

    /// <summary>Whether the last of these words is one character that is a word by itself, which is never the beginning of another.</summary>
    public static bool EndsAlone(string words) =>
        words.Length > 0 && Rune.DecodeLastFromUtf16(words, out Rune last, out _) == OperationStatus.Done && PartOf(last) == Part.Alone;

    private static void Space(ArrayBufferWriter<byte> words)
    {
        words.GetSpan(1)[0] = (byte)' ';
        words.Advance(1);
    }

    private static Part PartOf(Rune rune)
    {
        int value = rune.Value;
        if (value < 128 && char.IsAsciiLetterOrDigit((char)value))
            return Part.Letter;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => HasNoSpaces(value) ? Part.Alone : Part.Letter,
            UnicodeCategory.SpacingCombiningMark => Part.Letter,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => IsAccent(value) ? Part.Nothing : Part.Letter,
            UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol or UnicodeCategory.OtherSymbol => Part.Alone,
            // Shades of skin; the others of this kind are accents that stand by themselves.
            UnicodeCategory.ModifierSymbol => value > 0xFFFF ? Part.Alone : Part.Gap,
            // Joiners and directions, but the space without width is a space.
            UnicodeCategory.Format => value == 0x200B ? Part.Gap : Part.Nothing,
            // Not known to this runtime: most probably an emoji of a later year. U+xxFFFE and U+xxFFFF are no characters.
            UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned =>
                value == Reserved || value >= BeyondTokenizer || (value & 0xFFFE) == 0xFFFE ? Part.Gap : Part.Alone,
            _ => Part.Gap,
        };
    }

    private static bool HasNoSpaces(int value) => value switch
    {
        < 0x2E80 => false,
        <= 0x312F => true, // radicals, marks, Hiragana, Katakana, Bopomofo
        >= 0x31A0 and <= 0x31FF => true, // Bopomofo and Katakana, extended
        >= 0x3400 and <= 0x9FFF => true, // Han
        >= 0xF900 and <= 0xFAFF => true, // Han, compatibility
        >= 0xFF66 and <= 0xFF9F => true, // Katakana, halfwidth
        >= 0x16FE0 and <= 0x16FFF => true, // Han marks
        >= 0x1AFF0 and <= 0x1B16F => true, // kana, extended
        >= 0x20000 and <= 0x3FFFF => true, // Han, planes 2 and 3
        _ => false,
    };

    /// <summary>Marks without which a word is still the same word. Those of Indic and South-East Asian scripts are vowels and stay.</summary>
    private static bool IsAccent(int value) => value switch
    {
        < 0x0590 => true, // Latin, Greek, Cyrillic
        <= 0x08FF => true, // Hebrew, Arabic, Syriac
        >= 0x1AB0 and <= 0x1AFF or >= 0x1DC0 and <= 0x1DFF or >= 0x20D0 and <= 0x20FF => true,
        >= 0x302A and <= 0x302D or 0x3099 or 0x309A => true, // tones, kana
        >= 0xFE00 and <= 0xFE0F or >= 0xFE20 and <= 0xFE2F or >= 0xE0100 => true, // variations, halves
        _ => false,
    };
}
