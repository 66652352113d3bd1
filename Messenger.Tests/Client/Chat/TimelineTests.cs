using FluentAssertions;
using Messenger.Client.Chat.Model;
using Messenger.Client.Terminal.Screen;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>How much of a conversation is kept.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TimelineTests
{
    private readonly Timeline _timeline = new((item, _, _, _) => [TextRow.Of(TextOf(item))]);
    private readonly List<ulong> _forgotten = [];

    public TimelineTests() => _timeline.Forgotten = _forgotten.Add;

    [Test]
    public void Of_what_nobody_looks_at_the_newest_thousand_are_kept()
    {
        Fill(3_000);
        _timeline.IsAtRest = true;

        _timeline.Items.Should().HaveCount(Timeline.MostAtRest);
        _timeline.Find(2_000).Should().BeNull();
        _timeline.Find(2_001).Should().NotBeNull();
        _forgotten.Should().Equal(2_001UL);
        _timeline.View.Visible(20, 3).Select(row => row.ToString()).Should().Equal("2998", "2999", "3000");
    }

    [Test]
    public void What_was_left_scrolled_up_is_kept()
    {
        Fill(3_000);
        _timeline.View.Visible(20, 3);
        _timeline.View.Scroll(2_000);
        _timeline.IsAtRest = true;

        _timeline.Items.Should().HaveCount(3_000);
        _timeline.View.Visible(20, 3).Select(row => row.ToString()).Should().Equal("998", "999", "1000");
    }

    [Test]
    public void What_is_being_sent_is_never_forgotten()
    {
        ChatMessage sending = Message(0, SendState.Sending);
        _timeline.Add(sending);
        Fill(20_000);

        _timeline.Items.Count.Should().BeLessThan(Timeline.MostItems + 500);
        _timeline.Items[^1].Should().BeSameAs(sending);
        _timeline.FindOwn(sending.Id).Should().BeSameAs(sending);
    }

    [Test]
    public void What_is_being_sent_between_notes_is_not_forgotten_either()
    {
        Fill(Timeline.MostItems);
        _timeline.View.Visible(20, 3);
        _timeline.View.Scroll(9_000);
        ChatMessage[] sending = [.. Enumerable.Range(0, 300).Select(_ => Message(0, SendState.Sending))];
        foreach (ChatMessage message in sending)
        {
            _timeline.Add(message);
            _timeline.Add(NoteOf("a note"));
        }

        _timeline.Items.Count.Should().BeLessThan(Timeline.MostItems + 300);
        _timeline.Items.OfType<ChatMessage>().Where(message => message.Number == 0).Should().Equal(sending);
    }

    [Test]
    public void A_note_is_seen_below_what_waits_until_the_talk_goes_on()
    {
        _timeline.Add(Message(1, SendState.None));
        ChatMessage own = Message(0, SendState.Sending);
        _timeline.Add(own);
        _timeline.Add(NoteOf("first"));
        _timeline.Add(NoteOf("second"));
        Texts().Should().Equal("1", "0", "first", "second");

        _timeline.Add(Message(2, SendState.None));
        Texts().Should().Equal("1", "first", "second", "2", "0");
        _timeline.Add(NoteOf("third"));
        _timeline.Stored(own, 3, DateTimeOffset.UnixEpoch);

        Texts().Should().Equal("1", "first", "second", "2", "third", "0");
        _timeline.Items[^1].Should().BeSameAs(own);
        _timeline.View.Visible(20, 2).Select(row => row.ToString()).Should().Equal("third", "0");
    }

    [Test]
    public void A_note_stays_below_what_waits_while_older_pages_come()
    {
        _timeline.Add(Message(5, SendState.None));
        _timeline.Add(Message(0, SendState.Sending));
        _timeline.Add(NoteOf("a note"));
        _timeline.Add(Message(4, SendState.None));

        Texts().Should().Equal("4", "5", "0", "a note");
    }

    [Test]
    public void A_message_is_there_once_wherever_it_comes_from_and_in_the_servers_order()
    {
        foreach (ulong number in (ulong[])[5, 2, 9, 5, 1, 9])
            _timeline.Add(Message(number, SendState.None));
        ChatMessage own = Message(0, SendState.Sending);
        _timeline.Add(own);
        _timeline.Add(Message(12, SendState.None));
        _timeline.Stored(own, 10, DateTimeOffset.UnixEpoch);

        _timeline.Items.OfType<ChatMessage>().Select(message => message.Number).Should().Equal(1, 2, 5, 9, 10, 12);
    }

    private void Fill(int count)
    {
        for (int i = 1; i <= count; i++)
            _timeline.Add(Message((ulong)i, SendState.None));
    }

    private IEnumerable<string> Texts() => _timeline.Items.Select(TextOf);

    private static string TextOf(TimelineItem item) => item is Note note ? note.Text : ((ChatMessage)item).Text;

    private Note NoteOf(string text) => new(_timeline.NewestNumber) { At = DateTimeOffset.UnixEpoch, Text = text };

    private static ChatMessage Message(ulong number, SendState state) =>
        new() { Number = number, Id = Guid.NewGuid(), From = "bob", Text = $"{number}", At = DateTimeOffset.UnixEpoch, State = state };
}
