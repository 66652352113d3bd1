using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>What one might overlook: what failed elsewhere, what nobody has seen, what stays when something ends.</summary>
internal sealed class OverlookedTests : ChatTest
{
    [Test]
    public async Task What_was_found_is_gone_with_the_login_it_was_found_in()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        await bob.SayAsync("alice", "the secret needle");
        alice.Enter("/find needle");
        await alice.ShowsAsync("bob: the secret needle");
        ChatPeer elsewhere = Ends(await ChatPeer.LogInAsync(Server.EndPoint.Port, "alice"));
        await elsewhere.Session.ChangePasswordAsync(ChatFront.Password, "another password");

        await alice.ShowsAsync("No longer logged in:");
        alice.Screen.Should().NotContain("needle");
        await alice.RegisterAsync("mallory");
        alice.Screen.Should().NotContain("needle");
    }

    [Test]
    public async Task A_search_jumps_into_a_conversation_that_was_not_opened_yet()
    {
        ChatPeer bob = await PeerAsync("bob");
        await using (ChatPeer earlier = await ChatPeer.RegisterAsync(Server.EndPoint.Port, "alice"))
        {
            await bob.SayAsync("alice", Enumerable.Range(1, 400).Select(i => i == 20 ? "a needle" : $"line {i:000}"));
            await Messenger.Tests.Support.Eventually.Becomes(() => earlier.Texts.Count == 400, "all to have come");
            await earlier.Session.FlushConfirmationsAsync();
        }
        ChatFront alice = await LogInAsync("alice");
        alice.Enter("/find needle");
        await alice.ShowsAsync("bob: a needle");
        alice.Press(KeyKind.Enter);
        await alice.ShowsAsync("bob      a needle");
        await alice.ShowsAsync("line 021");
    }

    [Test]
    public async Task A_message_that_is_refused_in_another_conversation_is_told_of_where_one_is()
    {
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/msg nobody hello?");
        await alice.ShowsAsync("not sent to nobody:");
        await alice.ShowsAsync("nobody");
        alice.Screen.Split('\n').Should().Contain(row => row.Contains("│   nobody") && row.Contains('✗'));
    }

    [Test]
    public async Task What_was_confirmed_unseen_is_unread_after_a_restart_too()
    {
        ChatPlace place = NewPlace();
        ChatPeer bob = await PeerAsync("bob");
        ChatPeer carol = await PeerAsync("carol");
        await using (ChatFront alice = await RegisterAsync("alice", place))
        {
            await carol.SayAsync("alice", "important");
            await alice.ShowsAsync("1 unread");
            await bob.SayAsync("alice", Enumerable.Range(1, 600).Select(i => $"line {i}"));
            await alice.ShowsAsync("601 unread");
            // The oldest is given up, so that the others come.
            await Messenger.Tests.Support.Eventually.Becomes(() => carol.Session.IsConnected, "carol to be there");
        }
        ChatFront again = await LogInAsync("alice", place);
        await again.UntilAsync(screen => screen.Split('\n').Any(row => row.Contains("● carol") && row.Contains("1 │")), "carol's message is unread");
        again.Enter("/to carol");
        await again.ShowsAsync("── new ──");
        await again.ShowsAsync("important");
    }

    [Test]
    public async Task What_was_missed_is_counted_back_to_what_was_read_or_a_thousand()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatPeer carol = await PeerAsync("carol");
        await using (ChatPeer earlier = await ChatPeer.RegisterAsync(Server.EndPoint.Port, "alice"))
        {
            await carol.SayAsync("alice", "this was read");
            await Messenger.Tests.Support.Eventually.Becomes(() => earlier.Texts.Count == 1, "the first to have come");
            await earlier.Session.History.MarkReadAsync("carol", (await earlier.Session.History.PageAsync("carol")).Messages[0].Number);
            await carol.SayAsync("alice", Enumerable.Range(1, 349).Select(i => $"word {i:000}"));
            await bob.SayAsync("alice", Enumerable.Range(1, 1_300).Select(i => $"line {i:0000}"));
            await Messenger.Tests.Support.Eventually.Becomes(() => earlier.Texts.Count == 1_650, "all to have come");
            await earlier.Session.FlushConfirmationsAsync();
        }
        ChatFront alice = await LogInAsync("alice");
        await alice.ShowsAsync("● bob        1000+ │");
        await alice.ShowsAsync("● carol        349 │");
        await alice.ShowsAsync("1,349+ unread");

        // It is read from its beginning, however much was counted.
        alice.Enter("/to bob");
        await alice.ShowsAsync("line 0001");
        await alice.ShowsAsync("── new ──");
        await alice.PressUntilAsync(new Key(KeyKind.End), "line 1300");
        await alice.ShowsAsync(" 349 unread");
        alice.Enter("/to carol");
        await alice.ShowsAsync("word 001");
        alice.Screen.Should().MatchRegex("this was read[^\n]*\n[^\n]*── new ──[^\n]*\n[^\n]*word 001");
    }

    [Test]
    public async Task The_count_falls_to_nothing_at_the_end_also_behind_an_own_message()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        await bob.SayAsync("alice", Enumerable.Range(1, 700).Select(i => $"line {i:000}"));
        await alice.ShowsAsync("700 unread");
        alice.Enter("/msg bob from home");
        await alice.ShowsAsync("to bob: from home");
        alice.Enter("/to bob");
        await alice.ShowsAsync("line 001");
        alice.Press(KeyKind.End);
        await alice.ShowsAsync("line 700");
        await alice.NothingIsUnreadAsync();
    }

    [Test]
    public async Task What_is_typed_stays_when_somebody_is_put_out_of_the_group()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        await bob.Session.Groups.CreateAsync("lunch", ["alice"]);
        await alice.ShowsAsync("bob added you to #lunch");
        alice.Enter("/to #lunch");
        await alice.ShowsAsync("┬ #lunch ─");
        alice.Type("half a sent");
        await alice.ShowsAsync("> half a sent");
        await bob.Session.Groups.RemoveAsync("lunch", ["alice"]);

        await alice.ShowsAsync("#lunch (you are not in it)");
        await alice.ShowsAsync("bob removed you from #lunch");
        alice.Screen.Should().Contain("> half a sent");
        alice.Press(Key.Control('u')).Enter("/close");
        await alice.HidesAsync("  #lunch");
    }

    [Test]
    public async Task Many_lines_are_asked_about_however_they_came_into_the_line()
    {
        await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/to bob");
        alice.Press(new Key(KeyKind.Paste, string.Join('\n', Enumerable.Range(1, 200)))).Press(Key.Control('c'));
        await alice.ShowsAsync("brings it back");
        alice.Press(KeyKind.Up).Press(KeyKind.Enter);
        await alice.ShowsAsync("This is one message of 200 lines to bob.");
    }

    [Test]
    public async Task A_conversation_that_was_closed_comes_back_as_silent_as_it_was()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/to bob").Enter("/mute");
        await alice.ShowsAsync("bob (muted)");
        alice.Enter("/close");
        await alice.HidesAsync("bob (muted)");
        await bob.SayAsync("alice", "hello");
        await alice.ShowsAsync("bob (muted)");
    }

    [Test]
    public async Task A_message_is_handed_to_the_terminals_clipboard()
    {
        ChatPeer bob = await PeerAsync("bob");
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/to bob");
        await bob.SayAsync("alice", "to be copied 👍");
        await alice.ShowsAsync("to be copied");
        alice.Enter("/copy");
        await alice.ShowsAsync("handed to the terminal to copy: to be copied");
        alice.Terminal.Clipboard.Should().Be("to be copied 👍");
    }
}
