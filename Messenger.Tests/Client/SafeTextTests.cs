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
        ["", ""],
    ];

    [TestCaseSource(nameof(Samples))]
    public void Hostile_text_shows_only_what_is_visible(string text, string safe) => SafeText.Line(text).Should().Be(safe);

    [Test]
    public void Two_hundred_combining_marks_become_eight() =>
        SafeText.Line("a" + new string('\u0301', 200) + "b").Should().Be("a" + new string('\u0301', 8) + "b");

    [Test]
    public void No_text_of_one_code_unit_brings_a_control_or_format_character_through()
    {
        for (int value = 0; value <= char.MaxValue; value++)
        {
            foreach (char shown in SafeText.Line(((char)value).ToString()))
                (char.IsControl(shown) || char.IsSurrogate(shown) || char.GetUnicodeCategory(shown) is System.Globalization.UnicodeCategory.Format).Should().BeFalse($"U+{value:X4} is hostile");
        }
    }

    [Test]
    public void What_is_safe_stays_as_it_is()
    {
        foreach (string[] sample in Samples)
            SafeText.Line(sample[1]).Should().Be(sample[1]);
    }
}
