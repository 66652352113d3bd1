using System.Globalization;
using System.Text;
using FluentAssertions;
using Messenger.Client;
using NUnit.Framework;

namespace Messenger.Tests.Client;

[Parallelizable(ParallelScope.All)]
public sealed class SafeTextTests
{
    private const string Family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";

    private static readonly string[][] Samples =
    [
        ["plain text", "plain text"],
        ["日本語 Ünï", "日本語 Ünï"],
        ["\e[31mred", "␛[31mred"],
        ["\e]8;;http://evil\e\\link", "␛]8;;http://evil␛\\link"],
        ["\e]52;c;aGk=\a", "␛]52;c;aGk=␇"],
        ["\u009B2J", "<U+009B>2J"],
        ["overwrite\rme", "overwrite␍me"],
        ["a\r\nb", "a⏎b"],
        ["a\nbob: forged", "a⏎bob: forged"],
        ["a\u2028b\u2029c\u0085d", "a⏎b⏎c⏎d"],
        ["tab\there", "tab here"],
        ["\0\x7F\b", "␀␡␈"],
        ["\u202Egnp.exe", "<U+202E>gnp.exe"],
        ["\u2066x\u2069", "<U+2066>x<U+2069>"],
        ["\u200Fx\u061C", "<U+200F>x<U+061C>"],
        ["zero\u200Bwidth\u2060\uFEFF", "zerowidth"],
        ["soft\u00ADhyphen", "softhyphen"],
        ["lone\uD800surrogate", "lone\uFFFDsurrogate"],
        ["\uDC00", "\uFFFD"],
        ["\uE000private\uFFFE", "\uFFFDprivate\uFFFD"],
        ["👍🏽", "👍🏽"],
        [Family, Family],
        ["❤\uFE0F", "❤\uFE0F"],
        ["a\u200Db", "ab"],
        ["a\uFE0Fb", "ab"],
        ["e\u0301", "e\u0301"],
        ["\u0301x", "◌\u0301x"],
        ["\U000E0041tag", "tag"],
        ["nbsp\u00A0\u2003em", "nbsp  em"],
        ["braille\u2800art", "braille art"],
        ["1\uFE0F\u20E3", "1\uFE0F\u20E3"],
        ["1\uFE0F2\u200D3", "123"],
        ["❤\uFE00\u180B", "❤"],
        ["\u200B\u200B", ""],
        ["Ü\u1100\u1161", "Ü\u1100\u1161"],
        ["", ""],
    ];

    [TestCaseSource(nameof(Samples))]
    public void Hostile_text_shows_only_what_is_visible(string text, string safe) => SafeText.Line(text).Should().Be(safe);

    /// <summary>What draws nothing, by Unicode's Default_Ignorable_Code_Point and a few others, and what is shown of it between two letters.</summary>
    private static readonly object[][] Invisible =
    [
        [0x00AD, 0x00AD, ""], // soft hyphen
        [0x034F, 0x034F, ""], // combining grapheme joiner
        [0x061C, 0x061C, "<code>"], // Arabic letter mark
        [0x115F, 0x1160, "<code>"], // Hangul fillers
        [0x17B4, 0x17B5, ""], // Khmer vowels without ink
        [0x180B, 0x180F, ""], // Mongolian variation selectors and vowel separator
        [0x200B, 0x200D, ""], // zero width space, non-joiner, joiner
        [0x200E, 0x200F, "<code>"], // marks of direction
        [0x2028, 0x2029, "⏎"], // separators of lines and paragraphs
        [0x202A, 0x202E, "<code>"], // embeddings and overrides
        [0x2060, 0x2064, ""], // word joiner, invisible operators
        [0x2065, 0x2065, "\uFFFD"], // not assigned
        [0x2066, 0x2069, "<code>"], // isolates
        [0x206A, 0x206F, ""], // deprecated format characters
        [0x2800, 0x2800, " "], // blank braille
        [0x3164, 0x3164, "<code>"], // Hangul filler
        [0xE000, 0xF8FF, "\uFFFD"], // private use
        [0xFE00, 0xFE0F, ""], // variation selectors
        [0xFEFF, 0xFEFF, ""], // byte order mark
        [0xFFA0, 0xFFA0, "<code>"], // halfwidth Hangul filler
        [0xFFF0, 0xFFF8, "\uFFFD"], // not assigned
        [0xFFF9, 0xFFFB, ""], // interlinear annotation
        [0x16FE4, 0x16FE4, ""], // Khitan filler
        [0x1BCA0, 0x1BCA3, ""], // shorthand format controls
        [0x1D159, 0x1D159, " "], // musical null notehead
        [0x1D173, 0x1D17A, ""], // musical format controls
        [0xE0000, 0xE0000, "\uFFFD"], // not assigned
        [0xE0001, 0xE0001, ""], // language tag
        [0xE0002, 0xE001F, "\uFFFD"], // not assigned
        [0xE0020, 0xE007F, ""], // tags
        [0xE0080, 0xE00FF, "\uFFFD"], // not assigned
        [0xE0100, 0xE01EF, ""], // variation selectors
        [0xE01F0, 0xE0FFF, "\uFFFD"], // not assigned
        [0xF0000, 0x10FFFF, "\uFFFD"], // private use
    ];

    [TestCaseSource(nameof(Invisible))]
    public void What_draws_nothing_is_left_out_or_shown(int first, int last, string shown)
    {
        for (int value = first; value <= last; value++)
        {
            string expected = shown == "<code>" ? $"<U+{value:X4}>" : shown;
            string safe = SafeText.Line($"a{char.ConvertFromUtf32(value)}b");
            if (safe != $"a{expected}b")
                safe.Should().Be($"a{expected}b", $"U+{value:X4} draws nothing");
        }
    }

    [Test]
    public void Two_hundred_combining_marks_become_eight() =>
        SafeText.Line("a" + new string('\u0301', 200) + "b").Should().Be("a" + new string('\u0301', 8) + "b");

    [Test]
    public void No_character_brings_a_control_a_format_character_or_what_is_none_through()
    {
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            // Half of a pair is text as well, to a string.
            string text = value is >= 0xD800 and <= 0xDFFF ? ((char)value).ToString() : char.ConvertFromUtf32(value);
            foreach (Rune shown in SafeText.Line(text).EnumerateRunes())
            {
                if (Rune.GetUnicodeCategory(shown) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                    or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                    Assert.Fail($"U+{value:X4} brings U+{shown.Value:X4} through");
            }
        }
    }

    [Test]
    public void What_is_safe_stays_as_it_is()
    {
        foreach (string[] sample in Samples)
            SafeText.Line(sample[1]).Should().Be(sample[1]);
    }
}
