using System.Text.Json;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.EndToEnd.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

/// <summary>Sessions whose connection breaks, by either door: nothing is lost and nothing comes twice.</summary>
internal sealed class CutTests : DoorTest
{
    private const int Messages = 300;

    [Test]
    public async Task What_is_said_through_a_broken_network_comes_once_and_in_order([Values] Door door)
    {
        Doors doors = await StartDoorsAsync();
        SessionOptions options = OptionsOf(doors, door);
        await using Relay relay = new(options.Port);
        DoorTalk alice = await TalkAsync(options with { Port = relay.Port });
        DoorTalk bob = await TalkAsync(options with { Port = relay.Port });
        await alice.EnterAsync("register", "alice");
        await bob.EnterAsync("register", "bob");
        List<string> answers = [];
        for (int i = 0; i < Messages; i++)
        {
            answers.Add(await alice.SayAsync("msg", new { to = "bob", text = $"{i}" }));
            // Requests get lost, then answers, events and confirmations.
            if (i == Messages / 4)
                relay.HoldToServer();
            else if (i == Messages * 2 / 4)
                await BreakAsync(relay, alice, bob);
            else if (i == Messages * 3 / 4)
                relay.HoldToClient();
        }
        await BreakAsync(relay, alice, bob);

        for (int i = 0; i < Messages; i++)
            (await bob.NextAsync("message")).Text("text").Should().Be($"{i}");
        foreach (string answer in answers)
            (await alice.AnswerAsync(answer)).Text("event").Should().Be("sent");
        // Behind the last one, there is nothing else.
        await alice.AskAsync("msg", new { to = "bob", text = "end" });
        (await bob.NextAsync("message")).Text("text").Should().Be("end");
        (await bob.AskAsync("unread")).Number("total").Should().Be(0);
        JsonElement history = await bob.AskAsync("history", new { with = "alice", count = 200 });
        history.GetProperty("messages").EnumerateArray().Select(message => message.Text("text"))
            .Should().Equal([.. Enumerable.Range(Messages - 199, 199).Select(i => $"{i}"), "end"]);
    }

    [Test]
    public async Task A_login_that_ended_meanwhile_is_lost([Values] Door door)
    {
        Doors doors = await StartDoorsAsync();
        SessionOptions options = OptionsOf(doors, door);
        await using Relay relay = new(options.Port);
        DoorTalk bob = await TalkAsync(options with { Port = relay.Port });
        await bob.EnterAsync("register", "bob");
        DoorTalk other = await TalkAsync(options);
        await other.EnterAsync("login", "bob");
        relay.Cut();
        await bob.NextAsync("disconnected");
        await other.AskAsync("change-password", new { password = DoorTalk.Password, @new = "another horse" });
        relay.Restore();
        (await bob.NextAsync("reconnected")).GetProperty("loggedIn").GetBoolean().Should().BeFalse();
        (await bob.AskAsync("unread")).Text("code").Should().Be("not-logged-in");
    }

    [Test]
    public async Task A_server_that_goes_says_so([Values] Door door)
    {
        Doors doors = await StartDoorsAsync();
        DoorTalk bob = await TalkAsync(OptionsOf(doors, door));
        await bob.EnterAsync("register", "bob");
        await StopAsync(doors.Wire);
        (await bob.NextAsync("disconnected")).Text("reason").Should().Be(ErrorCode.ShuttingDown.Word());
    }

    private static async Task BreakAsync(Relay relay, params DoorTalk[] talks)
    {
        relay.Cut();
        foreach (DoorTalk talk in talks)
            await talk.NextAsync("disconnected");
        relay.Restore();
        foreach (DoorTalk talk in talks)
        {
            talk.Session.ReconnectNow();
            (await talk.NextAsync("reconnected")).GetProperty("resumed").GetBoolean().Should().BeTrue();
        }
    }
}
