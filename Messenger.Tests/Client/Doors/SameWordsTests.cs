using System.Text.Json;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

/// <summary>Whatever the JSON client says over the wire, it says over gRPC: the same commands, the same events, the same words.</summary>
internal sealed class SameWordsTests : DoorTest
{
    [Test]
    public async Task A_talk_is_the_same_by_either_door()
    {
        Dictionary<string, string[]> wire = await TalkAsync(Door.Wire);
        Dictionary<string, string[]> grpc = await TalkAsync(Door.Grpc);

        foreach ((string who, string[] said) in wire)
        {
            Beyond(grpc[who], said).Should().BeEmpty("{0} is told nothing more over gRPC", who);
            Beyond(said, grpc[who]).Should().BeEmpty("{0} is told nothing less over gRPC", who);
        }
        wire.Values.Sum(said => said.Length).Should().BeGreaterThan(100);
    }

    /// <summary>What is there more often than among the others.</summary>
    private static List<string> Beyond(IEnumerable<string> said, IEnumerable<string> others)
    {
        List<string> beyond = [.. said];
        foreach (string line in others)
            beyond.Remove(line);
        return beyond;
    }

    private async Task<Dictionary<string, string[]>> TalkAsync(Door door)
    {
        Doors doors = await StartDoorsAsync();
        SessionOptions options = OptionsOf(doors, door);
        DoorTalk alice = await TalkAsync(options);
        DoorTalk bob = await TalkAsync(options);
        DoorTalk carol = await TalkAsync(options);
        await ComeInAsync(alice, bob, carol);
        await SayAndChangeAsync(alice, bob);
        await GatherAsync(alice, bob, carol);
        await LookBackAsync(alice, bob);
        await WaitAndFetchAsync(alice, bob);
        await BeElsewhereAsync(options, alice, bob);
        await BeRefusedAsync(alice);
        await GoAsync(alice, bob);
        return new Dictionary<string, string[]> { ["alice"] = [.. alice.Transcript], ["bob"] = [.. bob.Transcript], ["carol"] = [.. carol.Transcript] };
    }

    private static async Task ComeInAsync(DoorTalk alice, DoorTalk bob, DoorTalk carol)
    {
        await alice.EnterAsync("register", "alice");
        await bob.EnterAsync("register", "Bob");
        await carol.EnterAsync("register", "carol");
        await alice.AskAsync("whoami");
        await alice.AskAsync("list");
        await alice.AskAsync("list", new { pattern = "[!a]*", limit = 1 });
    }

    private static async Task SayAndChangeAsync(DoorTalk alice, DoorTalk bob)
    {
        JsonElement sent = await alice.AskAsync("msg", new { to = "bob", text = "hello, Größe 😀" });
        await bob.NextAsync("message");
        await alice.NextAsync("receipt");
        string id = sent.Text("id")!;
        await alice.AskAsync("edit", new { id, text = "hello again" });
        await bob.NextAsync("edited");
        await bob.AskAsync("mark-read", new { with = "alice", upTo = id });
        await alice.NextAsync("receipt", receipt => receipt.Text("state") == "read");
        await alice.AskAsync("why", new { id });
        await alice.AskAsync("unsend", new { id });
        await bob.NextAsync("unsent");
        // Said in one breath, they come in order.
        string[] ids = [.. Enumerable.Range(1, 20).Select(_ => Guid.CreateVersion7().ToString())];
        List<string> answers = [];
        foreach ((int place, string given) in ids.Index())
            answers.Add(await alice.SayAsync("msg", new { to = "bob", text = $"{place}", id = given }));
        foreach ((int place, string given) in ids.Index())
        {
            (await bob.NextAsync("message")).Text("id").Should().Be(given);
            await alice.AnswerAsync(answers[place]);
            await alice.NextAsync("receipt", receipt => receipt.Text("id") == given);
        }
        await alice.AskAsync("edit", new { id = ids[^1], text = "last" });
        await bob.NextAsync("edited");
    }

    private static async Task GatherAsync(DoorTalk alice, DoorTalk bob, DoorTalk carol)
    {
        await alice.AskAsync("group-create", new { name = "lunch", members = new[] { "bob" } });
        await bob.NextAsync("group");
        await alice.NextAsync("group");
        await alice.AskAsync("group-add", new { group = "lunch", names = new[] { "carol" } });
        await carol.NextAsync("group");
        await bob.NextAsync("group");
        await alice.NextAsync("group");
        await alice.AskAsync("msg", new { to = "#lunch", text = "soup?" });
        await bob.NextAsync("message");
        await carol.NextAsync("message");
        await alice.NextAsync("receipt");
        await alice.NextAsync("receipt");
        await alice.AskAsync("group-rename", new { group = "lunch", name = "dinner" });
        await carol.NextAsync("group");
        await bob.NextAsync("group");
        await alice.NextAsync("group");
        await alice.AskAsync("group-show", new { group = "dinner" });
        await alice.AskAsync("groups");
        await alice.AskAsync("group-remove", new { group = "dinner", names = new[] { "carol" } });
        await carol.NextAsync("group");
        await bob.NextAsync("group");
        await alice.NextAsync("group");
        await bob.AskAsync("group-leave", new { group = "dinner" });
        await alice.NextAsync("group");
        await bob.NextAsync("group");
        await bob.AskAsync("group-show", new { group = "dinner" });
        await bob.AskAsync("group-delete", new { group = "lunch" });
    }

