using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

[Parallelizable(ParallelScope.All)]
public sealed class PanelTests
{
    [TestCase(80, 24)]
    [TestCase(40, 12)]
    public void Pairs_stand_in_columns_and_wrap_within_theirs(int columns, int rows)
    {
        Panel panel = new("help", [PanelLine.Of("Keys", Style.Underline), PanelLine.Pair("F1", "help"), PanelLine.Pair("日本語", string.Concat(Enumerable.Repeat("word ", 20)))]);
        OverlayProbe probe = new(panel, columns, rows);

        probe.ShouldHaveStraightBorders();
        (int row, int _) = probe.Find("F1");
        probe.Rows[row].Should().Contain("│ F1      help ");
        probe.Rows[row + 1].Should().Contain("│ 日本語  word w");
        probe.Rows[row + 2].Should().Contain("│         word w");
        probe.RenditionOf("F1").Should().Be("0;1");
        probe.RenditionOf("Keys").Should().Be("0;4");
        probe.Terminal.Cursor.Should().BeNull();
    }

    [Test]
    public void At_the_smallest_what_stands_beside_goes_below()
    {
        OverlayProbe probe = new(new Panel("help", [PanelLine.Pair("PgUp, wheel", "older messages")]), 20, 5);

        probe.Rows.Should().Equal("help", "PgUp, wheel", "  older messages", "", "PgUp/PgDn scroll · …");
    }

    [Test]
    public void It_is_as_high_as_its_text()
    {
        OverlayProbe probe = new(new Panel("p", [PanelLine.Of("one"), PanelLine.Empty, PanelLine.Of("three\nfour")]));

        (int top, int left) = probe.Find("┌ p ─");
        probe.Terminal.At(top + 5, left).Should().Be("└");
        probe.Text.Should().NotContain("↓").And.NotContain("↑");
    }

    [TestCase("", 0)]
    [TestCase("Down Down Up", 1)]
    [TestCase("PageDown", 9)]
    [TestCase("PageDown PageUp", 0)]
    [TestCase("WheelDown", 3)]
    [TestCase("WheelDown WheelUp", 0)]
    [TestCase("End", 90)]
    [TestCase("End Down PageDown", 90)]
    [TestCase("End Up", 89)]
    [TestCase("End Home", 0)]
    public void Keys_and_the_wheel_scroll(string keys, int first)
    {
        OverlayProbe probe = new(Lines(100), 40, 12);
        probe.Press(keys);

        (int row, int _) = probe.Find("┌");
        probe.Rows[row + 1].Should().Contain($"│ line {first} ");
        probe.Rows[row + 1].EndsWith("↑│", StringComparison.Ordinal).Should().Be(first > 0);
        probe.Rows[row + 10].EndsWith("↓│", StringComparison.Ordinal).Should().Be(first < 90);
    }

    [Test]
    public void Space_goes_on_as_in_a_pager()
    {
        OverlayProbe probe = new(Lines(100), 40, 12);
        probe.Type(" ").Text.Should().Contain("│ line 9 ").And.NotContain("│ line 8 ");
    }

    [TestCase(KeyKind.Escape, "")]
    [TestCase(KeyKind.Enter, "")]
    [TestCase(KeyKind.Text, "q")]
    public void Three_keys_close_it(object kind, string text)
    {
        Panel panel = Lines(3);
        OverlayProbe probe = new(panel);
        probe.Type("x").Press("Tab").Paste("q");
        panel.IsOpen.Should().BeTrue();

        probe.Press(new Key((KeyKind)kind, text));

        panel.IsOpen.Should().BeFalse();
    }

    [Test]
    public void What_is_added_is_followed_at_the_end_and_only_there()
    {
        Panel panel = Lines(3);
        OverlayProbe probe = new(panel, 40, 12);
        for (int i = 3; i < 30; i++)
            panel.Append(PanelLine.Of($"line {i} "));
        probe.Draw();
        probe.Text.Should().Contain("line 29 ").And.NotContain("line 19 ");

        probe.Press("Up Up");
        panel.Append(PanelLine.Of("line 30 "));
        probe.Draw();
        probe.Text.Should().Contain("line 27 ").And.NotContain("line 28 ");

        probe.Press("End");
        panel.Append(PanelLine.Of("line 31 "));
        probe.Draw();
        probe.Text.Should().Contain("line 31 ");
    }

    [Test]
    public void A_wider_left_side_moves_the_others()
    {
        Panel panel = new("p", [PanelLine.Pair("a", "one")]);
        OverlayProbe probe = new(panel);
        panel.Append(PanelLine.Pair("longer", "two"));
        probe.Draw();

        probe.Find("one").Column.Should().Be(probe.Find("two").Column);
    }

    [Test]
    public void It_is_bounded_and_what_is_read_stays_where_it_is()
    {
        Panel panel = Lines(Panel.MostLines);
        OverlayProbe probe = new(panel, 40, 12);
        probe.Press("End Up");
        string seen = probe.Text;

        for (int i = 0; i < 5000; i++)
            panel.Append(PanelLine.Of("more"));
        probe.Draw();

        panel.First.Should().BePositive();
        probe.Text.Should().Be(seen);
        (panel.End - panel.First).Should().BeInRange(Panel.MostLines, Panel.MostLines * 11 / 10);
        probe.Press("Home").Text.Should().Contain($"line {panel.First} ");
    }

    private static Panel Lines(int count) => new("p", [.. Enumerable.Range(0, count).Select(number => PanelLine.Of($"line {number} "))]);
}
