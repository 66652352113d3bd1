using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary>The same over JSON (docs/scripting.md).</summary>
internal sealed class JsonConversationTests : ProgramTest
{
    [Test]
    public async Task Two_bots_find_each_other_and_talk()
    {
        RunningServer server = await StartServerAsync();
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        JsonTalk bob = await RegisterJsonAsync(server, "Bob");
        (await alice.AskAsync("whoami")).Text("name").Should().Be("alice");

        Names(await alice.AskAsync("list")).Should().Equal("alice", "Bob");
        Names(await alice.AskAsync("list", new { pattern = "a*" })).Should().Equal("alice");
        Names(await alice.AskAsync("list", new { pattern = "[!a]*" })).Should().Equal("Bob");
        JsonElement page = await alice.AskAsync("list", new { limit = 1 });
        Names(page).Should().Equal("alice");
        Names(await alice.AskAsync("list", new { after = page.Text("next") })).Should().Equal("Bob");

        JsonElement sent = await alice.AskAsync("msg", new { to = "bob", text = "hello" });
        sent.Text("event").Should().Be("sent");
        sent.GetProperty("delivered").GetBoolean().Should().BeTrue();
        JsonElement message = await bob.NextAsync("message");
        message.Text("text").Should().Be("hello");
        message.Text("from").Should().Be("alice");
        message.Text("to").Should().Be("Bob");
        message.Text("id").Should().Be(sent.Text("id"));
        message.Text("at").Should().Be(sent.Text("at")).And.MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        message.GetProperty("queued").GetBoolean().Should().BeFalse();
        (await alice.AskAsync("quit")).Text("event").Should().Be("bye");
        (await alice.Process.ExitCodeAsync()).Should().Be(0);
    }

    [Test]
    public async Task What_came_while_one_was_away_waits_until_it_is_asked_for()
    {
        RunningServer server = await StartServerAsync();
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        await bob.AskAsync("logout");
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        foreach (string text in new[] { "one", "two", "three" })
            (await alice.AskAsync("msg", new { to = "bob", text })).GetProperty("delivered").GetBoolean().Should().BeFalse();

        JsonElement unread = await bob.EnterAsync("login", "bob");
        unread.Number("total").Should().Be(3);
        unread.GetProperty("from").Number("alice").Should().Be(3);
        JsonElement read = await bob.AskAsync("read", new { from = "alice", count = 1 });
        read.Number("count").Should().Be(1);
        read.Number("left").Should().Be(2);
        JsonElement shown = await bob.NextAsync("message");
        shown.Text("text").Should().Be("one");
        shown.GetProperty("queued").GetBoolean().Should().BeTrue();
        (await bob.AskAsync("unread")).Number("total").Should().Be(2);
        (await bob.AskAsync("read")).Number("left").Should().Be(0);
        (await bob.MessagesAsync(2)).Texts().Should().Equal("two", "three");
    }

    [Test]
    public async Task Whoever_deletes_an_account_is_warned_and_a_new_one_of_that_name_finds_nothing()
    {
        RunningServer server = await StartServerAsync();
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        await bob.AskAsync("logout");
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        await alice.AskAsync("msg", new { to = "bob", text = "one" });
        await bob.EnterAsync("login", "bob");

        JsonElement warning = await bob.AskAsync("delete-account");
        warning.Text("event").Should().Be("confirm");
        warning.GetProperty("undelivered").Number("alice").Should().Be(1);
        warning.GetProperty("groupsOwned").GetArrayLength().Should().Be(0);
        (await bob.AskAsync("delete-account", new { confirm = "alice", password = Password })).Text("code").Should().Be("confirmation-needed");
        (await bob.AskAsync("delete-account", new { confirm = "bob", password = "wrong password" })).Text("code").Should().Be("bad-credentials");
        (await bob.AskAsync("delete-account", new { confirm = "bob", password = Password })).Text("event").Should().Be("ok");
        (await bob.AskAsync("whoami")).Text("code").Should().Be("not-logged-in");
        (await bob.EnterAsync("register", "bob")).Number("total").Should().Be(0);
        Names(await alice.AskAsync("list")).Should().Equal("alice", "bob");
    }

