using System.Globalization;
using System.Text;
using FluentAssertions;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal;

[Parallelizable(ParallelScope.All)]
public sealed class CellWidthTests
{
    [TestCase("abc", 3)]
    [TestCase("日本", 4)]
    [TestCase("e\u0301", 1)]
    [TestCase("👍🏽", 2)]
    [TestCase("🏽", 2)]
    [TestCase("\U0001F468\u200D\U0001F469\u200D\U0001F467", 2)]
    [TestCase("❤\uFE0F", 2)]
    [TestCase("❤", 1)]
    [TestCase("1\uFE0F\u20E3", 2)]
    [TestCase("🇩🇪", 2)]
    [TestCase("🇩", 1)]
    [TestCase("ﾊ", 1)]
    [TestCase("ａ", 2)]
    [TestCase("각", 2)]
    [TestCase("\u1100\u1161\u11A8", 2)]
    [TestCase("का", 2)]
    [TestCase("กำ", 2)]
    [TestCase("\U0001FAE9", 2)]
    [TestCase("\u200B", 0)]
    [TestCase("", 0)]
    public void Widths_are_those_of_a_terminal(string text, int columns) => CellWidth.Of(text).Should().Be(columns);

    [TestCase("●", 1, 2)]
    [TestCase("│", 1, 2)]
    [TestCase("α", 1, 2)]
    [TestCase("a", 1, 1)]
    [TestCase("日", 2, 2)]
    [TestCase("✓", 1, 1)]
    [TestCase("\u0301", 0, 0)]
    public void Ambiguous_characters_are_as_wide_as_the_mode_says(string text, int narrow, int wide)
    {
        CellWidth.Of(text, WidthMode.Narrow).Should().Be(narrow);
        CellWidth.Of(text, WidthMode.Wide).Should().Be(wide);
    }

    [Test]
    public void The_tables_are_in_order()
    {
        Check(WidthTable.Wide);
        Check(WidthTable.Ambiguous);

        static void Check(ReadOnlySpan<int> runs)
        {
            for (int i = 0; i < runs.Length; i += 2)
            {
                runs[i + 1].Should().BeGreaterThanOrEqualTo(runs[i]);
                if (i > 0)
                    runs[i].Should().BeGreaterThan(runs[i - 1] + 1);
            }
        }
    }

    [Test]
    public void Marks_and_format_characters_have_no_width_and_all_else_has_one()
    {
        for (int value = 0x20; value < 0x20000; value++)
        {
            if (!Rune.IsValid(value))
                continue;
            Rune rune = new(value);
            UnicodeCategory category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
                CellWidth.OfRune(rune).Should().Be(0, $"U+{value:X4} has no width");
            else if (category is UnicodeCategory.UppercaseLetter or UnicodeCategory.DecimalDigitNumber)
                CellWidth.OfRune(rune).Should().BeInRange(1, 2, $"U+{value:X4} is seen");
        }
    }

    [Test]
    public void A_cluster_has_a_bound_however_it_is_made()
    {
        string joined = string.Concat(Enumerable.Repeat("👩\u200D", 5000));
        foreach (string text in new[] { joined, new string('\u1100', 5000), "a" + new string('\u0301', 5000) })
        {
            string[] clusters = [.. Clusters.Of(text)];
            clusters.Should().OnlyContain(cluster => cluster.Length <= Clusters.MostChars && !char.IsLowSurrogate(cluster[0]));
            string.Concat(clusters).Should().Be(text);
        }
    }
}
