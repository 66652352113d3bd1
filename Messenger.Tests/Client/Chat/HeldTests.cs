using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>What waited is counted by sender, and shown and confirmed when somebody opens it.</summary>
internal sealed class HeldTests : ChatTest
{
    [Test]
    public async Task What_waited_is_counted_by_sender_and_shown_when_it_is_opened()
    {
        ChatFront alice = await AwayAsync();
        await alice.ShowsAsync("3 undelivered: bob 2, carol 1");
        await alice.ShowsAsync("3 unread");
        string[] rows = alice.Screen.Split('\n');
        rows.Should().Contain(row => row.Contains("bob            2 │")).And.Contain(row => row.Contains("carol          1 │"));
        alice.Screen.Should().NotContain("from bob").And.NotContain("from carol");

        alice.Enter("/to bob");
        await alice.ShowsAsync("(queued) first from bob");
        await alice.ShowsAsync("(queued) second from bob");
        await alice.ShowsAsync("1 unread");
        alice.Screen.Should().NotContain("from carol");
        rows = alice.Screen.Split('\n');
        int isNew = Array.FindIndex(rows, row => row.Contains("── new ──"));
        rows[isNew + 1].Should().Contain("first from bob");

        alice.Press(Key.Control('n'));
        await alice.ShowsAsync("(queued) first from carol");
        await alice.NothingIsUnreadAsync();
        alice.Press(Key.Control('n'));
        await alice.ShowsAsync("nothing else is unread");
    }

    [Test]
    public async Task Of_many_senders_those_with_most_are_named_in_few_rows()
    {
        await (await ChatPeer.RegisterAsync(Server.EndPoint.Port, "alice")).DisposeAsync();
        foreach (int i in Enumerable.Range(1, 12))
        {
            ChatPeer sender = await PeerAsync($"sender{i}-{new string('x', 20)}");
            await sender.SayAsync("alice", Enumerable.Range(0, i).Select(said => $"{said}"));
        }
        ChatFront alice = await LogInAsync("alice");

        await alice.ShowsAsync("and 9 others");
        string said = string.Concat(alice.Screen.Split('\n').Select(row => row.Split('│') is [_, _, string right, ..] ? right.Trim() + " " : ""));
        said.Should().Contain($"78 undelivered: sender12-{new string('x', 20)} 12, sender11-{new string('x', 20)} 11, sender10-{new string('x', 20)} 10, and 9 others (Ctrl-N");
        alice.Screen.Should().Contain("logged in as alice").And.Contain("F1 the keys");
    }

    [Test]
    public async Task What_is_left_alone_waits_for_the_next_login()
    {
        await using (ChatFront alice = await AwayAsync())
        {
            alice.Enter("/read bob");
            await alice.ShowsAsync("second from bob");
            await alice.ShowsAsync("1 unread");
            alice.Enter("/quit");
            await alice.EndsAsync();
        }
        ChatFront later = await LogInAsync("alice");
        await later.ShowsAsync("1 undelivered: carol 1");
    }

    [Test]
    public async Task What_another_terminal_reads_is_counted_no_more()
    {
        ChatFront alice = await AwayAsync();
        await alice.ShowsAsync("3 unread");
        ChatPeer elsewhere = Ends(await ChatPeer.LogInAsync(Server.EndPoint.Port, "alice"));
        await elsewhere.Session.ReadAsync("bob");
        await alice.ShowsAsync("1 unread");
        await elsewhere.Session.ReadAsync();
        await alice.NothingIsUnreadAsync();
    }

    [Test]
    public async Task What_comes_while_one_looks_elsewhere_stands_behind_a_line()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob");
        await bob.SayAsync("alice", "seen before");
        await alice.ShowsAsync("seen before");
        alice.Screen.Should().NotContain("── new ──");
        alice.Enter("/to");
        await alice.HidesAsync("seen before");
        await bob.SayAsync("alice", "news", "more news");
        await alice.ShowsAsync("2 unread");
        alice.Press(Key.Control('n'));
        await alice.ShowsAsync("more news");

        string[] rows = alice.Screen.Split('\n');
        int isNew = Array.FindIndex(rows, row => row.Contains("── new ──"));
        rows[isNew - 1].Should().Contain("seen before");
        rows[isNew + 1].Should().Contain(" news");
        alice.Enter("an answer");
        await bob.SayAsync("alice", "and on it goes");
        await alice.ShowsAsync("and on it goes");
        alice.Screen.Split("── new ──").Should().HaveCount(2, "there is one such line");
        alice.Screen.Should().NotContain("(queued)");
    }

    [Test]
    public async Task Of_many_that_wait_the_first_is_shown_first()
    {
        await (await ChatPeer.RegisterAsync(Server.EndPoint.Port, "alice")).DisposeAsync();
        ChatPeer bob = await PeerAsync("bob");
        await bob.SayAsync("alice", Enumerable.Range(1, 350).Select(i => $"line {i:000}"));
        ChatFront alice = await LogInAsync("alice");
        await alice.ShowsAsync("350 undelivered: bob 350");

        alice.Press(Key.Control('n'));
        await alice.ShowsAsync("line 001");
        await alice.ShowsAsync("── new ──");
        alice.Screen.Should().NotContain("line 350");
        await alice.PressUntilAsync(new Key(KeyKind.PageDown), "line 350");
        await alice.NothingIsUnreadAsync();
    }

    private async Task<ChatFront> AwayAsync()
    {
        await (await ChatPeer.RegisterAsync(Server.EndPoint.Port, "alice")).DisposeAsync();
        ChatPeer bob = await PeerAsync("bob");
        ChatPeer carol = await PeerAsync("carol");
        await bob.SayAsync("alice", "first from bob", "second from bob");
        await carol.SayAsync("alice", "first from carol");
        return await LogInAsync("alice");
    }
}
