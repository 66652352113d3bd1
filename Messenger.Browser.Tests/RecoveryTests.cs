using FluentAssertions;
using Messenger.Browser.Tests.Support;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>Connections break and servers die: the page goes on where it was.</summary>
internal sealed class RecoveryTests : WebTest
{
    private static readonly string[] OneTwoThree = ["one", "two", "three"];

    [Test]
    public async Task The_server_is_killed_and_comes_back_and_nothing_is_lost_or_said_twice()
    {
        string data = InHome("kept");
        WebServer server = await StartKeepingWebAsync(data);
        WebUser alice = await RegisterWebAsync(server, "alice");
        WebUser bob = await RegisterWebAsync(server, "bob");
        await alice.OpenPersonAsync("bob");
        await bob.OpenPersonAsync("alice");
        await alice.WriteAsync("one");
        await bob.ExpectMessageAsync("one");
        await server.Server.Process.KillAsync();
        await Expect(bob.Page.GetByText("Connecting…")).ToBeVisibleAsync();
        await alice.WriteAsync("two");
        await Expect(alice.Message("two")).ToContainTextAsync("Not sent: The server cannot be reached.");
        await Expect(alice.Page.Locator("#news")).ToHaveTextAsync("Not sent: The server cannot be reached.");
        await alice.Writing.FillAsync("a draft");

        WebServer again = await StartKeepingWebAsync(data, server);
        await alice.ExpectInsideAsync();
        await bob.ExpectInsideAsync();
        await Expect(alice.Writing).ToHaveValueAsync("a draft");
        await alice.Button("Try again").ClickAsync();
        await bob.ExpectMessageAsync("two");
        await alice.WriteAsync("three");
        await bob.ExpectMessageAsync("three");
        await alice.ExpectMarkAsync("three", "read");
        (await TextsAsync(bob)).Should().Equal(OneTwoThree);
        (await TextsAsync(alice)).Should().Equal(OneTwoThree);

        await again.Server.Process.KillAsync();
        await alice.Button("Log out").ClickAsync();
        await Expect(alice.Page.Locator("#entry-notice")).ToContainTextAsync("The server could not be told");
    }

    [Test]
    public async Task A_browser_without_network_catches_up_when_it_has_one_again()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice");
        WebUser bob = await RegisterWebAsync(server, "bob");
        await alice.OpenPersonAsync("bob");
        await bob.OpenPersonAsync("alice");
        await alice.WriteAsync("one");
        await bob.ExpectMessageAsync("one");
        // The stream that is open stays; what is asked anew fails. Spoken otherwise it is opened anew.
        await bob.ShowAsync("Bytes");
        await bob.Page.Context.SetOfflineAsync(true);
        await bob.Side.GetByLabel("Protocol buffers").CheckAsync();
        await Expect(bob.Page.GetByText("Connecting…")).ToBeVisibleAsync();
        await alice.WriteAsync("two");
        await alice.ExpectMarkAsync("two", "stored");
        await bob.Page.Context.SetOfflineAsync(false);
        await bob.ExpectInsideAsync();
        await bob.ExpectMessageAsync("two");
        await alice.WriteAsync("three");
        await bob.ExpectMessageAsync("three");
        (await TextsAsync(bob)).Should().Equal(OneTwoThree);
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(WebUser user) => await user.Messages.Locator(".text").AllInnerTextsAsync();
}
