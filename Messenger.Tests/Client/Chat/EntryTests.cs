using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Client.Chat;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>The way in, and what may be wrong on it: each is said where it can be mended.</summary>
internal sealed class EntryTests : ChatTest
{
    [Test]
    public async Task An_account_is_made_with_arrows_and_enter_alone()
    {
        ChatFront alice = await StartAsync();
        await alice.ChooseAsync("Make an account");
        await alice.ShowsAsync("Nobody can look the password up");
        alice.Type("alice").Press(KeyKind.Enter).Type("a password").Press(KeyKind.Enter).Type("a passwort");
        await alice.ShowsAsync("the two passwords differ");
        alice.Press(KeyKind.Backspace).Type("d").Press(KeyKind.Enter);
        await alice.ShowsAsync("logged in as alice");
        alice.Screen.Should().Contain("alice @ 127.0.0.1").And.NotContain("a password");
    }

    [Test]
    public async Task A_name_that_is_taken_or_is_none_is_said_in_the_form()
    {
        await PeerAsync("alice");
        ChatFront front = await StartAsync();
        front.Type("2").Type("9lives").Press(KeyKind.Tab);
        await front.ShowsAsync("1 to 32 of A-Z a-z 0-9 . _ -, a letter first");
        front.Press(new Key(KeyKind.Tab, "", KeyModifiers.Shift)).Press(Key.Control('u')).Type("Alice").Press(KeyKind.Enter)
            .Type("a password").Press(KeyKind.Enter).Type("a password").Press(KeyKind.Enter);
        await front.ShowsAsync("(name-taken)");
        front.Press(KeyKind.Up).Press(KeyKind.Up).Press(Key.Control('u')).Type("bob").Press(KeyKind.Enter).Press(KeyKind.Enter).Press(KeyKind.Enter);
        await front.ShowsAsync("logged in as bob");
    }

    [Test]
    public async Task A_wrong_password_is_said_in_the_form_and_typed_again()
    {
        await PeerAsync("alice");
        ChatFront front = await StartAsync();
        front.LogIn("alice", "not this one");
        await front.ShowsAsync("(bad-credentials)");
        front.Screen.Should().Contain("Log in").And.NotContain("not this one");
        front.Press(Key.Control('u')).Type(ChatFront.Password).Press(KeyKind.Enter);
        await front.ShowsAsync("logged in as alice");
    }

    [Test]
    public async Task Who_guesses_too_often_is_told_how_long_to_wait()
    {
        Server = ServerFixture.Start(ServerFixture.Options with { NoRateLimits = false });
        await PeerAsync("alice");
        ChatFront front = await StartAsync();
        front.LogIn("alice", "wrong guess");
        for (int i = 0; i < 10; i++)
        {
            await front.UntilAsync(screen => screen.Contains("(bad-credentials)") && !screen.Contains("one moment"), "the refusal");
            front.Press(KeyKind.Enter);
            await front.HidesAsync("(bad-credentials)");
        }
        // Ten tries take a moment of the minute that is waited for.
        await front.UntilAsync(screen => Regex.IsMatch(screen, @"wait [1-6]?\d s \(throttled\)"), "how long to wait");
    }

    [Test]
    public async Task A_login_of_the_command_line_that_is_refused_opens_the_form_with_the_reason()
    {
        await PeerAsync("alice");
        ChatFront front = Ends(ChatFront.Start(NewPlace() with { User = "alice", Password = "not this one" }));
        await front.ShowsAsync("(bad-credentials)");
        front.Press(Key.Control('u')).Type(ChatFront.Password);
        await front.ShowsAsync("**********");
        front.Screen.Should().NotContain(ChatFront.Password);
        front.Press(KeyKind.Escape);
        await front.ShowsAsync("Make an account");
        front.LogIn("alice");
        await front.ShowsAsync("logged in as alice");
    }

    [Test]
    public async Task Another_server_is_chosen_by_form()
    {
        ChatFront front = await StartAsync();
        await front.ChooseAsync("Another server");
        await front.ShowsAsync("Connect");
        front.Press(Key.Control('u')).Type("chat.example:");
        front.Press(KeyKind.Enter);
        await front.ShowsAsync("a host, or host:port as in chat.example:5050");
        front.Type("6000").Press(KeyKind.Enter);
        (await front.EndsAsync()).Should().Be(new ChatEnd(Messenger.Client.ExitCodes.Well, ("chat.example", 6000)));
    }

    [Test]
    public async Task Escape_leads_back_from_a_form_and_ctrl_c_leaves_the_first_menu()
    {
        ChatFront front = await StartAsync();
        front.Type("1");
        await front.ShowsAsync("Password");
        front.Press(Key.Control('c'));
        await front.ShowsAsync("Make an account");
        front.Press(KeyKind.Escape).Press(Key.Control('c'));
        (await front.EndsAsync()).ExitCode.Should().Be(Messenger.Client.ExitCodes.Well);
    }
}
