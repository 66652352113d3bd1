using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>What was said with one who is gone, and whose name a stranger has taken, in the line and the JSON client.</summary>
internal sealed class GoneNameTests : ProgramTest
{
    [Test]
    public async Task It_is_listed_with_what_history_takes_for_it()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await RegisterLineAsync(server, "alice");
        await alice.AskAsync("/conversations", "no conversations yet");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        await bob.AskAsync("msg", new { to = "alice", text = "remember this" });
        await alice.ExpectMessageAsync("bob: remember this");
        await bob.AskAsync("delete-account", new { confirm = "bob", password = Password });
        await RegisterJsonAsync(server, "bob");
        await alice.AskAsync("/history bob", "nothing is kept of what was said with bob");

        await alice.SayAsync("/conversations");
        string listed = await alice.NextAsync("the conversation");
        Match match = Regex.Match(listed, @"^  bob \(deleted\) · last \d\d:\d\d · /history (!\d+)$");
        match.Success.Should().BeTrue(listed);
        await alice.SayAsync($"/history {match.Groups[1].Value}");
        await alice.ExpectMessageAsync("bob (deleted): remember this");
        await alice.SayAsync($"/find remember in:{match.Groups[1].Value}");
        await alice.ExpectMessageAsync("bob (deleted): remember this");

        JsonTalk other = await LoginJsonAsync(server, "alice");
        JsonElement entry = (await other.AskAsync("conversations")).GetProperty("conversations").EnumerateArray().Single();
        (entry.Text("name"), entry.Text("with")).Should().Be(("bob", match.Groups[1].Value));
        JsonElement history = await other.AskAsync("history", new { with = entry.Text("with") });
        history.GetProperty("messages").EnumerateArray().Texts().Should().Equal("remember this");
        (await other.AskAsync("mark-read", new { with = entry.Text("with"), upTo = entry.Text("last") })).Text("event").Should().Be("ok");
    }
}
