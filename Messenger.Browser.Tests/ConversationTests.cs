using FluentAssertions;
using Messenger.Browser.Tests.Support;
using Messenger.Tests.EndToEnd.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>What one reads and has not read, and what the other one is told of it.</summary>
internal sealed class ConversationTests : WebTest
{
    [Test]
    public async Task What_is_unread_is_counted_until_it_was_before_ones_eyes_and_the_sender_sees_how_far_it_came()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        WebUser bob = await RegisterWebAsync(server, "bob");
        await alice.OpenPersonAsync("bob");
        await bob.ShowAsync("Talks");
        foreach (string text in new[] { "one", "two", "three" })
            await alice.WriteAsync(text);
        await Expect(bob.TalkOf("alice").GetByLabel("3 unread")).ToBeVisibleAsync();
        await Expect(bob.TalkOf("alice").GetByLabel("online")).ToBeVisibleAsync();
        await Expect(bob.Page).ToHaveTitleAsync("(3) Messenger");
        await alice.ExpectMarkAsync("three", "stored");

        await bob.OpenTalkAsync("alice");
        await alice.ExpectMarkAsync("three", "read");
        await alice.ExpectMarkAsync("one", "read");
        await Expect(bob.Page).ToHaveTitleAsync("Messenger");
        await Expect(bob.TalkOf("alice").Locator(".count")).ToHaveCountAsync(0);

        await alice.Message("three").HoverAsync();
        await alice.Button("What became of it").Last.ClickAsync();
        foreach (string step in new[] { "taken by the server", "kept in memory", "handed to 1 terminal", "confirmed", "read" })
            await Expect(alice.Dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = step })).ToContainTextAsync(":");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();

        await bob.ShowAsync("Account");
        await bob.Side.GetByLabel("Tell others what I have read").UncheckAsync();
        await alice.WriteAsync("four");
        await bob.ExpectMessageAsync("four");
        await alice.ExpectMarkAsync("four", "delivered");
    }

    [Test]
    public async Task History_goes_back_to_the_first_word_and_a_search_finds_it()
    {
        const int count = 260;
        WebServer server = await StartWebAsync();
        JsonTalk alice = await RegisterJsonAsync(server.Server, "alice");
        WebUser bob = await RegisterWebAsync(server, "bob");
        foreach (int number in Enumerable.Range(1, count))
            await alice.SayAsync("msg", new { to = "bob", text = $"word {number}." });
        await Expect(bob.TalkOf("alice").GetByLabel($"{count} unread")).ToBeVisibleAsync();
        await bob.OpenTalkAsync("alice");
        await Expect(bob.Messages.First).ToBeInViewportAsync();
        while (await bob.Messages.CountAsync() is var before && before < count)
        {
            await bob.Button("Earlier messages").ClickAsync();
            await Expect(bob.Messages).Not.ToHaveCountAsync(before);
        }
        (await bob.Messages.Locator(".text").AllInnerTextsAsync()).Should().Equal(Enumerable.Range(1, count).Select(number => $"word {number}."));
        await Expect(bob.Button("Earlier messages")).ToBeHiddenAsync();

        await bob.ShowAsync("Search");
        await bob.Page.GetByRole(AriaRole.Searchbox).FillAsync("\"word 17\" from:alice");
        await bob.Button("Find").ClickAsync();
        await Expect(bob.Side.GetByText("word 17.", new() { Exact = true })).ToBeVisibleAsync();
    }

    [Test]
    public async Task What_waited_is_shown_when_it_is_asked_for_from_whom_and_so_many()
    {
        WebServer server = await StartWebAsync();
        WebUser bob = await RegisterWebAsync(server, "bob");
        await bob.Button("Log out").ClickAsync();
        await Expect(bob.Page.GetByText("You are logged out.")).ToBeVisibleAsync();
        JsonTalk alice = await RegisterJsonAsync(server.Server, "alice");
        JsonTalk carol = await RegisterJsonAsync(server.Server, "carol");
        foreach (string text in new[] { "one", "two", "three" })
            await alice.AskAsync("msg", new { to = "bob", text });
        await carol.AskAsync("msg", new { to = "bob", text = "four" });

        await bob.LoginAsync();
        ILocator waiting = bob.Side.GetByText("4 undelivered: alice 3, carol 1");
        await waiting.ClickAsync();
        ILocator held = bob.Page.GetByRole(AriaRole.List, new() { Name = "Undelivered messages" });
        await Expect(held.GetByRole(AriaRole.Article)).ToHaveCountAsync(0);
        await bob.Side.GetByLabel("From").SelectOptionAsync("alice");
        await bob.Side.GetByLabel("At most").FillAsync("2");
        await bob.Button("Show").ClickAsync();
        await Expect(held.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        await Expect(held).ToContainTextAsync("one");
        await Expect(bob.Side.GetByText("2 undelivered: alice 1, carol 1")).ToBeVisibleAsync();
        await bob.OpenTalkAsync("alice");
        await bob.ExpectMessageAsync("three");
        await Expect(bob.Messages.Filter(new() { HasText = "waited" })).Not.ToHaveCountAsync(0);
        await Expect(bob.Side.GetByText("1 undelivered: carol 1")).ToBeVisibleAsync();
        (await carol.AskAsync("why", new { id = (await LastOfAsync(carol)).Text("id") })).Number("confirmedBy").Should().Be(0, "nobody has seen it");
    }

    [Test]
    public async Task What_many_have_written_leaves_room_for_the_conversations_and_for_the_answer_to_the_warning()
    {
        WebServer server = await StartWebAsync();
        WebUser bob = await RegisterWebAsync(server, "bob");
        await bob.Button("Log out").ClickAsync();
        await bob.Page.EvaluateAsync("""
            () => Promise.all(Array.from({ length: 150 }, async (_, at) => {
              const post = (path, body, token) => fetch(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body),
                headers: { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) } }).then(answer => answer.json());
              const { token } = await post("/accounts", { name: `person-${at}`, password: "correct horse" });
              await post("/messages", { id: crypto.randomUUID(), to: "bob", text: "hello" }, token);
            }))
            """);
        await bob.LoginAsync();
        await Expect(bob.Side.GetByText("150 undelivered: ")).ToContainTextAsync("and from 145 more");
        await Expect(bob.Side.GetByRole(AriaRole.List, new() { Name = "Conversations" }).GetByRole(AriaRole.Button).First).ToBeInViewportAsync();

        await bob.ShowAsync("Account");
        await bob.Button("Delete my account…").ClickAsync();
        await Expect(bob.Dialog).ToContainTextAsync("150 undelivered messages are lost: ");
        await Expect(bob.Dialog.GetByText("person-149 1")).ToBeAttachedAsync();
        await Expect(bob.Button("Delete my account for ever")).ToBeInViewportAsync();
    }

    private static async Task<System.Text.Json.JsonElement> LastOfAsync(JsonTalk talk) => await talk.AskAsync("msg", new { to = "bob", text = "five" });
}
