using FluentAssertions;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal.Screen;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ScrollViewTests
{
    private readonly NumberedItems _items = new();
    private readonly ScrollView _view;

    public ScrollViewTests() => _view = new ScrollView(_items);

    [Test]
    public void The_end_is_seen_and_followed()
    {
        _items.Add(10);
        Seen(4).Should().Be("6 7 8 9");

        _items.Add(2);

        Seen(4).Should().Be("8 9 10 11");
        _view.IsAtEnd.Should().BeTrue();
        _view.LastSeen.Should().Be(11);
    }

    [Test]
    public void What_is_seen_stays_while_more_comes_at_either_end()
    {
        _items.Add(10);
        Seen(4);
        _view.Scroll(3);
        Seen(4).Should().Be("3 4 5 6");

        _items.Add(500);
        _items.AddOlder(50);

        Seen(4).Should().Be("3 4 5 6");
        _view.IsAtEnd.Should().BeFalse();
        _view.LastSeen.Should().Be(6);
        _view.ScrollToEnd();
        Seen(4).Should().Be("506 507 508 509");
    }

    [Test]
    public void Scrolling_ends_at_both_ends()
    {
        _items.Add(6);
        Seen(4).Should().Be("2 3 4 5");
        _view.IsAtStart.Should().BeFalse();

        _view.Scroll(99);
        Seen(4).Should().Be("0 1 2 3");
        _view.IsAtStart.Should().BeTrue();
        _view.Scroll(-1);
        Seen(4).Should().Be("1 2 3 4");
        _view.Scroll(-99);
        Seen(4).Should().Be("2 3 4 5");
        _view.IsAtEnd.Should().BeTrue();
    }

    [Test]
    public void A_page_leaves_one_row_to_hold_on_to()
    {
        _items.Add(20);
        Seen(5).Should().Be("15 16 17 18 19");

        _view.ScrollPage(1);
        Seen(5).Should().Be("11 12 13 14 15");
        _view.ScrollPage(-1);
        Seen(5).Should().Be("15 16 17 18 19");
    }

    [Test]
    public void Scrolling_goes_by_rows_not_by_items()
    {
        _items.RowsOfEach = 3;
        _items.Add(4);

        Seen(4).Should().Be("2c 3a 3b 3c");
        _view.Scroll(2);
        Seen(4).Should().Be("2a 2b 2c 3a");
        _view.Scroll(2);
        Seen(4).Should().Be("1b 1c 2a 2b");
        _view.Scroll(-1);
        Seen(4).Should().Be("1c 2a 2b 2c");
    }

    [Test]
    public void Fewer_rows_than_there_is_room_for_are_all_seen()
    {
        Seen(4).Should().BeEmpty();
        _items.Add(2);

        Seen(4).Should().Be("0 1");
        _view.Scroll(1);
        Seen(4).Should().Be("0 1");
        _view.IsAtEnd.Should().BeTrue();
        _view.IsAtStart.Should().BeTrue();
    }

    [Test]
    public void What_is_seen_goes_on_when_it_is_dropped_at_the_start()
    {
        _items.Add(20);
        Seen(4);
        _view.Scroll(14);
        Seen(4).Should().Be("2 3 4 5");

        _items.DropOldest(10);

        Seen(4).Should().Be("10 11 12 13");
    }

    [Test]
    public void Another_width_lays_out_anew_and_stays_at_the_item()
    {
        _items.RowsOfEach = 3;
        _items.Add(10);
        Seen(4);
        _view.Scroll(9);
        Seen(4).Should().Be("5c 6a 6b 6c");

        _items.RowsOfEach = 2;

        Seen(4, columns: 20).Should().Be("5b 6a 6b 7a");
    }

    [Test]
    public void An_item_is_laid_out_again_once_it_has_changed()
    {
        _items.Add(3);
        Seen(4);
        _items.RowsOfEach = 2;

        Seen(9).Should().Be("0 1 2");
        _view.Forget(1);
        Seen(9).Should().Be("0 1a 1b 2");
    }

    [Test]
    public void A_found_item_is_seen_with_what_came_before()
    {
        _items.Add(100);
        Seen(6);

        _view.ScrollTo(40);

        Seen(6).Should().Be("38 39 40 41 42 43");
        _view.ScrollTo(99);
        Seen(6).Should().Be("94 95 96 97 98 99");
    }

    [Test]
    public void Only_what_is_seen_is_laid_out()
    {
        _items.Add(100_000);
        Seen(50);
        _view.Scroll(1000);
        Seen(50);
        _items.LaidOut.Should().BeLessThan(1200);

        Seen(50);
        _items.LaidOut.Should().BeLessThan(1200, "what is seen stays laid out");
    }

    private string Seen(int height, int columns = 10) => string.Join(' ', _view.Visible(columns, height));

    /// <summary>Items that show their numbers, and letters when they have several rows.</summary>
    private sealed class NumberedItems : IScrollItems
    {
        public int RowsOfEach { get; set; } = 1;

        public int LaidOut { get; private set; }

        public long First { get; private set; }

        public long End { get; private set; }

        public void Add(int count) => End += count;

        public void AddOlder(int count) => First -= count;

        public void DropOldest(int count) => First += count;

        public IReadOnlyList<TextRow> Rows(long item, int columns)
        {
            LaidOut++;
            return [.. Enumerable.Range(0, RowsOfEach).Select(row => TextRow.Of(RowsOfEach == 1 ? $"{item}" : $"{item}{(char)('a' + row)}"))];
        }
    }
}
