using FluentAssertions;
using Messenger.Tests.Client.Chat.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>The marks behind own messages.</summary>
internal sealed class MarkTests : ChatTest
{
    [Test]
    public async Task One_is_stored_then_confirmed_then_read()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        bob.Confirms = false;
        alice.Enter("/to bob").Enter("hello");
        await alice.MarkedAsync("hello", "✓");
        ulong number = await NumberOfAsync(bob);
        bob.Session.MarkShown(number);
        await alice.MarkedAsync("hello", "✓✓");
        await bob.Session.History.MarkReadAsync("alice", number);
        await alice.MarkedAsync("hello", "●");
    }

    [Test]
    public async Task In_a_group_all_must_have()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        ChatPeer carol = await PeerAsync("carol");
        bob.Confirms = carol.Confirms = false;
        await bob.Session.Groups.CreateAsync("lunch", ["alice", "carol"]);
        alice.Enter("/to #lunch").Enter("soup?");
        await alice.MarkedAsync("soup?", "✓");
        ulong number = await NumberOfAsync(carol, "#lunch");

        bob.Session.MarkShown(number);
        await bob.Session.FlushConfirmationsAsync();
        await bob.SayAsync("#lunch", "one of two");
        await alice.ShowsAsync("one of two");
        await alice.MarkedAsync("soup?", "✓");
        carol.Session.MarkShown(number);
        await alice.MarkedAsync("soup?", "✓✓");
        await bob.Session.History.MarkReadAsync("#lunch", number);
        await carol.Session.History.MarkReadAsync("#lunch", number);
        await alice.MarkedAsync("soup?", "●");
    }

    [Test]
    public async Task What_a_full_mailbox_refuses_is_marked_with_the_reason_and_sent_again_later()
    {
        Server = ServerFixture.Start(ServerFixture.Options with { MailboxMessages = 4 });
        ChatFront alice = await RegisterAsync("alice");
        await (await ChatPeer.RegisterAsync(Server.EndPoint.Port, "bob")).DisposeAsync();
        alice.Enter("/to bob").Enter("one").Enter("two").Enter("three");
        await alice.MarkedAsync("two", "✓");
        await alice.ShowsAsync("✗ not sent: the mailbox of bob is full;");
        await alice.MarkedAsync("three", "✗");
        alice.Screen.Should().Contain("/retry");

        // Somebody reads, and there is room.
        ChatPeer bob = Ends(await ChatPeer.LogInAsync(Server.EndPoint.Port, "bob"));
        await bob.Session.ReadAsync();
        await Eventually.Becomes(() => bob.Texts.Count == 2, "what waited to come");
        await bob.Session.FlushConfirmationsAsync();
        alice.Enter("/retry");
        await alice.MarkedAsync("three", "✓✓");
        bob.Texts.Should().Equal("one", "two", "three");
    }

    [Test]
    public async Task Why_tells_the_way_of_a_message()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob").Enter("hello");
        await alice.MarkedAsync("hello", "✓✓");
        alice.Enter("/why");
        await alice.ShowsAsync("taken up");
        await alice.ShowsAsync("confirmed");
        alice.Screen.Should().Contain("1 terminal");
        bob.Texts.Should().Equal("hello");
    }

    private static async Task<ulong> NumberOfAsync(ChatPeer peer, string with = "alice") =>
        (await peer.Session.History.PageAsync(with, before: 0, count: 1)).Messages[0].Number;
}
