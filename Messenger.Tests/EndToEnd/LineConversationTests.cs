using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>What two people at line clients live through.</summary>
internal sealed class LineConversationTests : ProgramTest
{
    [Test]
    public async Task Two_people_find_each_other_and_talk()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await RegisterLineAsync(server, "alice");
        LineTalk bob = await RegisterLineAsync(server, "Bob");
        LineTalk carol = await RegisterLineAsync(server, "carol");
        await carol.QuitAsync();

        await alice.AskAsync("/list", "  alice  online", "  Bob  online", "  carol");
        await alice.AskAsync("/list a*", "  alice  online");
        await alice.AskAsync("/list [!a]*", "  Bob  online", "  carol");
        await alice.AskAsync("/list ?O?", "  Bob  online");
        await alice.AskAsync("/list x*", "no account matches x*");
        await alice.AskAsync("/whoami", "you are alice");

        await alice.AskAsync("/msg bob did you  see the build?", "delivered to bob");
        await bob.ExpectMessageAsync("alice: did you  see the build?");
        await bob.AskAsync("/to alice", "lines without a command go to alice now");
        await bob.AskAsync("yes, fixing it now", "delivered to alice");
        await alice.ExpectMessageAsync("Bob: yes, fixing it now");
        await bob.AskAsync("//slash", "delivered to alice");
        await alice.ExpectMessageAsync("Bob: /slash");
        await alice.QuitAsync();
        await bob.QuitAsync();
    }

    [Test]
    public async Task What_came_while_one_was_away_waits_until_it_is_asked_for()
    {
        RunningServer server = await StartServerAsync();
        LineTalk bob = await RegisterLineAsync(server, "bob");
        await bob.AskAsync("/logout", "logged out");
        LineTalk alice = await RegisterLineAsync(server, "alice");
        foreach (string text in new[] { "one", "two", "three" })
            await alice.AskAsync($"/msg bob {text}", "stored for bob, who is not logged in");

        await bob.SayAsync("/login bob");
        await bob.AskAsync(Password, "logged in as bob",
            "3 undelivered: alice 3 (/read shows them)");
        await alice.AskAsync("/msg bob four", "delivered to bob");
        await bob.ExpectMessageAsync("alice: four");
        await bob.SayAsync("/read alice 1");
        await bob.ExpectMessageAsync("alice (queued): one");
        await bob.ExpectAsync("1 message read from alice; 2 left");
        await bob.AskAsync("/unread", "2 undelivered: alice 2");
        await bob.SayAsync("/read");
        await bob.ExpectMessageAsync("alice (queued): two");
        await bob.ExpectMessageAsync("alice (queued): three");
        await bob.ExpectAsync("2 messages read; nothing is left");
        await bob.QuitAsync();

        LineTalk again = await StartLineAsync(server);
        await again.SayAsync("/login bob");
        await again.AskAsync(Password, "logged in as bob", "nothing undelivered");
    }

    [Test]
    public async Task Whoever_deletes_an_account_is_warned_and_a_new_one_of_that_name_finds_nothing()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await RegisterLineAsync(server, "alice");
        LineTalk carol = await RegisterLineAsync(server, "carol");
        LineTalk bob = await RegisterLineAsync(server, "bob");
        LineTalk elsewhere = await StartLineAsync(server);
        await bob.AskAsync("/logout", "logged out");
        await alice.AskAsync("/msg bob one", "stored for bob, who is not logged in");
        await alice.AskAsync("/msg bob two", "stored for bob, who is not logged in");
        await carol.AskAsync("/msg bob three", "stored for bob, who is not logged in");
        foreach (LineTalk terminal in new[] { bob, elsewhere })
        {
            await terminal.SayAsync("/login bob");
            await terminal.AskAsync(Password, "logged in as bob",
                "3 undelivered: alice 2, carol 1 (/read shows them)");
        }

        string[] warning = ["this deletes the account bob for good", "3 undelivered messages would be lost: alice 2, carol 1"];
        await bob.AskAsync("/delete-account", warning);
        await bob.AskAsync("alice", "that is not bob; nothing deleted");
        await bob.AskAsync("/delete-account", warning);
        await bob.SayAsync("bob");
        await bob.AskAsync("wrong password", "unknown name or wrong password (bad-credentials)");
        await bob.AskAsync("/delete-account", warning);
        await bob.SayAsync("bob");
        await bob.AskAsync(Password, "the account bob is deleted");
        (await elsewhere.NextAsync("what closed the other terminal")).Should().StartWith("disconnected: ").And.Contain("(account-deleted)");

        await alice.AskAsync("/msg bob four", "not sent to bob: there is no account bob (no-such-account)");
        await bob.RegisterAsync("bob");
        await bob.AskAsync("/unread", "nothing undelivered");
    }

    [Test]
    public async Task A_changed_password_is_the_one_that_counts()
    {
        RunningServer server = await StartServerAsync();
        LineTalk bob = await RegisterLineAsync(server, "bob");
        await bob.SayAsync("/change-password");
        await bob.SayAsync(Password);
        await bob.AskAsync("battery staple", "password changed; other terminals of this account are logged out");
        await bob.AskAsync("/logout", "logged out");
        await bob.SayAsync("/login bob");
        await bob.AskAsync(Password, "unknown name or wrong password (bad-credentials)");
        await bob.SayAsync("/login bob");
        await bob.AskAsync("battery staple", "logged in as bob", "nothing undelivered");
    }

    [Test]
    public async Task Commands_from_a_pipe_take_effect_in_order()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await StartLineAsync(server);
        await alice.Process.WriteAsync(System.Text.Encoding.UTF8.GetBytes(
            $"/register alice\n{Password}\n/whoami\n/logout\r\n/register bob\n{Password}\n\n/msg alice waits\n/history alice\n/find waits\n/logout\n/login alice\n{Password}\n/read"));
        alice.Process.EndInput();
        (await alice.Process.ReadRestAsync()).Where(line => !LineTalk.IsPresence(line)).Should().SatisfyRespectively(
            line => line.Should().Be("registered and logged in as alice"),
            line => line.Should().Be("nothing undelivered"),
            line => line.Should().Be("you are alice"),
            line => line.Should().Be("logged out"),
            line => line.Should().Be("registered and logged in as bob"),
            line => line.Should().Be("nothing undelivered"),
            line => line.Should().Be("stored for alice, who is not logged in"),
            line => line.Should().MatchRegex(@"^\d\d:\d\d me: waits ✓$"),
            line => line.Should().MatchRegex(@"^\d\d:\d\d me → alice: waits$"),
            line => line.Should().Be("logged out"),
            line => line.Should().Be("logged in as alice"),
            line => line.Should().StartWith("1 undelivered: bob 1"),
            line => line.Should().MatchRegex(@"^\d\d:\d\d bob \(queued\): waits$"),
            line => line.Should().Be("1 message read; nothing is left"));
        (await alice.Process.ExitCodeAsync()).Should().Be(0);
    }
}
