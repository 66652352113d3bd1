using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>People at line clients and bots over JSON, in groups and in private.</summary>
internal sealed class GroupConversationTests : ProgramTest
{
    [Test]
    public async Task Accounts_and_groups_are_listed_one_and_all_are_written_to_and_who_was_away_finds_it()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await RegisterLineAsync(server, "alice");
        LineTalk bob = await RegisterLineAsync(server, "bob");
        JsonTalk carol = await RegisterJsonAsync(server, "carol");
        JsonTalk dave = await RegisterJsonAsync(server, "dave");
        await dave.AskAsync("logout");

        await alice.AskAsync("/list", "  alice  online", "  bob  online", "  carol  online", "  dave");
        Names(await carol.AskAsync("list"), "accounts").Should().Equal("alice", "bob", "carol", "dave");
        await alice.AskAsync("/group create lunch bob nobody", "there is no account nobody (no-such-account)");
        await alice.AskAsync("/groups", "you are in no group; /group create NAME PEOPLE makes one");
        await alice.AskAsync("/group create lunch bob carol dave", "#lunch is made; in it:", "  alice (owner), bob, carol, dave");
        await bob.ExpectAsync("alice added you to #lunch, 4 members");
        (await carol.NextAsync("group")).Text("change").Should().Be("joined");
        await bob.AskAsync("/groups", "  #lunch  4 members, owner alice");
        Names(await carol.AskAsync("groups", new { pattern = "LUN*" }), "groups").Should().Equal("#lunch");

        await alice.AskAsync("/msg bob just you", "delivered to bob");
        await bob.ExpectMessageAsync("alice: just you");
        await alice.AskAsync("/msg #lunch all of you", "delivered to #lunch");
        await bob.ExpectMessageAsync("alice → #lunch: all of you");
        JsonElement message = await carol.NextAsync("message");
        (message.Text("from"), message.Text("to"), message.Text("text")).Should().Be(("alice", "#lunch", "all of you"));
        (await carol.AskAsync("msg", new { to = "#Lunch", text = "from a bot" })).Text("event").Should().Be("sent");
        await alice.ExpectMessageAsync("carol → #lunch: from a bot");
        await bob.ExpectMessageAsync("carol → #lunch: from a bot");

        JsonElement waits = await dave.EnterAsync("login", "dave");
        waits.Number("total").Should().Be(2);
        waits.GetProperty("from").Number("#lunch").Should().Be(2);
        (await dave.AskAsync("read", new { from = "#lunch" })).Number("count").Should().Be(2);
        (await dave.MessagesAsync(2)).Texts().Should().Equal("all of you", "from a bot");
        await dave.AskAsync("delete-account", new { confirm = "dave", password = Password });
        await bob.ExpectAsync("#lunch has 3 members now");
        await bob.AskAsync("/list d*", "no account matches d*");
        Texts(await carol.AskAsync("group-show", new { group = "lunch" }), "members").Should().Equal("alice", "bob", "carol");

