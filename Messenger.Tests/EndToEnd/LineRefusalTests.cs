using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>What a person reads who asks for what cannot be: each says what to do (product rule §12).</summary>
internal sealed class LineRefusalTests : ProgramTest
{
    [Test]
    public async Task Whoever_gets_names_or_passwords_wrong_is_told_how_they_are_right()
    {
        RunningServer server = await StartServerAsync();
        await RegisterLineAsync(server, "alice");
        LineTalk stranger = await StartLineAsync(server);
        await stranger.AskAsync("/whoami", "not logged in; /login NAME or /register NAME");
        await stranger.AskAsync("/unread", "log in or register first (not-logged-in)");
        await stranger.AskAsync("/msg alice hi", "not sent to alice: log in or register first (not-logged-in)");
        await stranger.SayAsync("/register ALICE");
        await stranger.AskAsync(Password, "the name ALICE is taken; choose another (name-taken)");
        await stranger.AskAsync("/register 1bob", "a name is 1 to 32 of A-Z a-z 0-9 . _ - with a letter first (name-invalid)");
        await stranger.SayAsync("/register bob");
        await stranger.AskAsync("short", "a password has 8 to 256 bytes; choose another (password-invalid)");
        await stranger.SayAsync("/login alice");
        await stranger.AskAsync("wrong password", "unknown name or wrong password (bad-credentials)");
        await stranger.SayAsync("/login nobody");
        await stranger.AskAsync(Password, "unknown name or wrong password (bad-credentials)");
        await stranger.RegisterAsync("bob");
        await stranger.SayAsync("/login alice");
        await stranger.AskAsync(Password, "you are logged in as bob; /logout first (already-logged-in)");
    }

    [Test]
    public async Task Whoever_sends_what_cannot_be_sent_is_told_why()
    {
        RunningServer server = await StartServerAsync();
        LineTalk bob = await RegisterLineAsync(server, "bob");
        LineTalk alice = await RegisterLineAsync(server, "alice");
        await alice.AskAsync("/msg bop hi", "not sent to bop: there is no account bop; did you mean bob? (no-such-account)");
        await alice.AskAsync("/msg zzzzzzz hi", "not sent to zzzzzzz: there is no account zzzzzzz (no-such-account)");
        await alice.AskAsync("/msg Alice hi", "not sent to Alice: you cannot send a message to yourself (self-send)");
        await alice.AskAsync("/msg #lunch hi", "not sent to #lunch: there is no group #lunch (no-such-group)");
        await alice.AskAsync($"/msg bob {new string('x', 16_385)}",
            "not sent to bob: a message has at most 16 KiB of text; send it in parts (too-large)");
        await alice.AskAsync($"/msg bob {new string('x', 16_384)}", "delivered to bob");
        await bob.ExpectMessageAsync($"alice: {new string('x', 16_384)}");
        await alice.AskAsync("/msg bob", "it is /msg NAME TEXT (send a message)");
        await alice.AskAsync("hello?",
            "to whom? /msg NAME TEXT sends one message, /to NAME all that follow (/help)");
    }

    [Test]
    public async Task Whoever_mistypes_a_command_is_told_the_nearest()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await RegisterLineAsync(server, "alice");
        await alice.AskAsync("/lits", "unknown command /lits; did you mean /list? to send it as text type //lits");
        await alice.AskAsync("/list [a", "a pattern has at most 64 bytes of UTF-8, and each [ needs its ] (bad-pattern)");
        await alice.AskAsync("/read bob bob", "that is no count; it is as in /read, /read 5, /read bob, /read bob 1");
        await alice.AskAsync("/read bob 1", "nothing undelivered from bob");
        await alice.AskAsync("/more", "there is no more; /list, /groups, /history, /conversations and /find begin a list");
        await alice.AskAsync("/help msg",
            "  /msg NAME TEXT: send a message", "  It is delivered at once, or kept until NAME reads it; you are told which.");
        await alice.SayAsync("/help");
        for (string line = ""; !line.Contains("/help COMMAND", StringComparison.Ordinal);)
        {
            line = await alice.NextAsync("the end of the help");
            line.Length.Should().BeLessThanOrEqualTo(80, "help fits a terminal: {0}", line);
        }
    }

    [Test]
    public async Task A_password_that_does_not_come_drops_the_command()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await StartLineAsync(server);
        await alice.SayAsync("/register alice");
        alice.Process.EndInput();
        await alice.ExpectAsync("no password given; the command is dropped");
        (await alice.Process.ExitCodeAsync()).Should().Be(0);
    }
}
