using System.Globalization;
using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>Clients that are killed, connections that are cut, servers that come back without their memory.</summary>
internal sealed class InterruptionTests : ProgramTest
{
    [TestCase("manual")]
    [TestCase("auto")]
    public async Task A_killed_bot_sees_again_what_it_had_not_confirmed_and_nothing_else(string confirm)
    {
        RunningServer server = await StartServerAsync();
        Relay relay = Ends(new Relay(server.Port));
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        JsonTalk bob = await StartJsonAsync(relay.Port, "--confirm", confirm);
        await bob.EnterAsync("register", "bob");
        await alice.AskAsync("msg", new { to = "bob", text = "confirmed" });
        string? confirmed = (await bob.NextAsync("message")).Text("id");
        if (confirm == "manual")
            (await bob.AskAsync("confirm", new { ids = new[] { confirmed } })).Text("event").Should().Be("ok");
        else
            (await bob.AskAsync("unread")).Number("total").Should().Be(0);

        // What it says from here on, its confirmation above all, does not reach the server.
        relay.HoldToServer();
        await alice.AskAsync("msg", new { to = "bob", text = "not confirmed" });
        JsonElement shown = await bob.NextAsync("message");
        shown.Text("text").Should().Be("not confirmed");
        await bob.Process.KillAsync();
        relay.Cut();

        JsonTalk again = await StartJsonAsync(server);
        (await again.EnterAsync("login", "bob")).Number("total").Should().Be(1);
        (await again.AskAsync("read")).Number("count").Should().Be(1);
        JsonElement shownAgain = await again.NextAsync("message");
        shownAgain.Text("id").Should().Be(shown.Text("id"));
        shownAgain.Text("text").Should().Be("not confirmed");
        shownAgain.GetProperty("queued").GetBoolean().Should().BeTrue();
    }

    [Test]
    public async Task A_cut_connection_is_resumed_and_nothing_is_lost_doubled_or_out_of_order()
    {
        const int each = 50;
        RunningServer server = await StartServerAsync();
        Relay relay = Ends(new Relay(server.Port));
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        JsonTalk alice = await StartJsonAsync(relay.Port);
        await alice.EnterAsync("register", "alice");
        await alice.AskAsync("logout");
        await bob.AskAsync("msg", new { to = "alice", text = "held 1" });
        await bob.AskAsync("msg", new { to = "alice", text = "held 2" });
        (await alice.EnterAsync("login", "alice")).Number("total").Should().Be(2);

        // The server stores these, and its answers are lost with the connection.
        relay.HoldToClient();
        List<string> sends = [];
        for (int i = 0; i < each; i++)
            sends.Add(await alice.SayAsync("msg", new { to = "bob", text = $"before {i}" }));
        List<JsonElement> received = await bob.MessagesAsync(each);
        relay.Cut();
        (await alice.NextAsync("disconnected")).Text("reason").Should().Be("connection-lost");
        for (int i = 0; i < each; i++)
            sends.Add(await alice.SayAsync("msg", new { to = "bob", text = $"while cut off {i}" }));
        (await alice.AskAsync("list")).Text("code").Should().Be("not-connected");
        for (int i = 0; i < each; i++)
            await bob.AskAsync("msg", new { to = "alice", text = $"meanwhile {i}" });

        relay.Restore();
        (await alice.NextAsync("reconnected")).GetProperty("loggedIn").GetBoolean().Should().BeTrue();
        List<JsonElement> meanwhile = await alice.MessagesAsync(each);
        meanwhile.Texts().Should().Equal(Enumerable.Range(0, each).Select(i => Numbered("meanwhile", i)));
        meanwhile.Should().OnlyContain(message => !message.GetProperty("queued").GetBoolean());
        List<string?> ids = [];
        foreach (string send in sends)
        {
            JsonElement answer = await alice.AnswerAsync(send);
            answer.Text("event").Should().Be("sent");
            ids.Add(answer.Text("id"));
        }

        await alice.AskAsync("msg", new { to = "bob", text = "last" });
        received.AddRange(await bob.MessagesAsync(each + 1));
        received.Texts().Should().Equal([
            .. Enumerable.Range(0, each).Select(i => Numbered("before", i)),
            .. Enumerable.Range(0, each).Select(i => Numbered("while cut off", i)),
            "last"]);
        received.Take(2 * each).Select(message => message.Text("id")).Should().Equal(ids);

        (await alice.AskAsync("unread")).Number("total").Should().Be(2, "what was held stays held");
        alice.HasPassedOver("message").Should().BeFalse();
        await alice.AskAsync("read");
        (await alice.MessagesAsync(2)).Texts().Should().Equal("held 1", "held 2");
    }

