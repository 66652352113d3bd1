using FluentAssertions;
using Messenger.Browser.Tests.Support;
using Messenger.Tests.EndToEnd.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>Texts and names that want to do something do nothing, and break nothing, on the narrowest window there is.</summary>
internal sealed class HostileTests : WebTest
{
    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 360, Height = 640 }, HasTouch = true, IsMobile = true };

    /// <summary>What is sent, and a part of what is seen of it.</summary>
    private static readonly (string Sent, string Seen)[] Texts =
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("\"><svg/onload=alert(1)>", "\"><svg/onload=alert(1)>"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("</article></ol><form action=//elsewhere.example><button>Log in</button>", "</article></ol><form action"),
        ("<style>*{display:none}</style>&lt;b&gt;&amp;amp;", "<style>*{display:none}</style>&lt;b&gt;&amp;amp;"),
        ("photo\u202egnp.exe", "photoU+202Egnp.exe"),
        ("to\u2066left\u2069 a\u200bb c\ufeffd", "toU+2066leftU+2069 aU+200Bb cU+FEFFd"),
        ("\u001b[31mred\u001b[0m\u0007", "U+001B[31mredU+001B[0mU+0007"),
        ("Z" + new string('\u0301', 400), "Z"),
        (string.Concat(Enumerable.Repeat("مرحبا ", 40)), "مرحبا"),
        (string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿", 30)), "👩‍👩‍👧‍👦"),
        (string.Concat(Enumerable.Repeat("漢字かな", 100)), "漢字かな"),
        (string.Concat(Enumerable.Repeat("line\n", 300)), "line"),
        (new string('x', 16 * 1024), "xxxxxxxx"),
        (string.Concat(Enumerable.Repeat("&<>\"'`", 2700)), "&<>\"'`"),
        ("__proto__ constructor ${7*7} {{7*7}} %s %n", "__proto__ constructor ${7*7} {{7*7}} %s %n"),
    ];

    [TestCase("JSON")]
    [TestCase("Protocol buffers")]
    public async Task Texts_are_text(string spoken)
    {
        WebServer server = await StartWebAsync();
        JsonTalk mallory = await RegisterJsonAsync(server.Server, new string('m', 32));
        WebUser alice = await VisitAsync(server, "alice", Phone);
        await alice.Page.GetByLabel(spoken).CheckAsync();
        await alice.RegisterAsync();
        int elements = await alice.Page.Locator("script, style, form, svg, img, iframe, link").CountAsync();
        foreach ((string text, _) in Texts)
            (await mallory.AskAsync("msg", new { to = "alice", text })).Text("event").Should().Be("sent", "{0}", text[..10]);
        await Expect(alice.TalkOf("mmm").GetByLabel($"{Texts.Length} unread")).ToBeVisibleAsync();
        await alice.ExpectNoScrollingSidewaysAsync("the list of talks");
        await alice.TalkOf("mmm").ClickAsync();
        await Expect(alice.Messages).ToHaveCountAsync(Texts.Length);
        for (int at = 0; at < Texts.Length; at++)
            await Expect(alice.Messages.Nth(at).Locator(".text")).ToContainTextAsync(Texts[at].Seen);
        await alice.ExpectNoScrollingSidewaysAsync("the conversation");
        (await alice.Page.EvaluateAsync<int>("() => Math.max(...[...document.querySelectorAll('.message, .text, .who')].map(e => e.getBoundingClientRect().right))"))
            .Should().BeLessThanOrEqualTo(360);
        // What was there before is there, and nothing else that does something: the form to write with.
        (await alice.Page.Locator("script, style, form, svg, img, iframe, link").CountAsync()).Should().Be(elements + 1);
        await alice.WriteAsync("<b>I saw it</b>");
        await alice.ExpectMarkAsync("<b>I saw it</b>", "delivered");
        (await mallory.AskAsync("unsend", new { id = (await mallory.AskAsync("msg", new { to = "alice", text = "<i>last</i>" })).Text("id") })).Text("event").Should().NotBe("error");
        await Expect(alice.Messages.Last).ToContainTextAsync("taken back");
    }

    [Test]
    public async Task Names_that_are_none_are_refused_with_a_reason_and_long_ones_fit()
    {
        WebServer server = await StartWebAsync();
        WebUser alice = await RegisterWebAsync(server, new string('w', 32), Phone);
        await alice.ExpectNoScrollingSidewaysAsync("a long name");
        foreach (string name in new[] { "<script>alert(1)</script>", "a\u202eb", "../../x" })
        {
            await alice.ShowAsync("Groups");
            await alice.Side.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
            await alice.Button("Make the group").ClickAsync();
            await Expect(alice.Side.GetByRole(AriaRole.Alert)).Not.ToBeEmptyAsync();
            await alice.ExpectNoScrollingSidewaysAsync(name);
        }
        string longest = new('W', 32);
        await alice.MakeGroupAsync(longest, "");
        await alice.ExpectNoScrollingSidewaysAsync("a group with a long name");
        await alice.Button("Group…").ClickAsync();
        await Expect(alice.Dialog.GetByText("1 member")).ToBeVisibleAsync();
        (await alice.Dialog.EvaluateAsync<int>("dialog => dialog.scrollWidth - dialog.clientWidth")).Should().BeLessThanOrEqualTo(0);
    }
}