        await alice.ExpectAsync("#lunch has 3 members now");
        await alice.AskAsync("/delete-account", "this deletes the account alice for good", "nothing undelivered would be lost", "#lunch would go to another member");
        await alice.SayAsync("alice");
        await alice.AskAsync(Password, "the account alice is deleted");
        await bob.ExpectAsync("#lunch has 2 members now");
        await bob.ExpectAsync("#lunch belongs to bob now");
        await bob.AskAsync("/group rename lunch dinner", "#lunch is #dinner now");
        await RefusedAsync(carol, "no-such-group", "group-show", new { group = "lunch" });
        await RefusedAsync(carol, "not-owner", "group-delete", new { group = "dinner" });
        await bob.AskAsync("/group remove dinner carol", "#dinner has 1 member now:", "  bob (owner)");
        await RefusedAsync(carol, "not-a-member", "msg", new { to = "#dinner", text = "let me in" });
    }

    [Test]
    public async Task Two_terminals_of_one_account_show_the_same_and_reading_at_one_clears_the_other()
    {
        RunningServer server = await StartServerAsync();
        LineTalk desk = await RegisterLineAsync(server, "alice");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        await desk.AskAsync("/logout", "logged out");
        await bob.AskAsync("msg", new { to = "alice", text = "while you were away" });
        await desk.SayAsync("/login alice");
        await desk.AskAsync(Password, "logged in as alice", "1 undelivered: bob 1 (/read shows them)");
        JsonTalk phone = await StartJsonAsync(server);
        (await phone.EnterAsync("login", "alice")).Number("total").Should().Be(1);

        await desk.SayAsync("/read");
        await desk.ExpectMessageAsync("bob (queued): while you were away");
        await desk.ExpectAsync("1 message read; nothing is left");
        (await phone.NextAsync("unread")).Number("total").Should().Be(0);
        (await phone.NextAsync("read-up-to")).Text("with").Should().Be("bob");

        await desk.AskAsync("/msg bob from the desk", "delivered to bob");
        JsonElement copy = await phone.NextAsync("message");
        (copy.Text("from"), copy.Text("to"), copy.Text("text")).Should().Be(("alice", "bob", "from the desk"));
        copy.GetProperty("own").GetBoolean().Should().BeTrue();
        await phone.AskAsync("msg", new { to = "bob", text = "from the phone" });
        await desk.ExpectMessageAsync("me → bob: from the phone");
        JsonElement sent = await bob.AskAsync("msg", new { to = "alice", text = "to both" });
        await desk.ExpectMessageAsync("bob: to both");
        (await phone.NextAsync("message")).Text("id").Should().Be(sent.Text("id"));

        // What the line client has shown is read, at the other terminal and for the sender.
        JsonElement position;
        do
            position = (await phone.AskAsync("conversations")).GetProperty("conversations")[0];
        while (!position.TryGetProperty("readUpTo", out JsonElement readUpTo) || readUpTo.GetString() != position.Text("last"));
        position.Number("undelivered").Should().Be(0);
        JsonElement receipt;
        do
            receipt = await bob.NextAsync("receipt");
        while (receipt.Text("state") != "read" || receipt.Text("id") != sent.Text("id"));
        receipt.Text("by").Should().Be("alice");

        await bob.MessagesAsync(2);
        await bob.AskAsync("mark-read", new { with = "alice", upTo = copy.Text("id") });
        await desk.SayAsync("/history bob");
        await desk.ExpectMessageAsync("bob: while you were away");
        await desk.ExpectMessageAsync("me: from the desk ●");
        await desk.ExpectMessageAsync("me: from the phone ✓✓");
        await desk.ExpectMessageAsync("bob: to both");
        JsonElement sessions = await phone.AskAsync("sessions");
        string other = sessions.GetProperty("sessions").EnumerateArray().Single(session => !session.GetProperty("this").GetBoolean()).Text("id")!;
        (await phone.AskAsync("session-end", new { id = other })).Text("event").Should().Be("ok");
        (await desk.NextAsync("word of the end")).Should().StartWith("disconnected: ").And.Contain("(session-ended)");
    }

    [Test]
    public async Task What_was_said_is_found_by_who_may_read_it()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await RegisterLineAsync(server, "alice");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        JsonTalk carol = await RegisterJsonAsync(server, "carol");
        await alice.SayAsync("/group create lunch bob");
        await alice.ExpectAsync("#lunch is made; in it:");
        await alice.ExpectAsync("  alice (owner), bob");
        foreach (string text in new[] { "Soup at noon?", "no soup, sandwiches" })
            await bob.AskAsync("msg", new { to = "#lunch", text });
        await carol.AskAsync("msg", new { to = "alice", text = "soup is for friends" });

        // The index follows what is stored.
        JsonElement found;
        do
            found = await bob.AskAsync("find", new { query = "soup", count = 1 });
        while (found.GetProperty("messages").GetArrayLength() == 0 || found.GetProperty("messages")[0].Text("text") != "no soup, sandwiches");
        found.GetProperty("messages")[0].Text("to").Should().Be("#lunch");
        found.Number("searched").Should().Be(2);
        found = await bob.AskAsync("find", new { query = "soup", count = 1, after = found.Text("next") });
        found.GetProperty("messages").EnumerateArray().Texts().Should().Equal("Soup at noon?");
        (await carol.AskAsync("find", new { query = "noon" })).GetProperty("messages").GetArrayLength().Should().Be(0);
        await RefusedAsync(bob, "bad-pattern", "find", new { query = "before:yesterday" });

        await alice.ExpectMessageAsync("bob → #lunch: Soup at noon?");
        await alice.ExpectMessageAsync("bob → #lunch: no soup, sandwiches");
        await alice.ExpectMessageAsync("carol: soup is for friends");
        await alice.SayAsync("/find \"at noon\" in:#lunch from:bob");
        await alice.ExpectMessageAsync("bob → #lunch: Soup at noon?");
        await alice.AskAsync("/find porridge", "nothing found in 3 messages");
    }

    [Test]
    public async Task What_was_said_is_changed_taken_back_and_closed_to_who_is_blocked()
    {
        RunningServer server = await StartServerAsync();
        LineTalk alice = await RegisterLineAsync(server, "alice");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        await alice.AskAsync("/to bob", "lines without a command go to bob now");
        await alice.AskAsync("helo", "delivered to bob");
        string id = (await bob.NextAsync("message")).Text("id")!;
        await alice.AskAsync("/edit hello", "changed: hello");
        JsonElement edited = await bob.NextAsync("edited");
        (edited.Text("id"), edited.Text("text")).Should().Be((id, "hello"));
        await alice.AskAsync("/unsend", "your last message to bob is taken back");
        (await bob.NextAsync("unsent")).Text("id").Should().Be(id);
        JsonElement sent = await bob.AskAsync("msg", new { to = "alice", text = "first" });
        await alice.ExpectMessageAsync("bob: first");
        await bob.AskAsync("edit", new { id = sent.Text("id"), text = "second" });
        await alice.ExpectMessageAsync("bob changed: second");
        JsonElement history = await bob.AskAsync("history", new { with = "alice" });
        JsonElement[] messages = [.. history.GetProperty("messages").EnumerateArray()];
        messages.Texts().Should().Equal("", "second");
        messages[0].GetProperty("unsent").GetBoolean().Should().BeTrue();
        messages[1].GetProperty("edited").GetBoolean().Should().BeTrue();
        await RefusedAsync(bob, "no-such-message", "edit", new { id, text = "not mine" });

        await alice.AskAsync("/block bob", "bob is blocked and cannot write to you; groups that you are both in go on");
        await RefusedAsync(bob, "not-accepted", "msg", new { to = "alice", text = "hello?" });
        await alice.AskAsync("/blocks", "  bob");
        await alice.AskAsync("/unblock bob", "bob is not blocked");
        await bob.AskAsync("msg", new { to = "alice", text = "hello!" });
        await alice.ExpectMessageAsync("bob: hello!");
    }

    [Test]
    public async Task A_server_that_keeps_messages_for_a_time_says_so_at_login()
    {
        RunningServer server = await StartServerAsync("--keep", "30d");
        LineTalk alice = await RegisterLineAsync(server, "alice");
        await alice.ExpectAsync("the server keeps delivered messages for 30 days");
        JsonTalk bob = await StartJsonAsync(server);
        (await bob.AskAsync("register", new { name = "bob", password = Password })).Number("keepSeconds").Should().Be(30 * 86_400);
    }

    private static async Task RefusedAsync(JsonTalk talk, string code, string command, object fields)
    {
        JsonElement answer = await talk.AskAsync(command, fields);
        answer.Text("event").Should().Be("error", "of {0}", command);
        answer.Text("code").Should().Be(code, "of {0}", command);
    }

    private static IEnumerable<string?> Names(JsonElement page, string list) => page.GetProperty(list).EnumerateArray().Select(item => item.Text("name"));

    private static IEnumerable<string?> Texts(JsonElement answer, string list) => answer.GetProperty(list).EnumerateArray().Select(item => item.GetString());
}
