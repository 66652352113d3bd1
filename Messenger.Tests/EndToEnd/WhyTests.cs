using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The way of a message with the real program, over lines and JSON.</summary>
internal sealed class WhyTests : ProgramTest
{
    [Test]
    public async Task A_bot_sees_the_way_of_its_message_on_disk_and_only_its_own()
    {
        RunningServer server = await StartKeepingAsync(InHome("data"));
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        string id = (await alice.AskAsync("msg", new { to = "bob", text = "hello" })).Text("id")!;
        await bob.NextAsync("message");
        (await bob.AskAsync("mark-read", new { with = "alice", upTo = id })).Text("event").Should().Be("ok");

        JsonElement way = await alice.AskAsync("why", new { id });

        way.Text("event").Should().Be("why");
        way.Text("id").Should().Be(id);
        way.Text("to").Should().Be("bob");
        way.GetProperty("durable").GetBoolean().Should().BeTrue();
        way.GetProperty("timesKnown").GetBoolean().Should().BeTrue();
        (way.Number("terminals"), way.Number("of"), way.Number("readBy")).Should().Be((1, 1, 1));
        string?[] times = [way.Text("acceptedAt"), way.Text("storedAt"), way.Text("pushedAt"), way.Text("readAt")];
        times.Should().BeInAscendingOrder(StringComparer.Ordinal!);
        (await bob.AskAsync("why", new { id })).Text("code").Should().Be("no-such-message");
    }

    [Test]
    public async Task A_person_asks_why_there_is_no_answer()
    {
        RunningServer server = await StartServerAsync();
        LineTalk bob = await RegisterLineAsync(server, "bob");
        await bob.AskAsync("/logout", "logged out");
        LineTalk alice = await RegisterLineAsync(server, "alice");
        await alice.AskAsync("/to bob", "lines without a command go to bob now");
        await alice.AskAsync("are you there?", "stored for bob, who is not logged in");

        await alice.SayAsync("/why");

        (await alice.NextAsync()).Should().MatchRegex("^message [0-9a-f-]{36} to bob$");
        (await alice.NextAsync()).Should().MatchRegex(@"^  \d\d:\d\d:\d\d\.\d{3}  taken up by the server$");
        (await alice.NextAsync()).Should().MatchRegex(@"^  \d\d:\d\d:\d\d\.\d{3}  in memory only, as everything on this server \(\+\d+ ms\)$");
        await alice.ExpectAsync("  --:--:--.---  not pushed to any terminal yet");
        await alice.ExpectAsync("  --:--:--.---  not confirmed yet");
        await alice.ExpectAsync("  --:--:--.---  not read yet, or that is not told");
        await alice.QuitAsync();
    }
}
