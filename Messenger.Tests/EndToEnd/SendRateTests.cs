using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>How fast an account may send is the operator's to say.</summary>
internal sealed class SendRateTests : ProgramTest
{
    [Test]
    public async Task A_burst_is_taken_and_what_comes_behind_it_is_told_how_long_to_wait()
    {
        RunningServer server = await StartServerAsync("--sends-per-second", "1", "--send-burst", "3");
        await RegisterJsonAsync(server, "bob");
        JsonTalk alice = await RegisterJsonAsync(server, "alice");

        // To nobody, which counts as well: such a refusal is not sent again by the client.
        List<string?> codes = [];
        for (int i = 0; i < 4; i++)
            codes.Add((await alice.AskAsync("msg", new { to = "nobody", text = "hi" })).Text("code"));

        codes.Should().Equal("no-such-account", "no-such-account", "no-such-account", "rate-limited");
    }
}
