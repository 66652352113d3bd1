using System.Globalization;
using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>Reading back, near and far, while others go on talking.</summary>
internal sealed class ScrollingTests : ChatTest
{
    private static readonly Key CtrlHome = new(KeyKind.Home, "", KeyModifiers.Control);

    [Test]
    public async Task A_thousand_messages_are_scrolled_back_through_and_it_stays_put_while_more_come()
    {
        (ChatFront alice, ChatPeer bob) = await TalkedAsync(1_000);
        await alice.ShowsAsync("line 01000");
        alice.Screen.Should().NotContain(" below");

        await alice.PressUntilAsync(new Key(KeyKind.PageUp), "line 00001");
        await alice.ShowsAsync("below: End");
        string there = alice.Screen;
        there.Should().Contain("line 00010").And.NotContain("line 01000");

        await bob.SayAsync("alice", "one more", "and another", "the last");
        await alice.UntilAsync(screen => Below(screen) == Below(there) + 3, "three more are below");
        Lines(alice.Screen).Should().Equal(Lines(there), "it stays put");

        // What was scrolled through is still there, in order, down to the end.
        alice.Press(KeyKind.PageDown);
        await alice.HidesAsync("line 00001");
        alice.Press(KeyKind.End);
        await alice.ShowsAsync("the last");
        alice.Screen.Should().Contain("line 01000").And.NotContain(" below");
    }

    [Test]
    public async Task The_wheel_and_the_page_keys_go_the_same_way()
    {
        (ChatFront alice, _) = await TalkedAsync(60);
        await alice.ShowsAsync("line 00060");
        alice.Press(KeyKind.WheelUp);
        await alice.HidesAsync("line 00060");
        alice.Screen.Should().Contain("line 00057").And.Contain("↓ 3 below: End");
        alice.Press(KeyKind.WheelDown);
        await alice.ShowsAsync("line 00060");
        alice.Press(KeyKind.PageUp);
        await alice.HidesAsync("line 00060");
        alice.Press(KeyKind.Escape);
        await alice.ShowsAsync("line 00060");
    }

    [Test]
    public async Task Beyond_ten_thousand_the_far_end_is_forgotten_and_end_leads_back()
    {
        (ChatFront alice, ChatPeer bob) = await TalkedAsync(10_400);
        await alice.ShowsAsync("line 10400");

        await alice.PressUntilAsync(CtrlHome, "line 00001");
        await alice.ShowsAsync("↓ newer: End");

        // What comes now stands behind a gap, and is not shown as if it were the next.
        await bob.SayAsync("alice", "behind the gap");
        await alice.ShowsAsync("1 unread");
        alice.Screen.Should().NotContain("behind the gap");
        alice.Press(KeyKind.End);
        await alice.ShowsAsync("behind the gap");
        alice.Screen.Should().Contain("line 10400").And.NotContain("newer: End");
        await alice.HidesAsync("1 unread");
    }

    [Test]
    public async Task What_was_forgotten_while_nobody_looked_is_scrolled_back_to_all_the_same()
    {
        (ChatFront alice, ChatPeer bob) = await TalkedAsync(2_500);
        await alice.ShowsAsync("line 02500");
        await alice.PressUntilAsync(CtrlHome, "line 00001");
        alice.Press(KeyKind.End);
        await alice.ShowsAsync("line 02500");
        alice.Enter("/to");
        await alice.ShowsAsync("┬ Messenger ─");
        await bob.SayAsync("alice", "one more");
        await alice.ShowsAsync("1 unread");

        alice.Press(Key.Control('n'));
        await alice.ShowsAsync("one more");
        await alice.PressUntilAsync(CtrlHome, "line 00001");
        await alice.PressUntilAsync(new Key(KeyKind.PageDown), "line 01501");
        alice.Screen.Should().Contain("line 01500", "what is here has no hole");
    }

    [Test]
    public async Task A_search_jumps_as_far_back_as_there_is_history()
    {
        (ChatFront alice, _) = await TalkedAsync(6_000);
        await alice.ShowsAsync("line 06000");
        alice.Press(Key.Function(4)).Type("needle").Press(KeyKind.Enter);
        await alice.ShowsAsync("bob: line 00007 needle");
        alice.Press(KeyKind.Enter);

        await alice.ShowsAsync("line 00007 needle");
        await alice.ShowsAsync("↓ newer: End");
        await alice.ShowsAsync("line 00001");
        alice.Press(KeyKind.End);
        await alice.ShowsAsync("line 06000");
    }

    [Test]
    public async Task A_search_jumps_to_what_is_near_and_says_so_when_nothing_is_found()
    {
        (ChatFront alice, _) = await TalkedAsync(300);
        await alice.ShowsAsync("line 00300");
        alice.Enter("/find nowhere");
        await alice.ShowsAsync("nothing found in 300 messages");
        alice.Press(KeyKind.Escape).Enter("/find needle from:bob");
        await alice.ShowsAsync("Found: needle from:bob");
        await alice.ShowsAsync("bob: line 00007 needle");
        alice.Press(KeyKind.Enter);
        await alice.ShowsAsync("below: End");
        alice.Screen.Should().Contain("line 00007 needle");
    }

    private async Task<(ChatFront Alice, ChatPeer Bob)> TalkedAsync(int count)
    {
        await using (ChatPeer earlier = await ChatPeer.RegisterAsync(Server.EndPoint.Port, "alice"))
        {
            ChatPeer bob = await PeerAsync("bob");
            // In parts, for a mailbox has an end.
            foreach (int[] part in Enumerable.Range(1, count).Chunk(2_000))
            {
                await bob.SayAsync("alice", part.Select(i => $"line {i:00000}{(i == 7 ? " needle" : "")}"));
                await Eventually.Becomes(() => earlier.Texts.Count == part[^1], "all to have come");
            }
            await earlier.Session.FlushConfirmationsAsync();
            await earlier.Session.History.MarkReadAsync("bob", (await earlier.Session.History.PageAsync("bob", count: 1)).Messages[^1].Number);
            ChatFront alice = await LogInAsync("alice");
            await alice.ShowsAsync("nothing undelivered");
            alice.Enter("/to bob");
            return (alice, bob);
        }
    }

    private static int Below(string screen) => screen.Split("↓ ") is [_, string rest, ..] ? int.Parse(rest.Split(' ')[0], CultureInfo.InvariantCulture) : 0;

    private static IEnumerable<string> Lines(string screen) => screen.Split('\n').Where(row => row.Contains("line ")).Select(row => row[^40..]);
}
