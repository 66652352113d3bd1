using FluentAssertions;
using Messenger.Browser.Tests.Support;
using Messenger.Tests.EndToEnd.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>Browsers and terminals talk with each other: the page is one door of several onto one server.</summary>
internal sealed class TogetherTests : WebTest
{
    [Test]
    public async Task Two_browsers_and_two_terminals_talk_at_once_each_message_under_one_id()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        WebUser bob = await RegisterWebAsync(server, "bob");
        LineTalk carol = await RegisterLineAsync(server.Server, "carol");
        JsonTalk dave = await RegisterJsonAsync(server.Server, "dave");
        await alice.MakeGroupAsync("lunch", "bob carol dave");
        await bob.OpenTalkAsync("#lunch");

        await alice.WriteAsync("soup at noon?");
        await bob.ExpectMessageAsync("soup at noon?");
        await ReadUntilAsync(carol, "alice → #lunch: soup at noon?");
        (await dave.NextAsync("message")).Text("id").Should().Be(await alice.KeyOfAsync("soup at noon?"));

        await carol.SayAsync("/msg #lunch from a terminal");
        await alice.ExpectMessageAsync("from a terminal");
        await bob.ExpectMessageAsync("from a terminal");
        (await alice.KeyOfAsync("from a terminal")).Should().Be(await bob.KeyOfAsync("from a terminal")).And.MatchRegex("^[0-9]+$");
        await dave.AskAsync("msg", new { to = "#lunch", text = "from a bot" });
        await alice.ExpectMessageAsync("from a bot");
        await bob.WriteAsync("bye");
        await ReadUntilAsync(carol, "bob → #lunch: bye");
        await alice.ExpectMessageAsync("bye");

        await carol.SayAsync("/msg alice only for you");
        await alice.OpenTalkAsync("carol");
        await alice.ExpectMessageAsync("only for you");
        await alice.WriteAsync("and for you");
        await ReadUntilAsync(carol, "alice: and for you");
        await alice.ExpectMarkAsync("and for you", "read");
        await Expect(bob.TalkOf("carol")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task One_person_at_two_browsers_and_a_terminal_sees_the_same_everywhere()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        WebUser again = await VisitAsync(server, "alice");
        await again.LoginAsync();
        LineTalk terminal = await StartLineAsync(server.Server);
        await terminal.SayAsync("/login alice");
        await terminal.AskAsync(Password, "logged in as alice", "nothing undelivered");
        WebUser bob = await RegisterWebAsync(server, "bob");

        await alice.OpenPersonAsync("bob");
        await again.OpenPersonAsync("bob");
        await terminal.SayAsync("/msg bob said at a terminal");
        await alice.ExpectMessageAsync("said at a terminal");
        await again.ExpectMessageAsync("said at a terminal");
        await alice.WriteAsync("said in a browser");
        await again.ExpectMessageAsync("said in a browser");
        (await again.KeyOfAsync("said in a browser")).Should().Be(await alice.KeyOfAsync("said in a browser"));

        await alice.Message("said in a browser").HoverAsync();
        await alice.Button("Edit").Last.ClickAsync();
        await alice.WriteAsync("said better");
        await again.ExpectMessageAsync("said better");
        await bob.OpenTalkAsync("alice");
        await bob.ExpectMessageAsync("said better");
        await again.Message("said better").HoverAsync();
        await again.Button("Take back").Last.ClickAsync();
        await Expect(bob.Messages.Filter(new() { HasText = "taken back" })).ToHaveCountAsync(1);
        await Expect(alice.Message("said better")).ToHaveCountAsync(0);

        await alice.ShowAsync("Account");
        await Expect(alice.Page.GetByRole(AriaRole.List, new() { Name = "Where you are logged in" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
    }

    /// <summary>Other lines, such as who was added to the group, come first.</summary>
    private static async Task ReadUntilAsync(LineTalk talk, string end)
    {
        string line;
        do
            line = await talk.NextAsync(end);
        while (!line.EndsWith(end, StringComparison.Ordinal));
    }
}