    [Test]
    public async Task Every_refusal_has_its_code_and_a_sentence()
    {
        RunningServer server = await StartServerAsync();
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        await RefusedAsync(alice, "no-such-account", "msg", new { to = "alise", text = "x" }, "did you mean alice?");
        await RefusedAsync(alice, "self-send", "msg", new { to = "ALICE", text = "x" });
        await RefusedAsync(alice, "too-large", "msg", new { to = "bob", text = new string('x', 16_385) });
        await RefusedAsync(alice, "text-invalid", "msg", new { to = "bob", text = "" });
        await RefusedAsync(alice, "text-invalid", "msg", new { to = "bob", text = "a\0b" });
        await RefusedAsync(alice, "bad-pattern", "list", new { pattern = "[a" });
        await RefusedAsync(alice, "already-logged-in", "login", new { name = "alice", password = Password });
        await RefusedAsync(alice, "bad-command", "frobnicate");
        await RefusedAsync(alice, "bad-command", "msg", new { to = "bob" });
        await alice.AskAsync("logout");
        await RefusedAsync(alice, "not-logged-in", "unread");
        await RefusedAsync(alice, "name-taken", "register", new { name = "aLiCe", password = Password });
        await RefusedAsync(alice, "name-invalid", "register", new { name = "a b", password = Password });
        await RefusedAsync(alice, "password-invalid", "register", new { name = "bob", password = "short" });
        await RefusedAsync(alice, "bad-credentials", "login", new { name = "alice", password = "wrong password" });
        await RefusedAsync(alice, "bad-credentials", "login", new { name = "nobody", password = Password });

        await alice.Process.WriteLineAsync("this is not JSON");
        (await alice.NextAsync("error")).Text("code").Should().Be("bad-command");
        await alice.Process.WriteLineAsync("""{"cmd":"msg","to":"bob","text":"\ud800"}""");
        (await alice.NextAsync("error")).Text("code").Should().Be("bad-command");
        await alice.EnterAsync("login", "alice");
    }

    [Test]
    public async Task Too_many_wrong_passwords_must_wait()
    {
        RunningServer server = await StartServerAsync();
        JsonTalk mallory = await StartJsonAsync(server);
        for (int i = 0; i < 10; i++)
            (await mallory.AskAsync("login", new { name = "alice", password = "wrong password" })).Text("code").Should().Be("bad-credentials");
        JsonElement throttled = await mallory.AskAsync("login", new { name = "alice", password = "wrong password" });
        throttled.Text("code").Should().Be("throttled");
        throttled.GetProperty("retryAfter").GetDouble().Should().BeInRange(1, 60);
        (await mallory.AskAsync("register", new { name = "mallory", password = Password })).Text("event").Should().Be("ok");
    }

    [Test]
    public async Task A_server_that_is_closed_to_strangers_says_so()
    {
        RunningServer server = await StartServerAsync("--registration", "closed");
        await RefusedAsync(await StartJsonAsync(server), "registration-closed", "register", new { name = "alice", password = Password });
    }

    private static async Task RefusedAsync(JsonTalk talk, string code, string command, object? fields = null, string words = " ")
    {
        JsonElement answer = await talk.AskAsync(command, fields);
        answer.Text("event").Should().Be("error", "of {0}", command);
        answer.Text("code").Should().Be(code, "of {0}", command);
        answer.Text("message").Should().NotBeEmpty().And.Contain(words);
        answer.Text("cmd").Should().Be(command);
    }

    private static IEnumerable<string?> Names(JsonElement page) => page.GetProperty("accounts").EnumerateArray().Select(account => account.Text("name"));
}