    private static async Task LookBackAsync(DoorTalk alice, DoorTalk bob)
    {
        JsonElement page = await alice.AskAsync("history", new { with = "bob", count = 5 });
        await alice.AskAsync("history", new { with = "bob", count = 5, before = page.Text("next") });
        await bob.AskAsync("history", new { with = "alice" });
        await bob.AskAsync("find", new { query = "soup" });
        await alice.AskAsync("find", new { query = "from:me last" });
        await alice.AskAsync("conversations");
        await alice.AskAsync("block", new { name = "carol" });
        await alice.AskAsync("blocks");
        await alice.AskAsync("unblock", new { name = "carol" });
        await alice.AskAsync("settings");
        await bob.AskAsync("settings", new { readMarks = false });
    }

    private static async Task WaitAndFetchAsync(DoorTalk alice, DoorTalk bob)
    {
        await bob.AskAsync("logout");
        await alice.NextAsync("presence", told => !told.GetProperty("online").GetBoolean());
        foreach (string text in new[] { "one", "two", "three", "four" })
            await alice.AskAsync("msg", new { to = "bob", text });
        await bob.AskAsync("unread");
        await bob.AskAsync("login", new { name = "bob", password = "wrong password" });
        await bob.EnterAsync("login", "bob");
        await alice.NextAsync("presence", told => told.GetProperty("online").GetBoolean());
        await bob.AskAsync("read", new { from = "alice", count = 1 });
        (await bob.NextAsync("message")).Text("text").Should().Be("one");
        await alice.NextAsync("receipt");
        await bob.AskAsync("unread");
        await bob.AskAsync("read", new { from = "carol" });
        await bob.AskAsync("read");
        for (int i = 0; i < 3; i++)
        {
            await bob.NextAsync("message");
            await alice.NextAsync("receipt");
        }
        await bob.AskAsync("read");
        await bob.AskAsync("unread");
    }

    private async Task BeElsewhereAsync(SessionOptions options, DoorTalk alice, DoorTalk bob)
    {
        DoorTalk second = await TalkAsync(options);
        await second.EnterAsync("login", "bob");
        await second.AskAsync("msg", new { to = "alice", text = "from my other terminal" });
        await bob.NextAsync("message", told => told.TryGetProperty("own", out _));
        JsonElement message = await alice.NextAsync("message");
        await second.NextAsync("receipt");
        await bob.NextAsync("receipt");
        await alice.AskAsync("mark-read", new { with = "bob", upTo = message.Text("id") });
        await second.NextAsync("receipt", receipt => receipt.Text("state") == "read");
        await bob.NextAsync("receipt", receipt => receipt.Text("state") == "read");
        JsonElement sessions = await bob.AskAsync("sessions");
        string other = sessions.GetProperty("sessions").EnumerateArray().Single(session => !session.GetProperty("this").GetBoolean()).Text("id")!;
        await bob.AskAsync("session-end", new { id = other });
        (await second.NextAsync("disconnected")).Text("reason").Should().Be("session-ended");

        DoorTalk third = await TalkAsync(options);
        await third.EnterAsync("login", "bob");
        await bob.AskAsync("change-password", new { password = DoorTalk.Password, @new = "another horse" });
        (await third.NextAsync("disconnected")).Text("reason").Should().Be("password-changed");
    }

    private static async Task BeRefusedAsync(DoorTalk alice)
    {
        await alice.AskAsync("msg", new { to = "alise", text = "x" });
        await alice.AskAsync("msg", new { to = "#nobody", text = "x" });
        await alice.AskAsync("msg", new { to = "ALICE", text = "x" });
        await alice.AskAsync("msg", new { to = "bob", text = "a\0b" });
        await alice.AskAsync("list", new { pattern = "[a" });
        await alice.AskAsync("login", new { name = "alice", password = DoorTalk.Password });
        await alice.AskAsync("history", new { with = "nobody" });
        await alice.AskAsync("unsend", new { id = Guid.Empty });
        await alice.AskAsync("find", new { query = "before:yesterday" });
        await alice.AskAsync("session-end", new { id = "0000000000000000" });
        await alice.AskAsync("group-create", new { name = "1", members = Array.Empty<string>() });
    }

    private static async Task GoAsync(DoorTalk alice, DoorTalk bob)
    {
        await alice.AskAsync("logout");
        await bob.NextAsync("presence", told => !told.GetProperty("online").GetBoolean());
        await bob.AskAsync("msg", new { to = "alice", text = "you will never read this" });
        await alice.EnterAsync("login", "alice");
        await bob.NextAsync("presence", told => told.GetProperty("online").GetBoolean());
        await alice.AskAsync("group-create", new { name = "mine", members = new[] { "bob" } });
        await alice.NextAsync("group", told => told.Text("name") == "#mine");
        await bob.NextAsync("group", told => told.Text("name") == "#mine");
        await alice.AskAsync("delete-account");
        await alice.AskAsync("delete-account", new { confirm = "bob", password = DoorTalk.Password });
        await alice.AskAsync("delete-account", new { confirm = "alice", password = "wrong password" });
        await alice.AskAsync("delete-account", new { confirm = "alice", password = DoorTalk.Password });
        await bob.NextAsync("group", told => told.Text("change") == "owner");
        await alice.AskAsync("unread");
        await alice.AskAsync("login", new { name = "alice", password = DoorTalk.Password });
        await bob.AskAsync("conversations");
        await bob.AskAsync("list");
    }
}
