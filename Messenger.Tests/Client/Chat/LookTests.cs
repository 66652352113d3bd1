using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>How the screen looks is changed while it runs, by command and by menu, and kept.</summary>
internal sealed class LookTests : ChatTest
{
    private static readonly string[] Plain = ["0", "0;1", "0;2", "0;7", "0;1;7", "0;4", "0;2;7"];

    [Test]
    public async Task The_time_is_written_as_one_likes_and_so_it_stays()
    {
        ChatPlace place = NewPlace();
        await using (ChatFront alice = await RegisterAsync("alice", place))
        {
            alice.Enter("/set time 12h");
            await alice.UntilAsync(screen => HasTime(screen, @"\d\d:\d\d [AP]M"), "twelve hours");
            alice.Press(Key.Function(2));
            await alice.ChooseAsync("Settings");
            await alice.ChooseAsync("time");
            await alice.ChooseAsync("seconds");
            await alice.UntilAsync(screen => HasTime(screen, @"\d\d:\d\d:\d\d"), "seconds");
        }
        ChatFront again = await LogInAsync("alice", place);
        await again.UntilAsync(screen => HasTime(screen, @"\d\d:\d\d:\d\d"), "seconds, still");
    }

    [Test]
    public async Task Without_colours_what_matters_is_still_told()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        await bob.SayAsync("alice", "hello");
        alice.Enter("/to bob");
        await alice.ShowsAsync("hello");
        Renditions(alice).Should().Contain(rendition => !Plain.Contains(rendition), "a name has its colour");

        alice.Enter("/set colours none");
        await alice.ShowsAsync("colours = none");
        await alice.UntilAsync(_ => Renditions(alice).All(rendition => Plain.Contains(rendition)), "no colours any more");
        await alice.ShowsAsync("● online");
    }

    [Test]
    public async Task Where_boxes_are_wide_borders_are_of_ascii()
    {
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/set widths wide");
        await alice.UntilAsync(screen => screen.Contains("+ conversations") && !screen.Contains('│'), "borders that meet");
        alice.Screen.Split('\n')[1..].Should().OnlyContain(row => row.EndsWith('|') || row.EndsWith('+'));
        alice.Enter("/set widths narrow");
        await alice.ShowsAsync("┌ conversations");
    }

    [Test]
    public async Task The_mouse_can_be_left_to_the_terminal()
    {
        ChatFront alice = await RegisterAsync("alice");
        alice.HasMouse.Should().BeTrue();
        alice.Enter("/set mouse off");
        await alice.ShowsAsync("mouse = off");
        alice.HasMouse.Should().BeFalse();
    }

    [Test]
    public async Task A_setting_that_another_client_keeps_waiting_holds_the_screen_up_for_nobody()
    {
        ChatPlace place = NewPlace();
        string file = place.In("client.conf");
        await using (ChatFront alice = await RegisterAsync("alice", place))
        {
            await using (FileStream other = new(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            {
                alice.Enter("/set bell off").Enter("/set time 12h").Type("typed meanwhile");
                await alice.ShowsAsync("> typed meanwhile");
                alice.Screen.Should().Contain("bell = off").And.NotContain("cannot be kept");
            }
        }
        (await File.ReadAllTextAsync(file)).Should().Contain("bell = off").And.Contain("time = 12h");
    }

    [Test]
    public async Task A_wrong_word_is_told_and_changes_nothing()
    {
        ChatFront alice = await RegisterAsync("alice");
        alice.Enter("/set colour blue");
        await alice.ShowsAsync("there is no setting colour; did you mean");
        alice.Enter("/set time noon");
        await alice.ShowsAsync("time takes 24h, 12h or seconds");
    }

    private static IEnumerable<string> Renditions(ChatFront front) =>
        from row in Enumerable.Range(0, 24) from column in Enumerable.Range(0, 80) select front.Terminal.RenditionAt(row, column);

    private static bool HasTime(string screen, string pattern) => System.Text.RegularExpressions.Regex.IsMatch(screen, @$"│ {pattern} · logged in as alice");
}
