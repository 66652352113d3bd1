using FluentAssertions;
using Messenger.Client.Chat;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>People who talk on the full screen.</summary>
internal sealed class TalkTests : ChatTest
{
    [Test]
    public async Task Two_people_meet_by_menu_and_talk()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatFront bob = await RegisterAsync("bob");

        alice.Press(Key.Control('g'));
        await alice.ShowsAsync("● bob");
        alice.Press(KeyKind.Enter);
        await alice.ShowsAsync("bob ● online");
        alice.Enter("did you see the build?");
        await alice.ShowsAsync("did you see the build?      ");
        await bob.ShowsAsync("● alice          1");
        bob.Press(Key.Control('n')).Enter("yes 👍");

        await alice.ShowsAsync("yes 👍");
        await bob.ShowsAsync("yes 👍");
        await alice.UntilAsync(screen => screen.Split('\n').Any(row => row.Contains("build?") && row.Contains("● │")), "bob has read it");
        await bob.HidesAsync("1 unread");
    }

    [Test]
    public async Task What_is_not_looked_at_is_neither_confirmed_nor_read()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatFront bob = await RegisterAsync("bob");
        alice.Enter("/to bob");
        alice.Enter("hello");
        await bob.ShowsAsync("1 unread");
        await alice.UntilAsync(screen => screen.Contains("hello") && screen.Contains(" ✓"), "it is stored");
        alice.Screen.Should().NotContain("✓✓");

        // A second terminal is told that it waits.
        ChatFront second = await LogInAsync("bob");
        await second.ShowsAsync("1 undelivered: alice 1");
        second.Press(Key.Control('n'));
        await second.ShowsAsync("hello");

        await alice.ShowsAsync("●");
        await bob.HidesAsync("1 unread");
    }

    [Test]
    public async Task Typing_is_not_disturbed_by_what_comes()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatFront bob = await RegisterAsync("bob");
        alice.Enter("/to bob");
        bob.Enter("/to alice");
        alice.Type("half a sent");
        for (int i = 0; i < 20; i++)
            bob.Enter($"line {i}");
        await alice.ShowsAsync("line 19");

        alice.Screen.Should().Contain("> half a sent");
        alice.Terminal.Cursor!.Value.Column.Should().Be("│ > half a sent".Length);
        alice.Type("ence").Press(KeyKind.Enter);
        await bob.ShowsAsync("half a sentence");
    }

    [Test]
    public async Task Each_conversation_has_its_own_draft()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatFront bob = await RegisterAsync("bob");
        alice.Enter("/to bob");
        await alice.ShowsAsync("bob ● online");
        alice.Type("to be finished").Press(new Key(KeyKind.Up, "", KeyModifiers.Alt));
        await alice.HidesAsync("to be finished");
        alice.Press(new Key(KeyKind.Down, "", KeyModifiers.Alt));
        await alice.ShowsAsync("> to be finished");
    }

    [Test]
    public async Task A_message_is_changed_and_taken_back()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatFront bob = await RegisterAsync("bob");
        alice.Enter("/to bob");
        bob.Enter("/to alice");
        alice.Enter("helo");
        await bob.ShowsAsync("helo");
        alice.Enter("/edit hello");
        await bob.ShowsAsync("hello (edited)");
        await alice.ShowsAsync("hello (edited)");
        alice.Enter("/unsend");
        await bob.ShowsAsync("(took this message back)");
        await alice.ShowsAsync("(you took this message back)");
    }

    [Test]
    public async Task A_refused_message_stays_with_the_reason_and_can_be_dropped()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatFront bob = await RegisterAsync("bob");
        bob.Enter("/block alice");
        await bob.ShowsAsync("alice is blocked");
        alice.Enter("/to bob");
        alice.Enter("are you there?");
        await alice.ShowsAsync("✗ not sent:");
        await alice.ShowsAsync("(not-accepted)");
        bob.Enter("/unblock alice");
        await bob.ShowsAsync("alice is not blocked");
        alice.Enter("/retry");
        await bob.ShowsAsync("1 unread");
        await alice.MarkedAsync("are you there?", "✓");
        alice.Enter("/drop");
        await alice.ShowsAsync("nothing here waits to be sent");
    }

    [Test]
    public async Task A_long_paste_is_one_edit_and_asked_about()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatFront bob = await RegisterAsync("bob");
        alice.Enter("/to bob");
        alice.Press(new Key(KeyKind.Paste, string.Join('\n', Enumerable.Range(1, 200).Select(i => $"row {i}")))).Press(KeyKind.Enter);
        await alice.ShowsAsync("This is one message of 200 lines to bob.");
        alice.Press(KeyKind.Escape);
        await alice.HidesAsync("This is one message");
        alice.Screen.Should().Contain("row 200", "it is still there to be sent");
        alice.Press(KeyKind.Enter).Type("s");
        await bob.ShowsAsync("1 unread");
        bob.Press(Key.Control('n'));
        await bob.ShowsAsync("row 200");
    }

    [Test]
    public async Task Wrong_commands_stay_to_be_mended()
    {
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/foo bar");
        await alice.ShowsAsync("unknown command /foo; did you mean /");
        alice.Screen.Should().Contain("> /foo bar");
        alice.Press(Key.Control('u')).Enter("/msg bob");
        await alice.ShowsAsync("it is /msg NAME TEXT (send a message)");
        alice.Press(Key.Control('u')).Enter("hello?");
        await alice.ShowsAsync("to whom? Ctrl-G chooses somebody");
    }

    [Test]
    public async Task Ctrl_c_drops_what_is_typed_and_then_leaves()
    {
        ChatFront alice = await RegisterAsync("alice");
        alice.Type("something").Press(Key.Control('c'));
        await alice.HidesAsync("something");
        alice.Press(Key.Control('c'));
        (await alice.EndsAsync()).Should().Be(new ChatEnd(Messenger.Client.ExitCodes.Well));
    }
}
