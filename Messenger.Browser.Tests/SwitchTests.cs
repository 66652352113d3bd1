using System.Collections.Concurrent;
using System.Globalization;
using FluentAssertions;
using Messenger.Browser.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Messenger.Browser.Tests;

/// <summary>The switch between JSON and protocol buffers, and the bytes of each.</summary>
internal sealed class SwitchTests : WebTest
{
    [Test]
    public async Task One_talks_on_in_the_other_representation_and_sees_what_each_costs()
    {
        WebServer server = await StartWebAsync();
        WebUser bob = await RegisterWebAsync(server, "bob");
        WebUser alice = await VisitAsync(server, "alice");
        ConcurrentQueue<IRequest> requests = new();
        alice.Page.Request += (_, request) => requests.Enqueue(request);
        await alice.Page.GetByLabel("Protocol buffers").CheckAsync();
        await alice.RegisterAsync();
        await alice.OpenPersonAsync("bob");
        await bob.OpenPersonAsync("alice");
        await alice.WriteAsync("the same words");
        await bob.ExpectMessageAsync("the same words");
        Dictionary<string, string> events = await Last(requests, "GET", "/events").AllHeadersAsync();
        events["accept"].Should().Be("application/x-protobuf");
        IRequest sent = Last(requests, "POST", "/messages");
        (await sent.AllHeadersAsync())["content-type"].Should().Be("application/x-protobuf");
        sent.PostDataBuffer!.Length.Should().Be(2 + 16 + 2 + "bob".Length + 2 + "the same words".Length);
        await alice.ShowAsync("Bytes");
        await Expect(alice.Side.GetByLabel("Protocol buffers")).ToBeCheckedAsync();
        await ExpectRowAsync(alice, "POST /messages", [null, null, sent.PostDataBuffer.Length, await AnswerAsync(sent)]);

        await alice.Side.GetByLabel("JSON").CheckAsync();
        await alice.WriteAsync("the same words");
        await Expect(bob.Message("the same words")).ToHaveCountAsync(2);
        await bob.WriteAsync("an answer");
        await alice.ExpectMessageAsync("an answer");
        IRequest again = Last(requests, "POST", "/messages");
        (await again.AllHeadersAsync())["content-type"].Should().Be("application/json");
        (await Last(requests, "GET", "/events").AllHeadersAsync())["accept"].Should().Be("text/event-stream");
        await ExpectRowAsync(alice, "POST /messages",
            [again.PostDataBuffer!.Length, await AnswerAsync(again), sent.PostDataBuffer.Length, await AnswerAsync(sent)]);

        await alice.Button("Ask for the same in both").ClickAsync();
        await Expect(alice.Side.GetByRole(AriaRole.Row).Filter(new() { HasText = "GET /accounts" }).GetByRole(AriaRole.Cell).Filter(new() { HasText = "–" })).ToHaveCountAsync(0);
        ILocator last = alice.Page.GetByRole(AriaRole.List, new() { Name = "Last exchanges" }).GetByRole(AriaRole.Listitem);
        await Expect(last.Filter(new() { HasText = $"POST /messages201 · JSON · {again.PostDataBuffer.Length} B sent, {await AnswerAsync(again)} B received" })).ToHaveCountAsync(1);
        await Expect(last.Filter(new() { HasText = "event messageJSON" })).ToHaveCountAsync(1);
    }

    private static IRequest Last(IEnumerable<IRequest> requests, string method, string path) =>
        requests.Last(request => request.Method == method && new Uri(request.Url).AbsolutePath == "/api/v1" + path);

    private static async Task<int> AnswerAsync(IRequest request) => (await (await request.ResponseAsync())!.BodyAsync()).Length;

    /// <summary>The cells of an operation: sent and received in JSON, sent and received in protocol buffers; null where nothing was counted.</summary>
    private static Task ExpectRowAsync(WebUser user, string operation, int?[] bytes) => Expect(
        user.Side.GetByRole(AriaRole.Row).Filter(new() { Has = user.Page.GetByText(operation, new() { Exact = true }) }).GetByRole(AriaRole.Cell))
        .ToHaveTextAsync(bytes.Select(count => count?.ToString(CultureInfo.InvariantCulture) ?? "–").ToArray());
}
