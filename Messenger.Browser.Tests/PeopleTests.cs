using FluentAssertions;
using Messenger.Browser.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>Who is there, and one's own account.</summary>
internal sealed class PeopleTests : WebTest
{
    [Test]
    public async Task People_are_filtered_and_come_and_go_before_ones_eyes()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        WebUser bob = await RegisterWebAsync(server, "Bob");
        await RegisterWebAsync(server, "bertha");
        await alice.ShowAsync("People");
        ILocator people = alice.Page.GetByRole(AriaRole.List, new() { Name = "People" });
        foreach ((string filter, string[] found) in new[] { ("", ["alice", "bertha", "Bob"]), ("b", ["bertha", "Bob"]), ("?O?", ["Bob"]), ("[!ab]*", []), ("*a", new[] { "bertha" }) })
        {
            await alice.Page.GetByRole(AriaRole.Searchbox).FillAsync(filter);
            await Expect(people.Locator("bdi")).ToHaveTextAsync(found);
        }
        await Expect(alice.Side.GetByText("(you)")).ToHaveCountAsync(0);
        // Who comes and goes one is told of those one talks with.
        await alice.OpenPersonAsync("Bob");
        await alice.WriteAsync("hello");
        await alice.ExpectMarkAsync("hello", "stored");
        await Expect(people.GetByLabel("online")).ToBeVisibleAsync();
        await bob.Button("Log out").ClickAsync();
        await Expect(people.GetByLabel("offline")).ToBeVisibleAsync();
        await bob.LoginAsync();
        await Expect(people.GetByLabel("online", new() { Exact = true })).ToBeVisibleAsync();
        await alice.Page.GetByRole(AriaRole.Searchbox).FillAsync("[");
        await Expect(alice.Side.GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();
    }

    [Test]
    public async Task Whoever_deletes_his_account_is_warned_of_what_is_lost_and_is_gone_for_good()
    {
        WebServer server = await StartWebAsync();
        WebUser bob = await RegisterWebAsync(server, "bob");
        await bob.Button("Log out").ClickAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        await alice.OpenPersonAsync("bob");
        await alice.WriteAsync("one");
        await alice.WriteAsync("two");
        await alice.ExpectMarkAsync("two", "stored");
        await bob.LoginAsync();
        await bob.ShowAsync("Account");
        await bob.Page.RouteAsync("**/account/deletion", route => route.AbortAsync());
        await bob.Button("Delete my account…").ClickAsync();
        await Expect(bob.Dialog.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The server cannot be reached.");
        await Expect(bob.Button("Delete my account for ever")).ToBeDisabledAsync();
        await bob.Button("Keep it").ClickAsync();
        await bob.Page.UnrouteAllAsync();
        await bob.Button("Delete my account…").ClickAsync();
        await Expect(bob.Dialog).ToContainTextAsync("This cannot be undone.");
        await Expect(bob.Dialog).ToContainTextAsync("2 undelivered messages are lost: alice 2");
        await bob.Dialog.GetByLabel("Type your name").FillAsync("alice");
        await bob.Dialog.GetByLabel("Password").FillAsync(Password);
        await bob.Button("Delete my account for ever").ClickAsync();
        await Expect(bob.Dialog.GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();
        await bob.Button("Keep it").ClickAsync();
        await Expect(bob.Dialog).ToHaveCountAsync(0);

        await bob.Button("Delete my account…").ClickAsync();
        await bob.Dialog.GetByLabel("Type your name").FillAsync("bob");
        await bob.Dialog.GetByLabel("Password").FillAsync(Password);
        await bob.Button("Delete my account for ever").ClickAsync();
        await Expect(bob.Page.GetByText("Your account is deleted.")).ToBeVisibleAsync();
        await bob.Page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await bob.Button("Log in").ClickAsync();
        await Expect(bob.Page.Locator("#entry-error")).ToHaveTextAsync("Unknown name or wrong password.");
        await alice.ShowAsync("Talks");
        await Expect(alice.Side.GetByText("(deleted)")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Whoever_is_blocked_is_not_heard_until_he_is_unblocked()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        WebUser bob = await RegisterWebAsync(server, "bob");
        await alice.OpenPersonAsync("bob");
        await bob.OpenPersonAsync("alice");
        await alice.Button("Block").ClickAsync();
        await alice.Button("Really block?").ClickAsync();
        await Expect(alice.Page.GetByText("You take no messages from bob any more.")).ToBeVisibleAsync();
        await bob.WriteAsync("hello?");
        await Expect(bob.Message("hello?")).ToContainTextAsync("Not sent:");
        await alice.ShowAsync("Account");
        await alice.Button("Unblock bob").ClickAsync();
        await Expect(alice.Button("Unblock bob")).ToHaveCountAsync(0);
        await bob.Button("Try again").ClickAsync();
        await alice.ExpectMessageAsync("hello?");
    }

    [Test]
    public async Task A_page_that_is_loaded_anew_has_forgotten_the_login_and_the_server_too()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        (await alice.Page.EvaluateAsync<int>("() => localStorage.length + sessionStorage.length + document.cookie.length")).Should().Be(0);
        await alice.Page.ReloadAsync();
        await Expect(alice.Page.GetByRole(AriaRole.Heading, new() { Name = "Log in" })).ToBeVisibleAsync();
        await alice.LoginAsync();
        await alice.ShowAsync("Account");
        await Expect(alice.Page.GetByRole(AriaRole.List, new() { Name = "Where you are logged in" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
    }

    [Test]
    public async Task A_password_that_is_changed_logs_out_everywhere_else_and_a_wrong_one_is_said_to_be()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        WebUser elsewhere = await VisitAsync(server, "alice");
        await elsewhere.LoginAsync();
        await alice.ShowAsync("Account");
        await alice.Side.GetByLabel("Password now").FillAsync("wrong horse");
        await alice.Side.GetByLabel("New password", new() { Exact = true }).FillAsync("another horse");
        await alice.Side.GetByLabel("New password, once more").FillAsync("another horse");
        await alice.Button("Change it").ClickAsync();
        await Expect(alice.Side.GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();
        await alice.Side.GetByLabel("Password now").FillAsync(Password);
        await alice.Button("Change it").ClickAsync();
        await Expect(alice.Side.GetByText("The password is changed; you are logged out everywhere else.")).ToBeVisibleAsync();
        await Expect(elsewhere.Page.Locator("#entry-notice")).Not.ToBeEmptyAsync();
        await Expect(elsewhere.Page.Locator("#inside")).ToBeHiddenAsync();
    }
}
