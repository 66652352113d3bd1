using FluentAssertions;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>The bell and the count in the title, for what a person wants to hear of.</summary>
internal sealed class AlertTests : ChatTest
{
    [Test]
    public async Task A_direct_message_rings_and_is_counted_until_it_is_read()
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        alice.Terminal.Title.Should().Be("messenger");
        await bob.SayAsync("alice", "one", "two", "three");
        await TitleAsync(alice, "(3) messenger");
        alice.Terminal.Bells.Should().Be(1, "many at once ring once");
        alice.Enter("/to bob");
        await TitleAsync(alice, "messenger");
    }

    [Test]
    public async Task In_a_group_it_is_the_own_name_that_rings()
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        await bob.SayAsync("#lunch", "soup?", "malice is not a name, nor is alice2");
        await alice.ShowsAsync("2 unread");
        alice.Terminal.Title.Should().Be("messenger");
        alice.Terminal.Bells.Should().Be(0);
        await bob.SayAsync("#lunch", "and you, ALICE?");
        await TitleAsync(alice, "(1) messenger");
        alice.Terminal.Bells.Should().Be(1);
    }

    [Test]
    public async Task A_muted_conversation_rings_no_bell()
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        alice.Enter("/to bob").Enter("/mute").Enter("/to");
        await alice.ShowsAsync("bob (muted)");
        await bob.SayAsync("alice", "psst");
        await alice.ShowsAsync("1 unread");
        (alice.Terminal.Title, alice.Terminal.Bells).Should().Be(("messenger", 0));
    }

    [TestCase("off", 0, "messenger")]
    [TestCase("direct", 0, "messenger")]
    [TestCase("mentions", 1, "(1) messenger")]
    [TestCase("all", 1, "(2) messenger")]
    public async Task Notify_says_for_what(string notify, int bells, string title)
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        alice.Enter($"/notify {notify}");
        await alice.ShowsAsync($"notify = {notify}");
        await bob.SayAsync("#lunch", "alice, soup?", "or not");
        await alice.ShowsAsync("2 unread");
        (alice.Terminal.Bells, alice.Terminal.Title).Should().Be((bells, title));
    }

    [Test]
    public async Task Bell_and_title_can_be_switched_off()
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        alice.Enter("/set bell off").Enter("/set title off");
        await alice.ShowsAsync("title = off");
        await bob.SayAsync("alice", "psst");
        await alice.ShowsAsync("1 unread");
        (alice.Terminal.Title, alice.Terminal.Bells).Should().Be(("messenger", 0));
    }

    [Test]
    public async Task Who_has_just_typed_in_the_conversation_hears_nothing_of_it()
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        alice.Enter("/to bob");
        await alice.ShowsAsync("┬ bob");
        await bob.SayAsync("alice", "psst");
        await alice.ShowsAsync("psst");
        alice.Terminal.Bells.Should().Be(0);
    }

    private async Task<(ChatFront Alice, ChatPeer Bob)> MetAsync()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        await bob.Session.Groups.CreateAsync("lunch", ["alice"]);
        await alice.ShowsAsync("#lunch");
        return (alice, bob);
    }

    private static Task TitleAsync(ChatFront front, string title) => front.UntilAsync(_ => front.Terminal.Title == title, $"the title to be {title}");
}
