using Messenger.Browser.Tests.Support;
using Messenger.Tests.Support;
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
    private static readonly BrowserNewContextOptions PhoneDark = new()
    {
        ViewportSize = new() { Width = 360, Height = 740 },
        ColorScheme = ColorScheme.Dark,
        HasTouch = true,
        IsMobile = true,
    };

    private string _folder = "";

    [SetUp]
    public void ChooseFolder() => _folder = Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } given
        ? Directory.CreateDirectory(Path.Combine(Repository.Root, given)).FullName : Home;

    [Test]
    public async Task The_page_by_day_by_night_in_the_hand_and_with_its_bytes()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, "alice", Wide);
        WebUser bob = await RegisterWebAsync(server, "bob", PhoneDark);
        WebUser carol = await RegisterWebAsync(server, "carol", Wide);
        WebUser dmitri = await RegisterWebAsync(server, "dmitri", WideDark);
        await dmitri.MakeGroupAsync("lunch", "alice bob carol");
        await dmitri.WriteAsync("Soup at noon? There is cake too 🍰");
        await bob.OpenTalkAsync("#lunch");
        await bob.WriteAsync("yes! 👍");
        await carol.OpenTalkAsync("#lunch");
        await carol.WriteAsync("I am late today. Could somebody keep a place for me, near the window if there is one? I will bring the plans, and the list of what we still want to do.");
        await alice.OpenTalkAsync("#lunch");
        await alice.WriteAsync("Kept.");
        await bob.ExpectMessageAsync("Kept.");
        await carol.ExpectMessageAsync("Kept.");
        await dmitri.ExpectMarkAsync("Soup at noon? There is cake too 🍰", "read");
        await dmitri.ShowAsync("Groups");
        await TakeAsync(dmitri, "web-night");

        await alice.OpenPersonAsync("bob");
        await alice.WriteAsync("Did you see the new build?\nAll green, since this morning.");
        await bob.Button("Back to the list").ClickAsync();
        await bob.OpenTalkAsync("alice");
        await bob.WriteAsync("Yes, and it is twice as fast.");
        await alice.ExpectMarkAsync("Did you see the new build?\nAll green, since this morning.", "read");
        await carol.OpenPersonAsync("alice");
        await carol.WriteAsync("Are you there?");
        await alice.ShowAsync("Talks");
        await Expect(alice.TalkOf("carol").GetByLabel("1 unread")).ToBeVisibleAsync();
        await Expect(alice.TalkOf("carol").GetByLabel("online")).ToBeVisibleAsync();
        await alice.WriteAsync("I know! 🎉");
        await alice.ExpectMarkAsync("I know! 🎉", "read");
        await TakeAsync(alice, "web-day");
        await bob.ExpectMarkAsync("Yes, and it is twice as fast.", "read");
        await TakeAsync(bob, "web-phone");

        await alice.ShowAsync("Bytes");
        await alice.Side.GetByLabel("Protocol buffers").CheckAsync();
        await alice.WriteAsync("And smaller, too.");
        await alice.ExpectMarkAsync("And smaller, too.", "read");
        await bob.WriteAsync("How much smaller?");
        await alice.ExpectMessageAsync("How much smaller?");
        await alice.Button("Ask for the same in both").ClickAsync();
        await Expect(alice.Side.GetByRole(AriaRole.Row).Filter(new() { HasText = "GET /accounts" }).GetByRole(AriaRole.Cell).Filter(new() { HasText = "–" })).ToHaveCountAsync(0);
        await TakeAsync(alice, "web-bytes");
    }

    private async Task TakeAsync(WebUser user, string name)
    {
        byte[] picture = await user.Page.ScreenshotAsync(
            new() { Path = Path.Combine(_folder, name + ".png"), Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide });
        Assert.That(picture.Length, Is.LessThan(MostBytes), name);
    }
}
