using Messenger.Browser.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>A group from its making to its end, in the page.</summary>
internal sealed class GroupTests : WebTest
{
    [Test]
    public async Task A_group_is_made_talks_gets_members_and_another_name_and_ends()
    {
        WebServer server = await StartWebAsync();
        WebUser bob = await RegisterWebAsync(server, "bob");
        WebUser carol = await RegisterWebAsync(server, "carol");
        WebUser alice = await RegisterWebAsync(server, "alice");
        await alice.ShowAsync("Groups");
        await Expect(alice.Side.GetByText("You are in no group yet.")).ToBeVisibleAsync();
        await alice.Side.GetByLabel("Name", new() { Exact = true }).FillAsync("lunch");
        await alice.Side.GetByLabel("Members, apart from you").FillAsync("bob nobody");
        await alice.Button("Make the group").ClickAsync();
        await Expect(alice.Side.GetByRole(AriaRole.Alert)).ToContainTextAsync("nobody");
        await alice.MakeGroupAsync("lunch", "bob");
        await bob.OpenTalkAsync("#lunch");
        await alice.WriteAsync("hello, bob");
        await bob.ExpectMessageAsync("hello, bob");

        await alice.Button("Group…").ClickAsync();
        await alice.Dialog.GetByLabel("Add:").FillAsync("carol");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(alice.Dialog.GetByText("3 members")).ToBeVisibleAsync();
        await alice.Dialog.GetByLabel("Another name for the group").FillAsync("dinner");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await alice.ExpectOpenAsync("#dinner");
        await bob.ExpectOpenAsync("#dinner");
        await bob.ExpectMessageAsync("hello, bob");
        await carol.OpenTalkAsync("#dinner");
        await carol.WriteAsync("hello from carol");
        await bob.ExpectMessageAsync("hello from carol");

        await alice.Button("Group…").ClickAsync();
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Remove carol" }).ClickAsync();
        await Expect(alice.Dialog.GetByText("2 members")).ToBeVisibleAsync();
        await Expect(carol.Page.Locator("#talk").GetByRole(AriaRole.Alert)).ToHaveTextAsync("You are not in this group any more.");
        await carol.WriteAsync("still here?");
        await Expect(carol.Message("still here?")).ToContainTextAsync("Not sent:");
        await carol.Button("Drop").ClickAsync();
        await Expect(carol.Message("still here?")).ToHaveCountAsync(0);

        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Really delete, for everybody?" }).ClickAsync();
        await Expect(alice.Dialog).ToHaveCountAsync(0);
        await Expect(bob.Page.Locator("#talk").GetByRole(AriaRole.Alert)).ToHaveTextAsync("This group was deleted.");
        await bob.WriteAsync("is anybody there?");
        await Expect(bob.Message("is anybody there?")).ToContainTextAsync("Not sent:");
        await bob.ShowAsync("Groups");
        await Expect(bob.Side.GetByText("You are in no group yet.")).ToBeVisibleAsync();
    }
}
