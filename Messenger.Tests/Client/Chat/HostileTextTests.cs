using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using Messenger.Tests.Client.Terminal.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>
/// Whatever others write, and whatever is pasted, nothing of it reaches the terminal but what can be seen: the emulated terminal throws on anything
/// else, which ends the chat and the test. Borders stay straight, at every size.
/// </summary>
internal sealed class HostileTextTests : ChatTest
{
    /// <summary>What no server would take is left out.</summary>
    private static readonly string[] Hostile =
        [.. TextSamples.Hostile.Select(sample => sample.Text).Where(text => text.Length > 0 && !text.Contains('\0') && !text.Any(char.IsSurrogate))];

    private static readonly (int Columns, int Rows)[] Sizes = [(80, 24), (40, 12), (20, 5), (200, 50)];

    [Test]
    public async Task Messages_are_shown_as_what_can_be_seen_of_them_wherever_they_are_shown()
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        await bob.SayAsync("alice", Hostile);
        await bob.SayAsync("#lunch", Hostile.Select(text => $"alice {text}"));
        await alice.ShowsAsync("#lunch");
        foreach ((int columns, int rows) in Sizes)
        {
            await ResizeAsync(alice, columns, rows);
            foreach (string with in new[] { "bob", "#lunch" })
            {
                alice.Enter($"/to {with}").Type("x").Press(KeyKind.End);
                await alice.ShowsAsync("> x");
                for (int i = 0; i < 5; i++)
                    alice.Press(KeyKind.PageUp).Type("y");
                await alice.ShowsAsync("> xyyyyy");
                StandsStraight(alice);
                alice.Press(Key.Control('u'));
            }
        }
        alice.Terminal.Bells.Should().BeLessThanOrEqualTo(1, "only we ring");
        alice.Terminal.Clipboard.Should().BeEmpty();
    }

    [Test]
    public async Task What_is_found_is_as_harmless()
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        await bob.SayAsync("alice", Hostile.Select(text => $"needle {text}"));
        foreach ((int columns, int rows) in Sizes)
        {
            await ResizeAsync(alice, columns, rows);
            alice.Enter("/find needle");
            await alice.ShowsAsync("needle");
            await alice.PressUntilAsync(new Key(KeyKind.PageDown), "needle ␛[2J");
            alice.Press(KeyKind.Escape);
            await alice.HidesAsync("Found");
        }
    }

    [Test]
    public async Task Drafts_own_messages_hints_and_panels_are_as_harmless()
    {
        (ChatFront alice, _) = await MetAsync();
        alice.Enter("/to bob");
        foreach ((int columns, int rows) in Sizes)
        {
            await ResizeAsync(alice, columns, rows);
            foreach (string text in Hostile)
            {
                // As a draft, in the hint of a wrong command, as a search that finds nothing, and as a message.
                alice.Press(new Key(KeyKind.Paste, text)).Press(Key.Control('u')).Press(Key.Control('k'));
                alice.Type("/").Press(new Key(KeyKind.Paste, "x" + text)).Press(KeyKind.Enter);
            }
            alice.Press(Key.Control('c')).Enter("fin");
            await alice.ShowsAsync("fin");
            StandsStraight(alice);
        }
        foreach (string text in Hostile.Where(text => !text.StartsWith('\n')))
            alice.Press(new Key(KeyKind.Paste, text)).Press(KeyKind.Enter);
        alice.Enter("the end");
        await alice.ShowsAsync("the end");
        alice.Enter("/why").Enter("/help \e[2J").Enter("/set \e]0;x\a").Enter("/msg bob \e[31mred").Enter("/block \e[2J").Enter("done");
        await alice.ShowsAsync("done");
    }

    [Test]
    public async Task Every_sample_of_writing_stands_between_straight_borders()
    {
        (ChatFront alice, ChatPeer bob) = await MetAsync();
        await bob.SayAsync("alice", TextSamples.All.Select(sample => sample.Text).Where(text => text.Length > 0).Append("finis"));
        alice.Enter("/to bob");
        foreach ((int columns, int rows) in Sizes)
        {
            await ResizeAsync(alice, columns, rows);
            alice.Press(KeyKind.End);
            await alice.ShowsAsync("finis");
            for (int i = 0; i < 12; i++)
            {
                alice.Press(KeyKind.PageUp).Type("x");
                await alice.ShowsAsync($"> {new string('x', i + 1)}");
                StandsStraight(alice);
            }
            alice.Press(Key.Control('u'));
        }
    }

    [Test]
    public async Task A_resize_while_typing_keeps_what_was_typed_and_the_cursor_behind_it()
    {
        (ChatFront alice, _) = await MetAsync();
        alice.Enter("/to bob");
        string typed = "";
        foreach ((int columns, int rows) in new[] { (40, 12), (20, 5), (200, 50), (80, 24), (39, 24), (80, 11), (40, 12) })
        {
            alice.Type("日");
            typed += "日";
            alice.Terminal.Resize(columns, rows);
            await alice.UntilAsync(screen => alice.Terminal.Size.Columns == columns && screen.Contains($"> {typed}"), $"> {typed} at {columns}x{rows}");
            (int row, int column) = alice.Terminal.Cursor!.Value;
            alice.Terminal.Rows[row].Should().Contain($"> {typed}");
            column.Should().Be(alice.Terminal.Rows[row].IndexOf('>') + 2 + 2 * typed.Length);
        }
    }

    private async Task<(ChatFront Alice, ChatPeer Bob)> MetAsync()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        await bob.Session.Groups.CreateAsync("lunch", ["alice"]);
        return (alice, bob);
    }

    private static async Task ResizeAsync(ChatFront front, int columns, int rows)
    {
        front.Terminal.Resize(columns, rows);
        front.Type($"{columns}x{rows}");
        await front.ShowsAsync($"> {columns}x{rows}");
        front.Press(Key.Control('u'));
        await front.HidesAsync($"> {columns}x{rows}");
    }

    /// <summary>Where there are borders, every row ends with one, in the last column.</summary>
    private static void StandsStraight(ChatFront front)
    {
        EmulatedTerminal terminal = front.Terminal;
        (int columns, int rows) = (terminal.Size.Columns, terminal.Size.Rows);
        if (columns < 40 || rows < 12)
            return;
        for (int row = 1; row < rows; row++)
        {
            terminal.At(row, 0).Should().BeOneOf("│", "┌", "├", "└");
            terminal.At(row, columns - 1).Should().BeOneOf("│", "┐", "┤", "┘");
        }
    }
}
