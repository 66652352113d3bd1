using Messenger.Browser.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>Takes the pictures of docs/web.md: with the variable SCREENSHOTS set they are written into that folder of the checkout.</summary>
internal sealed class PictureTests : WebTest
{
    private const int MostBytes = 150 * 1024;

    private static readonly BrowserNewContextOptions Wide = new() { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Light };
    private static readonly BrowserNewContextOptions WideDark = new(Wide) { ColorScheme = ColorScheme.Dark };
    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 360, Height = 740 }, ColorScheme = ColorScheme.Light };
    private static readonly BrowserNewContextOptions PhoneDark = new(Phone) { ColorScheme = ColorScheme.Dark };

    [Test]
    public async Task A_conversation_by_day_and_by_night()
    {
        WebServer server = await StartWebAsync();
        WebUser entry = await VisitAsync(server, "entry", Wide);
        await TakeAsync(entry, "entry");
        WebUser alice = await RegisterWebAsync(server, "alice", Wide);
        await TakeAsync(alice, "empty");
        WebUser bob = await RegisterWebAsync(server, "bob", PhoneDark);
        WebUser carol = await RegisterWebAsync(server, "carol", Phone);
        WebUser dave = await RegisterWebAsync(server, "dmitri", WideDark);
        await dave.MakeGroupAsync("lunch", "alice bob carol");
        await dave.WriteAsync("Soup at noon? There is cake too 🍰");
        await bob.OpenTalkAsync("#lunch");
        await bob.WriteAsync("yes! 👍");
        await carol.OpenTalkAsync("#lunch");
        await carol.WriteAsync("I am late today. Could somebody keep a place for me, near the window if there is one? I will bring the plans, and the long list of what we still want to do.");
        await alice.OpenTalkAsync("#lunch");
        await alice.WriteAsync("Kept.");
        await bob.ExpectMessageAsync("Kept.");
        await alice.OpenPersonAsync("bob");
        await alice.WriteAsync("did you see the new build?\nall green, since this morning");
        await bob.Button("Back to the list").ClickAsync();
        await bob.OpenTalkAsync("alice");
        await bob.WriteAsync("Yes, I did. Looks good to me.");
        await alice.ExpectMarkAsync("did you see the new build?\nall green, since this morning", "read");
        await carol.Button("Back to the list").ClickAsync();
        await carol.OpenPersonAsync("alice");
        await carol.WriteAsync("are you there?");
        await alice.ShowAsync("Talks");
        await Expect(alice.TalkOf("carol").GetByLabel("1 unread")).ToBeVisibleAsync();
        await TakeAsync(alice, "talk");
        await TakeAsync(bob, "phone-dark");
        await bob.Button("Back to the list").ClickAsync();
        await TakeAsync(bob, "phone-talks-dark");
        await TakeAsync(carol, "phone");
        await TakeAsync(dave, "group-dark");
        await dave.Button("Group…").ClickAsync();
        await Expect(dave.Dialog.GetByRole(AriaRole.List)).ToBeVisibleAsync();
        await TakeAsync(dave, "group-dialog");
        await alice.ShowAsync("Bytes");
        await alice.Button("Ask for the same in both").ClickAsync();
        await alice.Side.GetByLabel("Protocol buffers").CheckAsync();
        await alice.WriteAsync("one more");
        await alice.ExpectMarkAsync("one more", "stored");
        await TakeAsync(alice, "bytes");
        foreach (string section in new[] { "People", "Groups", "Search", "Account" })
        {
            await alice.ShowAsync(section);
            await TakeAsync(alice, section);
        }
        await carol.Button("Back to the list").ClickAsync();
        foreach (string section in new[] { "People", "Groups", "Search", "Account", "Bytes" })
        {
            await carol.ShowAsync(section);
            await TakeAsync(carol, "phone-" + section);
        }
        await carol.ShowAsync("Account");
        await carol.Button("Delete my account…").ClickAsync();
        await Expect(carol.Button("Delete my account for ever")).ToBeEnabledAsync();
        await TakeAsync(carol, "phone-deletion");
    }

    private static async Task TakeAsync(WebUser user, string name)
    {
        string folder = Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } given
            ? Path.Combine(Messenger.Tests.Support.Repository.Root, given) : Directory.CreateTempSubdirectory("pictures-").FullName;
        byte[] picture = await user.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        Assert.That(picture.Length, Is.LessThan(MostBytes), name);
    }
}
