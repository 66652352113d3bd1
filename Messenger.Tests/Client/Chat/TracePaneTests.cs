using FluentAssertions;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>The pane of frames, with nothing in it that is nobody's business.</summary>
internal sealed class TracePaneTests : ChatTest
{
    [Test]
    public async Task Frames_are_shown_as_they_pass_and_no_texts()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob").Enter("/trace");
        await alice.ShowsAsync("frames · /trace closes");
        alice.Enter("a secret plan");
        await alice.ShowsAsync("SEND");
        await alice.ShowsAsync("RECEIPT");
        await bob.SayAsync("alice", "another plan");
        await alice.ShowsAsync("another plan");
        string[] rows = alice.Screen.Split('\n');
        rows[Array.FindIndex(rows, row => row.Contains("/trace closes"))..].Should().NotContain(row => row.Contains("plan"));
        alice.Enter("/trace");
        await alice.HidesAsync("/trace closes");
        alice.Screen.Should().Contain("another plan");
    }

    [Test]
    public async Task Neither_passwords_nor_tokens_reach_the_terminal()
    {
        ChatPlace place = NewPlace(columns: 200, rows: 50) with { Trace = true };
        ChatFront alice = await StartAsync(place);
        alice.KeepsWrites = true;
        await alice.RegisterAsync("alice");
        await alice.ShowsAsync("REGISTER");
        await alice.ShowsAsync("token");
        alice.Enter("/change-password");
        await alice.ShowsAsync("present password");
        alice.Type(ChatFront.Password).Press(Messenger.Client.Terminal.KeyKind.Enter);
        await alice.ShowsAsync("new password");
        alice.Type("one quite new").Press(Messenger.Client.Terminal.KeyKind.Enter);
        await alice.ShowsAsync("the same again");
        alice.Type("one quite new").Press(Messenger.Client.Terminal.KeyKind.Enter);
        await alice.ShowsAsync("password changed");
        await alice.ShowsAsync("CHANGE_PASSWORD");

        string all = alice.Written;
        all.Should().NotContain(ChatFront.Password).And.NotContain("one quite new");
        all.Should().NotMatchRegex("[0-9a-fA-F]{64}", "a token has 32 bytes");
    }

    [Test]
    public async Task It_scrolls_with_what_comes_and_leaves_room_to_talk()
    {
        ChatFront alice = await RegisterAsync("alice", columns: 80, rows: 12);
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob").Enter("/trace");
        await bob.SayAsync("alice", Enumerable.Range(1, 50).Select(i => $"line {i}"));
        await alice.ShowsAsync("line 50");
        alice.Terminal.Resize(40, 12);
        await alice.ShowsAsync("line 50");
        alice.Terminal.Resize(20, 5);
        await alice.ShowsAsync("line 50");
        alice.Screen.Should().NotContain("frames");
    }
}
