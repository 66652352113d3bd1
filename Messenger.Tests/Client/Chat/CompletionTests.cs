using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>Tab, help, and what is told of keys and commands.</summary>
internal sealed class CompletionTests : ChatTest
{
    [Test]
    public async Task Tab_completes_commands_names_and_settings()
    {
        ChatFront alice = await RegisterAsync("alice");
        await PeerAsync("bobby");
        alice.Type("/uns").Press(KeyKind.Tab);
        await alice.ShowsAsync("> /unsend ");
        alice.Press(Key.Control('u')).Type("/to bo").Press(KeyKind.Tab);
        await alice.ShowsAsync("> /to bobby ");
        alice.Press(Key.Control('u')).Type("ask bo").Press(KeyKind.Tab);
        await alice.ShowsAsync("> ask bobby ");
        alice.Press(Key.Control('u')).Type("/set ti").Press(KeyKind.Tab);
        await alice.ShowsAsync("title  time");
        alice.Type("me ").Type("se").Press(KeyKind.Tab);
        await alice.ShowsAsync("> /set time seconds");
        alice.Press(Key.Control('u')).Type("/group cr").Press(KeyKind.Tab);
        await alice.ShowsAsync("> /group create ");
    }

    [Test]
    public async Task Help_has_keys_and_commands()
    {
        ChatFront alice = await RegisterAsync("alice");
        alice.Press(Key.Function(1));
        await alice.ShowsAsync("┌ Help");
        await alice.ShowsAsync("Ctrl-N");
        await alice.PressUntilAsync(new Key(KeyKind.PageDown), "/why [ID]");
        await alice.PressUntilAsync(new Key(KeyKind.PageDown), "waits to be sent; could not be sent");
        alice.Press(KeyKind.Escape).Enter("/help find");
        await alice.ShowsAsync("/find WORDS");
        await alice.ShowsAsync("from:bob");
        alice.Press(KeyKind.Escape).Enter("//help");
        await alice.ShowsAsync("to whom?");
    }

    [Test]
    public async Task What_begins_with_two_slashes_is_text()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob").Enter("//foo is a command");
        await alice.MarkedAsync("/foo is a command", "✓✓");
        bob.Texts.Should().Equal("/foo is a command");
    }

    [Test]
    public async Task Several_lines_are_typed_with_alt_enter_and_sent_as_one()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob").Type("first").Press(new Key(KeyKind.Enter, "", KeyModifiers.Alt)).Type("second").Press(KeyKind.Enter);
        await alice.UntilAsync(screen => screen.Split('\n').Any(row => row.Contains("second") && row.EndsWith("✓✓ │", StringComparison.Ordinal)), "it is confirmed");
        bob.Texts.Should().Equal("first\nsecond");
        alice.Press(KeyKind.Up);
        await alice.ShowsAsync("│ > first");
    }
}
