using System.Buffers;
using System.Globalization;
using System.Text;

namespace Messenger.Client;

/// <summary>
/// Makes what others wrote (texts, and names too) safe to show on one line of a terminal: nothing in it moves the cursor, changes
/// colours, sets the clipboard, forges a line or turns the direction of what follows, and nothing is there that one does not see. The last
/// step before showing; never for sending. Decided by Unicode category, so that a character nobody thought of is not let through:
/// controls show as their picture, line ends as ⏎, what takes room without ink as a space, what takes none is left out, what turns the
/// direction and letters without ink as their code, what is no character as U+FFFD. Emoji keep what joins and varies them.
/// </summary>
public static class SafeText
{
    private const char NewLine = '⏎';
    private const char DottedCircle = '◌';
    private const char ZeroWidthJoiner = '\u200D';
    private const int ControlPictures = 0x2400;
    private const int DeletePicture = 0x2421;
    private const int IdeographicSpace = 0x3000;
    private const int BlankBraille = 0x2800;
    private const int BlankNote = 0x1D159;
    private const int KeyCap = 0x20E3;

    /// <summary>Real writing stacks a few marks on a letter; more is made to smear over other lines.</summary>
    private const int MarksPerBase = 8;

    /// <summary>The text as one safe line. A line break shows as ⏎, a tab as a space, what is not Unicode as U+FFFD.</summary>
    public static string Line(string text)
    {
        StringBuilder safe = new(text.Length);
        int marks = 0;
        bool hasBase = false;
        Rune before = default;
        int at = 0;
        while (at < text.Length)
        {
            bool isRune = Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length) == OperationStatus.Done;
            at += length;
            if (!isRune)
                rune = Rune.ReplacementChar;
            if (rune.Value == '\r' && at < text.Length && text[at] == '\n')
                continue;

            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark)
            {
                if (!IsShownMark(rune, before, Next(text, at)) || ++marks > MarksPerBase)
                    continue;
                // A mark without a letter would sit on whatever we write before it.
                if (!hasBase)
                    safe.Append(DottedCircle);
            }
            else if (rune.Value == ZeroWidthJoiner)
            {
                if (!IsPictograph(before) || !IsPictograph(Next(text, at)))
                    continue;
            }
            else
            {
                marks = 0;
            }
            int lengthBefore = safe.Length;
            Append(safe, rune, category);
            if (safe.Length == lengthBefore)
                continue;
            hasBase = true;
            // A variation selector or a joiner belongs to the emoji before it.
            if (category is not UnicodeCategory.NonSpacingMark)
                before = rune;
        }
        return safe.ToString();
    }

    private static void Append(StringBuilder safe, Rune rune, UnicodeCategory category)
    {
        switch (category)
        {
            case UnicodeCategory.Control:
                AppendControl(safe, rune.Value);
                break;
            case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                safe.Append(NewLine);
                break;
            case UnicodeCategory.SpaceSeparator when rune.Value != IdeographicSpace:
            case UnicodeCategory.OtherSymbol when rune.Value is BlankBraille or BlankNote:
                safe.Append(' ');
                break;
            case UnicodeCategory.OtherLetter when IsFiller(rune.Value):
                AppendCode(safe, rune.Value);
                break;
            case UnicodeCategory.Format when rune.Value == ZeroWidthJoiner:
                safe.Append(ZeroWidthJoiner);
                break;
            case UnicodeCategory.Format when IsBidi(rune.Value):
                // Somebody meant to deceive: shown, not dropped.
                AppendCode(safe, rune.Value);
                break;
            case UnicodeCategory.Format:
                break;
            case UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate:
                safe.Append('\uFFFD');
                break;
            default:
                safe.Append(rune.ToString());
                break;
        }
    }

    private static void AppendControl(StringBuilder safe, int value)
    {
        if (value is '\n' or 0x85)
            safe.Append(NewLine);
        else if (value == '\t')
            safe.Append(' ');
        else if (value < 0x20)
            safe.Append((char)(ControlPictures + value));
        else if (value == 0x7F)
            safe.Append((char)DeletePicture);
        else
            AppendCode(safe, value);
    }

    private static void AppendCode(StringBuilder safe, int value) => safe.Append(CultureInfo.InvariantCulture, $"<U+{value:X4}>");

    private static bool IsBidi(int value) => value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    /// <summary>Hangul letters that stand for a missing one and draw nothing.</summary>
    private static bool IsFiller(int value) => value is 0x115F or 0x1160 or 0x3164 or 0xFFA0;

    /// <summary>Marks without ink are left out, but for those that choose how an emoji looks.</summary>
    private static bool IsShownMark(Rune rune, Rune before, Rune after) => rune.Value switch
    {
        0xFE0E or 0xFE0F => IsPictograph(before) || (IsKeyCapBase(before) && after.Value == KeyCap),
        0x034F or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0D) or 0x16FE4 or (>= 0xE0100 and <= 0xE01EF) => false,
        _ => true,
    };

    private static Rune Next(string text, int at) =>
        at < text.Length && Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out _) == OperationStatus.Done ? rune : default;

    private static bool IsKeyCapBase(Rune rune) => rune.Value is '#' or '*' or (>= '0' and <= '9');

    /// <summary>The blocks that emoji come from, and the few characters elsewhere that a variation selector makes one of.</summary>
    private static bool IsPictograph(Rune rune) => rune.Value is
        (>= 0x1F000 and <= 0x1FAFF) or (>= 0x2190 and <= 0x21FF) or (>= 0x2300 and <= 0x23FF) or (>= 0x25A0 and <= 0x27BF)
        or (>= 0x2B00 and <= 0x2BFF) or 0x2934 or 0x2935 or 0xA9 or 0xAE or 0x203C or 0x2049 or 0x2122 or 0x2139 or 0x3030 or 0x303D
        or 0x3297 or 0x3299;
}
