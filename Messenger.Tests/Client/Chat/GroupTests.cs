using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>Groups on the full screen, by menu and by command.</summary>
internal sealed class GroupTests : ChatTest
{
    [Test]
    public async Task A_group_is_made_by_menu_and_everybody_in_it_talks()
    {
        ChatFront bob = await RegisterAsync("bob");
        ChatFront carol = await RegisterAsync("carol");
        ChatFront alice = await RegisterAsync("alice");
        alice.Press(Key.Function(2));
        await alice.ChooseAsync("Make a group");
        await alice.ShowsAsync("Name of the group");
        alice.Type("lunch").Press(KeyKind.Enter);
        await alice.ShowsAsync("[ ] ● carol");
        alice.Type(" ").Press(KeyKind.Down).Type(" ").Press(KeyKind.Enter);
        await alice.ShowsAsync("#lunch is made");
        await bob.ShowsAsync("alice added you to #lunch, 3 members");
        await alice.ShowsAsync("┬ #lunch ─");
        alice.Enter("soup at noon?");
        await alice.ShowsAsync("soup at noon?");
        await bob.ShowsAsync("#lunch         1 │");
        bob.Press(Key.Control('n')).Enter("yes!");
        await carol.ShowsAsync("#lunch         2 │");
        carol.Press(Key.Control('n'));
        await carol.ShowsAsync("alice    soup at noon?");
        await carol.ShowsAsync("bob      yes!");
        await alice.ShowsAsync("bob      yes!");
    }

    [Test]
    public async Task A_group_is_looked_at_renamed_and_somebody_put_out_by_command()
    {
        ChatFront bob = await RegisterAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/group create lunch bob");
        await alice.ShowsAsync("#lunch is made");
        alice.Press(KeyKind.Escape).Enter("/group show lunch");
        await alice.ShowsAsync("#lunch, 2 members");
        await alice.ShowsAsync("alice");
        alice.Press(KeyKind.Escape).Enter("/to #lunch").Enter("hello");
        await bob.ShowsAsync("1 unread");
        bob.Press(Key.Control('n'));
        await bob.ShowsAsync("hello");

        alice.Enter("/group rename lunch dinner");
        await alice.ShowsAsync("┬ #dinner ─");
        await bob.ShowsAsync("┬ #dinner ─");
        await bob.ShowsAsync("alice renamed #lunch to #dinner");
        bob.Screen.Should().Contain("alice    hello", "what was said stays");
        alice.Enter("and on it goes");
        await bob.ShowsAsync("and on it goes");

        alice.Enter("/group remove dinner bob");
        await bob.ShowsAsync("alice removed you from #dinner");
        // What is open stays, with what was said, until one closes it.
        await bob.ShowsAsync("┬ #dinner (you are not in it)");
        bob.Enter("/close");
        await bob.HidesAsync("#dinner  ");
    }

    [Test]
    public async Task All_that_is_done_with_a_group_is_in_the_menu()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatPeer carol = await PeerAsync("carol");
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/group create lunch bob").Press(KeyKind.Escape).Enter("/to #lunch");
        await alice.ShowsAsync("┬ #lunch ─");

        await AboutAsync(alice, "Who is in it");
        await alice.ShowsAsync("#lunch, 2 members");
        alice.Press(KeyKind.Escape);
        await AboutAsync(alice, "Add people");
        await alice.ShowsAsync("[ ] ● carol");
        alice.Type("carol");
        await alice.HidesAsync("[ ] ● bob");
        alice.Press(KeyKind.Enter);
        await alice.ShowsAsync("has 3 members now");
        alice.Press(KeyKind.Escape);
        await AboutAsync(alice, "Put people out");
        await alice.ShowsAsync("[ ] bob");
        alice.Press(KeyKind.Down).Press(KeyKind.Enter);
        await alice.ShowsAsync("has 2 members now");
        alice.Press(KeyKind.Escape);
        (await carol.Session.Groups.ShowAsync("lunch")).Members.Should().BeEquivalentTo("alice", "carol");
        await AboutAsync(alice, "Rename it");
        alice.Type("dinner").Press(KeyKind.Enter);
        await alice.ShowsAsync("┬ #dinner ─");
        await AboutAsync(alice, "Leave it");
        await alice.ShowsAsync("You would hear nothing of #dinner any more");
        alice.Type("l");
        await alice.HidesAsync("┬ #dinner ─");
        (await carol.Session.Groups.ShowAsync("dinner")).Members.Should().ContainSingle();
        (await bob.Session.Groups.ListAsync()).Groups.Should().BeEmpty();
    }

    [Test]
    public async Task What_is_said_and_who_said_it_is_in_the_menu()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/to bob").Enter("helo");
        await alice.ShowsAsync(" ✓✓ ");
        await AboutAsync(alice, "Change my last message");
        await alice.ShowsAsync("> /edit helo");
        alice.Press(KeyKind.Backspace).Type("lo").Press(KeyKind.Enter);
        await alice.ShowsAsync("hello (edited)");
        await AboutAsync(alice, "What became of my last message");
        await alice.ShowsAsync("taken up");
        alice.Press(KeyKind.Escape);
        await AboutAsync(alice, "Take my last message back");
        await alice.ShowsAsync("(you took this message back)");
        await AboutAsync(alice, "Mute it");
        await alice.ShowsAsync("bob (muted)");
        await AboutAsync(alice, "Block bob");
        await alice.ShowsAsync("bob is blocked");
        (await FluentActions.Awaiting(() => bob.Session.SendAsync("alice", "?")).Should().ThrowAsync<RefusedException>()).Which.Code.Should().Be(ErrorCode.NotAccepted);
    }

    [Test]
    public async Task Without_a_conversation_there_is_nothing_to_do_with_it()
    {
        ChatFront alice = await RegisterAsync("alice");
        alice.Press(Key.Function(2));
        await alice.ChooseAsync("This conversation");
        await alice.ShowsAsync("Not now: none is open");
    }

    private static async Task AboutAsync(ChatFront front, string entry)
    {
        front.Press(Key.Function(2));
        await front.ChooseAsync("This conversation");
        await front.ChooseAsync(entry);
    }
}
