using FluentAssertions;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Terminal;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Overlays;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PickerTests
{
    private readonly List<string> _done = [];
    private readonly List<string> _filters = [];
    private int _wanted;
    private int _cancelled;

    [TestCase(80, 24)]
    [TestCase(40, 12)]
    public void It_shows_a_filter_the_entries_and_what_the_keys_do(int columns, int rows)
    {
        OverlayProbe probe = new(Filled(2), columns, rows);

        probe.ShouldHaveStraightBorders();
        probe.Text.Should().Contain("│ Find: ").And.Contain("> ● user 0").And.Contain("  ● user 1").And.Contain("online │").And.Contain("└ Enter open · Ctrl-G ");
        probe.RenditionOf("user 0").Should().Be("0;7");
        (int row, int column) = probe.Find("Find: ");
        probe.Terminal.Cursor.Should().Be((row, column + 6));
    }

    [Test]
    public void At_the_smallest_there_are_two_entries_and_the_keys()
    {
        OverlayProbe probe = new(Filled(9), 20, 5);

        probe.Rows.Should().Equal("people", "Find:", "> ● user 0   online", "  ● user 1   online↓", "Enter open · Ctrl-G…");
        probe.Press("End");
        probe.Rows.Skip(2).Take(2).Should().Equal("  ● user 7   online↑", "> ● user 8   online");
    }

    [TestCase("", 0)]
    [TestCase("Down Down Up", 1)]
    [TestCase("Up", 0)]
    [TestCase("End", 99)]
    [TestCase("End Down", 99)]
    [TestCase("End Home", 0)]
    [TestCase("PageDown", 18)]
    [TestCase("PageDown PageDown PageUp", 18)]
    [TestCase("WheelDown WheelDown WheelUp", 3)]
    public void Keys_move_and_Enter_acts(string keys, int index)
    {
        Picker picker = Filled(100);
        OverlayProbe probe = new(picker, 80, 22);
        probe.Press(keys);
        probe.Text.Should().Contain($"> ● user {index} ");

        probe.Press("Enter");

        _done.Should().Equal($"open user {index}");
        picker.IsOpen.Should().BeTrue("that is for the owner to say");
    }

    [Test]
    public void Other_keys_do_other_things_and_what_needs_an_entry_waits_for_one()
    {
        Picker picker = New();
        OverlayProbe probe = new(picker);
        probe.Press(Key.Control('g')).Press("Enter").Press(Key.Control('n'));
        _done.Should().Equal("new ");

        picker.SetEntries([Entry(7)]);
        probe.Press(Key.Control('g'));

        _done.Should().Equal("new ", "group user 7");
    }

    [Test]
    public void What_is_typed_is_the_filter_and_its_owner_is_told()
    {
        Picker picker = Filled(3);
        OverlayProbe probe = new(picker);
        probe.Type("b日").Press("Left Backspace Backspace").Paste("x\ny");

        _filters.Should().Equal("b", "b日", "日", "x日");
        picker.Filter.Should().Be("x日");
        probe.Text.Should().Contain("Find: x日");
        picker.Entries.Should().HaveCount(3, "what matches is for the owner to say");
        (int row, int column) = probe.Find("Find: ");
        probe.Terminal.Cursor.Should().Be((row, column + 7));
    }

    [Test]
    public void Home_and_End_are_for_the_filter_when_there_is_one()
    {
        OverlayProbe probe = new(Filled(3));
        probe.Type("b").Press("Home").Type("a").Press("End").Type("c");

        _filters.Should().EndWith("abc");
        probe.Text.Should().Contain("> ● user 0");
    }

    [Test]
    public void The_same_entry_stays_selected_when_the_list_is_set_anew_but_not_for_another_filter()
    {
        Picker picker = Filled(5);
        OverlayProbe probe = new(picker);
        probe.Press("Down Down");

        picker.SetEntries([Entry(9), Entry(1), Entry(0), Entry(2)]);
        picker.Selected!.Tag.Should().Be(2);
        picker.SetEntries([Entry(9), Entry(1)]);
        picker.Selected!.Tag.Should().Be(9);

        probe.Press("Down").Type("u");
        picker.SetEntries([Entry(8), Entry(1)]);
        picker.Selected!.Tag.Should().Be(8);
        picker.SetEntries([]);
        picker.Selected.Should().BeNull();
        probe.Press("Down End Enter").Text.Should().NotContain("user");
    }

    [Test]
    public void More_is_asked_for_once_when_the_end_comes_near()
    {
        Picker picker = Filled(100);
        OverlayProbe probe = new(picker, 80, 22);
        probe.Press("PageDown PageDown PageDown");
        _wanted.Should().Be(0);

        probe.Press("PageDown PageDown Down End");
        _wanted.Should().Be(1);
        picker.AddEntries([]);
        probe.Press("Up");
        _wanted.Should().Be(1, "there is no more");

        picker.SetEntries([.. Enumerable.Range(0, 200).Select(Entry)]);
        probe.Press("Home End");
        _wanted.Should().Be(2);
        picker.AddEntries([.. Enumerable.Range(200, 3).Select(Entry)]);
        _wanted.Should().Be(3, "the end is still near");
        probe.Press("End").Text.Should().Contain("> ● user 202");
    }

    [Test]
    public void A_short_list_asks_for_more_at_once()
    {
        Filled(3);

        _wanted.Should().Be(1);
    }

    [TestCase(80, 24)]
    [TestCase(20, 5)]
    public void A_message_stands_instead_of_entries_or_below_them(int columns, int rows)
    {
        Picker picker = New();
        picker.Message = "loading …";
        OverlayProbe probe = new(picker, columns, rows);
        (int find, int left) = probe.Find("Find:");
        probe.Find("loading …").Should().Be((find + 1, left));

        picker.SetEntries([Entry(0)]);
        probe.Draw();
        probe.Find("loading …").Should().Be((find + 2, left));

        picker.SetEntries([.. Enumerable.Range(0, 50).Select(Entry)]);
        probe.Draw();
        probe.Text.Should().Contain("loading …").And.Contain("> ● user 0");
        picker.Message = null;
        probe.Draw();
        probe.Text.Should().NotContain("loading");
    }

    [Test]
    public void Space_ticks_and_what_is_ticked_stays_while_other_entries_are_shown()
    {
        Picker picker = Filled(3, isMulti: true);
        OverlayProbe probe = new(picker);
        probe.Type(" ").Press("Down Down").Type(" ");
        probe.Text.Should().Contain("  [x] ● user 0").And.Contain("  [ ] ● user 1").And.Contain("> [x] ● user 2").And.Contain(" 2 ticked").And.Contain("Space tick");

        probe.Type("u");
        picker.SetEntries([Entry(8)]);
        probe.Type(" ");
        picker.SetEntries([Entry(0), Entry(8)]);
        probe.Draw();

        probe.Text.Should().Contain("[x] ● user 0");
        picker.Ticked.Select(entry => entry.Tag).Should().Equal(0, 2, 8);
        picker.Filter.Should().Be("u");
        probe.Press("Home").Press("Up").Type(" ");
        picker.Ticked.Should().HaveCount(2);
    }

    [Test]
    public void Without_ticking_a_space_is_part_of_the_filter()
    {
        Picker picker = Filled(3);
        new OverlayProbe(picker).Type("a b");

        picker.Filter.Should().Be("a b");
        picker.Ticked.Should().BeEmpty();
    }

    [Test]
    public void Escape_gives_it_up()
    {
        Picker picker = Filled(3);
        new OverlayProbe(picker).Press("Escape");

        picker.IsOpen.Should().BeFalse();
        _cancelled.Should().Be(1);
        _done.Should().BeEmpty();
    }

    [Test]
    public void A_long_name_leaves_a_third_for_the_note_where_there_is_room()
    {
        Picker picker = New();
        picker.SetEntries([Entry(0) with { Text = new string('語', 100) }]);
        OverlayProbe probe = new(picker, 40, 12);

        probe.Text.Should().Contain("> ● 語語語語語語語語語語語…   online │");
        probe.ShouldHaveStraightBorders();
    }

    [Test]
    public void A_long_note_leaves_the_text_alone()
    {
        Picker picker = New();
        picker.SetEntries([Entry(0) with { Note = new string('漢', 100) }]);

        new OverlayProbe(picker, 40, 12).Text.Should().Contain("> ● user 0   漢漢漢漢漢漢漢漢漢漢漢… │");
        new OverlayProbe(picker, 20, 5).Text.Should().Contain("> ● user 0");
    }

    private static PickerEntry Entry(int number) => new($"user {number}", number) { Marker = "●", Note = "online" };

    private Picker Filled(int count, bool isMulti = false)
    {
        Picker picker = New(isMulti);
        picker.SetEntries([.. Enumerable.Range(0, count).Select(Entry)]);
        return picker;
    }

    private Picker New(bool isMulti = false) => new("people",
    [
        PickerAction.OnEnter("open", picker => _done.Add($"open {picker.Selected?.Text}")),
        new PickerAction(Key.Control('g'), "group", picker => _done.Add($"group {picker.Selected?.Text}")),
        new PickerAction(Key.Control('n'), "new", picker => _done.Add($"new {picker.Selected?.Text}"), NeedsEntry: false),
    ])
    {
        IsMulti = isMulti,
        FilterChanged = _filters.Add,
        MoreWanted = () => _wanted++,
        Cancelled = () => _cancelled++,
    };
}
