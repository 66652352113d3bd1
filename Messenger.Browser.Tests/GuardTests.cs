using FluentAssertions;
using Messenger.Browser.Tests.Support;
using Messenger.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>What guards the page holds in a real browser: its policy, and the server's look at Origin.</summary>
internal sealed class GuardTests : WebTest
{
    private const string Elsewhere = "http://localhost:9/";

    [Test]
    public async Task What_gets_into_the_page_by_whatever_way_does_not_run_and_calls_nobody()
    {
        WebServer server = await StartWebAsync();
        IPage page = await OpenAsync(server.Address.ToString());
        await page.EvaluateAsync("""
            () => {
              globalThis.violated = [];
              globalThis.ran = false;
              document.addEventListener("securitypolicyviolation", event => violated.push(event.effectiveDirective));
              const script = document.createElement("script");
              script.textContent = "globalThis.ran = true";
              document.body.append(script);
              const holder = document.createElement("div");
              holder.innerHTML = "<img src='http://localhost:9/x.png' onerror='globalThis.ran = true'><p style='color: red'>red</p><iframe src='http://localhost:9/'></iframe>";
              document.body.append(holder);
              const style = document.createElement("style");
              style.textContent = "body { display: none }";
              document.head.append(style);
            }
            """);
        (await page.EvaluateAsync<string>("() => fetch('http://localhost:9/').then(() => 'asked', () => 'stopped')")).Should().Be("stopped");
        await page.WaitForFunctionAsync("() => ['script-src-elem', 'script-src-attr', 'img-src', 'style-src-elem', 'style-src-attr', 'frame-src', 'connect-src']"
            + ".every(directive => violated.includes(directive))");
        (await page.EvaluateAsync<bool>("() => ran")).Should().BeFalse();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Log in" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_page_of_another_site_may_not_speak_for_its_visitor_nor_show_this_one_within_itself()
    {
        WebServer server = await StartWebAsync();
        IPage page = await OpenAsync(null);
        await page.RouteAsync($"{Elsewhere}**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = $"<h1>Elsewhere</h1><iframe src='{server.Address}'></iframe>" }));
        TaskCompletionSource<string> framed = new();
        page.FrameNavigated += (_, frame) =>
        {
            if (frame.ParentFrame is not null && frame.Url != "about:blank")
                framed.TrySetResult(frame.Url);
        };
        await page.GotoAsync(Elsewhere);
        (await framed.Task.Within("the frame")).Should().StartWith("chrome-error:", "the browser does not show it");

        string register = $"{server.Address}api/v1/accounts";
        (await page.EvaluateAsync<string>("address => fetch(address).then(() => 'asked', () => 'stopped')", $"{server.Address}api/v1/session")).Should().Be("stopped");
        await page.RouteAsync($"{Elsewhere}form", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<form method=post enctype=text/plain action={register}><input name='{{\"name\":\"mallory\",\"password\":\"' value='correct horse\"}}'><button>Go</button></form>",
        }));
        await page.GotoAsync($"{Elsewhere}form");
        IResponse sent = await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button).ClickAsync(), response => response.Url == register);
        sent.Status.Should().Be(403);
        (await sent.TextAsync()).Should().Contain("\"code\":\"forbidden\"");
    }

    private static async Task<IPage> OpenAsync(string? address)
    {
        IBrowserContext context = await Chromium.Browser.NewContextAsync();
        IPage page = await context.NewPageAsync();
        if (address is not null)
            await page.GotoAsync(address);
        return page;
    }
}
