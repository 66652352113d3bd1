using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MenuTests
{
    private readonly List<string> _chosen = [];

    [TestCase(80, 24)]
    [TestCase(40, 12)]
    public void It_shows_its_entries_with_numbers_and_hints(int columns, int rows)
    {
        OverlayProbe probe = new(First(), columns, rows);

        probe.ShouldHaveStraightBorders();
        probe.Text.Should().Contain("What now?").And.Contain("> 1 Log in").And.Contain("  2 Register").And.Contain("Ctrl-Q │");
        probe.RenditionOf("1 Log in").Should().Be("0;7");
        probe.RenditionOf("2 Register").Should().Be("0");
        probe.Terminal.Cursor.Should().Be(probe.Find("> 1"));
    }

    [TestCase("", "Log in")]
    [TestCase("Down", "Register")]
    [TestCase("Down Down Down Down Down", "Quit")]
    [TestCase("Down Up Up", "Log in")]
    [TestCase("End", "Quit")]
    [TestCase("End Home", "Log in")]
    [TestCase("PageDown", "Quit")]
    [TestCase("PageDown PageUp", "Log in")]
    [TestCase("Tab", "Register")]
    [TestCase("Tab Tab Tab Tab", "Log in")]
    public void Keys_move_and_Enter_chooses(string keys, string chosen)
    {
        Menu menu = First();
        new OverlayProbe(menu).Press(keys).Press("Enter");

        _chosen.Should().Equal(chosen);
        menu.IsOpen.Should().BeFalse();
    }

    [TestCase("2", "Register")]
    [TestCase("l", "Log in")]
    [TestCase("Q", "Quit")]
    public void A_number_or_a_first_letter_chooses_at_once(string typed, string chosen)
    {
        new OverlayProbe(First()).Type(typed);

        _chosen.Should().Equal(chosen);
    }

    [TestCase("0")]
    [TestCase("7")]
    [TestCase("z")]
    public void What_stands_for_nothing_does_nothing(string typed)
    {
        OverlayProbe probe = new(First());
        probe.Type(typed);

        _chosen.Should().BeEmpty();
        probe.CursorRow.Should().Contain("Log in");
    }

    [Test]
    public void A_letter_that_several_begin_with_goes_from_one_to_the_next()
    {
        OverlayProbe probe = new(new Menu("m", [Entry("Send"), Entry("Search"), Entry("Open"), Entry("Save")]));
        probe.Type("s").CursorRow.Should().Contain("Search");
        probe.Type("s").CursorRow.Should().Contain("Save");
        probe.Type("s").CursorRow.Should().Contain("Send");

        _chosen.Should().BeEmpty();
    }

    [Test]
    public void What_cannot_be_chosen_says_why()
    {
        Menu menu = First();
        OverlayProbe probe = new(menu);
        probe.RenditionOf("3 Offline").Should().Be("0;2");
        probe.Text.Should().Contain("(nothing is kept here yet)");

        probe.Press("Down Down Enter").Type("3").Type("o");

        _chosen.Should().BeEmpty();
        menu.IsOpen.Should().BeTrue();
        probe.Text.Should().Contain("Not now: nothing is kept here yet");
        probe.RenditionOf("3 Offline").Should().Be("0;7");
    }

    [Test]
    public void Escape_closes_it_without_a_choice()
    {
        Menu menu = First();
        new OverlayProbe(menu).Press("Escape");

        menu.IsOpen.Should().BeFalse();
        _chosen.Should().BeEmpty();
    }

    [Test]
    public void One_that_may_not_close_stays_when_something_was_chosen_too()
    {
        Menu menu = First(mayClose: false);
        new OverlayProbe(menu).Press("Escape").Type("2").Press("Enter");

        menu.IsOpen.Should().BeTrue();
        _chosen.Should().Equal("Register", "Register");
        menu.Close();
        menu.IsOpen.Should().BeFalse();
    }

    [Test]
    public void At_the_smallest_the_selected_one_is_seen_and_the_text_above_can_be_reached()
    {
        OverlayProbe probe = new(First(), 20, 5);
        probe.Rows[0].Should().Be("Messenger");
        probe.Rows[1].Should().Be("What now?");
        probe.Press("End").CursorRow.Should().Contain("4 Quit");
        probe.Text.Should().NotContain("What now?");
        probe.Rows[1].Should().EndWith("↑");

        probe.Press("Down").CursorRow.Should().Contain("4 Quit");
        probe.Press("Home Up Up");
        probe.Rows[1].Should().Be("What now?");
        probe.Press("Down Down").CursorRow.Should().Contain("3 Offline");
        probe.Text.Should().Contain("Not now:", "the reason has a row of its own").And.NotContain("What");
    }

    [Test]
    public void Text_that_fills_a_small_screen_can_be_read_above_the_first_entry()
    {
        Menu menu = new("m", [Entry("Go on")]) { Lines = ["one", "two", "three", "four", "five"] };
        OverlayProbe probe = new(menu, 20, 5);
        probe.Rows[1].Should().StartWith("three").And.EndWith("↑");

        probe.Press("Up Up").Rows[1].Should().Be("one");
        probe.Press("Enter");
        _chosen.Should().Equal("Go on");
    }

    [Test]
    public void Back_at_the_first_entry_the_text_above_is_seen_again()
    {
        Menu menu = new("m", [.. Enumerable.Range(1, 8).Select(number => Entry($"thing {number}"))]) { Lines = ["what it is about"] };
        OverlayProbe probe = new(menu, 40, 9);
        probe.Press("End").Text.Should().NotContain("what it is about");

        probe.Press("Home").Text.Should().Contain("what it is about");
    }

    [Test]
    public void A_long_menu_scrolls_and_has_no_numbers()
    {
        OverlayProbe probe = new(new Menu("m", [.. Enumerable.Range(1, 30).Select(number => Entry($"thing {number}"))]), 40, 12);
        probe.Text.Should().Contain("> thing 1 ").And.Contain("↓");

        probe.Press("PageDown").CursorRow.Should().Contain("thing 10");
        probe.Press("WheelDown").CursorRow.Should().Contain("thing 13");
        probe.Press("End").CursorRow.Should().Contain("thing 30");
        probe.Type("3");
        _chosen.Should().BeEmpty();
    }

    [Test]
    public void Without_colours_the_selected_one_is_still_marked()
    {
        OverlayProbe probe = new(First(), depth: ColourDepth.None);

        probe.RenditionOf("1 Log in").Should().Be("0;7");
        probe.Text.Should().Contain("> 1 Log in");
    }

    private MenuEntry Entry(string text) => new(text, () => _chosen.Add(text));

    private Menu First(bool mayClose = true) =>
        new("Messenger", [Entry("Log in"), Entry("Register"), Entry("Offline") with { NotBecause = "nothing is kept here yet" }, Entry("Quit") with { Hint = "Ctrl-Q" }])
        {
            Lines = ["What now?"],
            MayClose = mayClose,
        };
}