    [Test]
    public async Task A_person_whose_connection_is_cut_reads_what_happens_and_goes_on()
    {
        RunningServer server = await StartServerAsync();
        Relay relay = Ends(new Relay(server.Port));
        LineTalk bob = await RegisterLineAsync(server, "bob");
        LineTalk alice = await StartLineAsync(relay.Port);
        await alice.RegisterAsync("alice");

        relay.Cut();
        (await alice.NextAsync("word of the cut")).Should().StartWith("disconnected: ").And.EndWith("; trying again, messages wait");
        await alice.AskAsync("/msg bob hello", "offline: the message to bob waits until the connection is back");
        await alice.AskAsync("/list", "not connected; try again when the connection is back (not-connected)");
        await bob.AskAsync("/msg alice one", "stored for alice, who is not logged in");
        await bob.AskAsync("/msg alice two", "stored for alice, who is not logged in");
        relay.Restore();

        await alice.ExpectAsync("connected again as alice");
        string[] then = [await alice.NextAsync(), await alice.NextAsync(), await alice.NextAsync()];
        then.Should().ContainSingle(line => line == "delivered to bob");
        then.Where(line => line != "delivered to bob").Should().SatisfyRespectively(
            line => line.Should().EndWith(" bob: one"), line => line.Should().EndWith(" bob: two"));
        await bob.ExpectMessageAsync("alice: hello");
        await alice.QuitAsync();
    }

    [Test]
    public async Task A_server_that_comes_back_without_its_memory_ends_the_login_and_what_was_not_sent_fails()
    {
        RunningServer server = await StartServerAsync();
        LineTalk person = await RegisterLineAsync(server, "person");
        JsonTalk bot = await RegisterJsonAsync(server, "bot");
        await server.Process.KillAsync();
        (await person.NextAsync("word of the cut")).Should().StartWith("disconnected: ");
        await person.AskAsync("/msg bot hello", "offline: the message to bot waits until the connection is back");
        await bot.NextAsync("disconnected");
        string send = await bot.SayAsync("msg", new { to = "person", text = "hello" });

        await StartServerAsync("127.0.0.1", server.Port);
        // What happened and what became of a send are told side by side.
        string[] then = [await person.NextAsync(), await person.NextAsync(), await person.NextAsync(), await person.NextAsync()];
        then.Should().BeEquivalentTo(
            "connected again",
            "no longer logged in: the server no longer knows this login; 1 message not sent",
            "/login NAME logs in again; if the account is gone: /register NAME",
            "not sent to bot: the server no longer knows this login (not-logged-in)");
        await person.AskAsync("/whoami", "not logged in; /login NAME or /register NAME");
        await person.RegisterAsync("person");

        (await bot.NextAsync("reconnected")).GetProperty("loggedIn").GetBoolean().Should().BeFalse();
        (await bot.AnswerAsync(send)).Text("code").Should().Be("not-logged-in");
        (await bot.NextAsync("error")).Text("code").Should().Be("not-logged-in");
        await bot.EnterAsync("register", "bot");
        (await bot.AskAsync("msg", new { to = "person", text = "again" })).Text("event").Should().Be("sent");
        await person.ExpectMessageAsync("bot: again");
    }

    private static string Numbered(string word, int number) => string.Create(CultureInfo.InvariantCulture, $"{word} {number}");
}
