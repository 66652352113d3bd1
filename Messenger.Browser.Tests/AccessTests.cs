using FluentAssertions;
using Messenger.Browser.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>The page for whoever has no mouse, a small window, or dark surroundings.</summary>
internal sealed class AccessTests : WebTest
{
    private static readonly string[] Sections = ["Talks", "People", "Groups", "Search", "Account", "Bytes"];

    /// <summary>Every text that is shown, with less contrast than WCAG 2 asks for (4.5, or 3 where it is large).</summary>
    private const string Pale = """
        () => {
          const parse = colour => colour.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
            .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
          const ground = element => {
            for (let at = element; at; at = at.parentElement) {
              const colour = parse(getComputedStyle(at).backgroundColor);
              if (colour.length === 3 || colour[3] > 0)
                return colour;
            }
            return [255, 255, 255];
          };
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const pale = [];
          for (let node = texts.nextNode(); node; node = texts.nextNode()) {
            const element = node.parentElement;
            const style = getComputedStyle(element);
            if (!node.data.trim() || !element.checkVisibility({ opacityProperty: true }) || element.closest('.spoken, :disabled, script'))
              continue;
            const [over, under] = [light(parse(style.color)), light(ground(element))].sort((a, b) => b - a);
            const contrast = (over + 0.05) / (under + 0.05);
            if (contrast < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5))
              pale.push(`${node.data.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
          }
          return pale;
        }
        """;

    [Test]
    public async Task Everything_is_done_by_keys_alone()
    {
        WebServer server = await StartWebAsync();
        WebUser bob = await RegisterWebAsync(server, "bob");
        WebUser alice = await VisitAsync(server, "alice");
        IKeyboard keys = alice.Page.Keyboard;
        await Expect(alice.Page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await TabToAsync(alice, "Register instead");
        await keys.PressAsync("Enter");
        await keys.TypeAsync("alice");
        await keys.PressAsync("Tab");
        await keys.TypeAsync(Password);
        await keys.PressAsync("Tab");
        await keys.TypeAsync(Password);
        await keys.PressAsync("Enter");
        await alice.ExpectInsideAsync();

        await TabToAsync(alice, "People");
        await keys.PressAsync("Enter");
        await TabToAsync(alice, "bob");
        await keys.PressAsync("Enter");
        await alice.ExpectOpenAsync("bob");
        await Expect(alice.Writing).ToBeFocusedAsync();
        await keys.TypeAsync("first line");
        await keys.PressAsync("Shift+Enter");
        await keys.TypeAsync("second line");
        await keys.PressAsync("Enter");
        await bob.OpenTalkAsync("alice");
        await bob.ExpectMessageAsync("first line\nsecond line");
        await alice.ExpectMarkAsync("first line\nsecond line", "read");
        await TabToAsync(alice, "Edit", backwards: true);
        await keys.PressAsync("Enter");
        await keys.PressAsync("Control+A");
        await keys.TypeAsync("other words");
        await keys.PressAsync("Enter");
        await bob.ExpectMessageAsync("other words");
        await keys.PressAsync("Escape");
        await Expect(alice.Page.Locator("#talk h2")).ToHaveCountAsync(0);

        await TabToAsync(alice, "Account", backwards: true);
        await keys.PressAsync("Enter");
        await TabToAsync(alice, "Delete my account…");
        await keys.PressAsync("Enter");
        await Expect(alice.Dialog.GetByLabel("Type your name")).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(alice.Dialog).ToHaveCountAsync(0);
        await Expect(alice.Button("Delete my account…")).ToBeFocusedAsync();
        await TabToAsync(alice, "Bytes", backwards: true);
        await keys.PressAsync("Space");
        await TabToAsync(alice, "JSON");
        await keys.PressAsync("ArrowRight");
        await Expect(alice.Side.GetByLabel("Protocol buffers")).ToBeCheckedAsync();
        await TabToAsync(alice, "Log out", backwards: true);
        await keys.PressAsync("Enter");
        await Expect(alice.Page.GetByText("You are logged out.")).ToBeVisibleAsync();
        await Expect(alice.Page.GetByLabel("Password", new() { Exact = true })).ToBeFocusedAsync();
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task It_fits_into_360_pixels_and_can_be_read_by_day_and_by_night(ColorScheme scheme)
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await VisitAsync(server, "alice", new() { ViewportSize = new() { Width = 360, Height = 640 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await ExpectGoodAsync(alice, "the entry");
        await alice.RegisterAsync();
        WebUser bob = await RegisterWebAsync(server, "bob");
        await alice.MakeGroupAsync("lunch", "bob");
        await alice.WriteAsync("a word");
        await bob.OpenTalkAsync("#lunch");
        await bob.WriteAsync("another one");
        await alice.ExpectMarkAsync("a word", "read");
        await alice.ExpectMessageAsync("another one");
        await alice.Message("a word").HoverAsync();
        await ExpectGoodAsync(alice, "a conversation");
        await alice.Button("Group…").ClickAsync();
        await Expect(alice.Dialog.GetByText("2 members")).ToBeVisibleAsync();
        await ExpectGoodAsync(alice, "a group");
        await alice.Dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await alice.Button("Back to the list").ClickAsync();
        foreach (string section in Sections)
        {
            await alice.ShowAsync(section);
            await ExpectGoodAsync(alice, section);
        }
        await alice.Button("Ask for the same in both").ClickAsync();
        await Expect(alice.Side.GetByText("GET /accounts").First).ToBeVisibleAsync();
        await ExpectGoodAsync(alice, "the bytes of both");
        await alice.ShowAsync("Account");
        await alice.Button("Delete my account…").ClickAsync();
        await Expect(alice.Button("Delete my account for ever")).ToBeEnabledAsync();
        await ExpectGoodAsync(alice, "the warning");
    }

    private static async Task ExpectGoodAsync(WebUser user, string where)
    {
        await user.ExpectNoScrollingSidewaysAsync(where);
        (await user.Page.EvaluateAsync<string[]>(Pale)).Should().BeEmpty("texts have contrast: {0}", where);
    }

    /// <summary>Goes on by Tab until something of this name has the focus, and sees that it shows.</summary>
    private static async Task TabToAsync(WebUser user, string name, bool backwards = false)
    {
        const int most = 60;
        for (int step = 0; step < most; step++)
        {
            await user.Page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
            string[] focused = await user.Page.EvaluateAsync<string[]>(
                "() => [document.activeElement.labels?.[0]?.textContent ?? '', document.activeElement.innerText ?? '', getComputedStyle(document.activeElement).outlineStyle,"
                + " getComputedStyle(document.activeElement).opacity]");
            if (!focused[..2].Any(words => words.Contains(name, StringComparison.Ordinal) && words.Length < name.Length + 10))
                continue;
            focused[2].Should().NotBe("none", "the focus on {0} is seen", name);
            focused[3].Should().Be("1", "{0} is seen when it has the focus", name);
            return;
        }
        Assert.Fail($"there is no way to {name} by {most} steps");
    }
}
