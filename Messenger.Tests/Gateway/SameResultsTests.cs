using System.Text.Json;
using FluentAssertions;
using Messenger.Tests.Gateway.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>
/// The same said at two fresh servers, here over the wire by the JSON client, there by HTTP or gRPC: each answer has the same fields with the same values, and
/// each refusal the same code and sentence.
/// </summary>
[TestFixture(Spoken.Json)]
[TestFixture(Spoken.Protobuf)]
[TestFixture(Spoken.Grpc)]
internal sealed class SameResultsTests(Spoken spoken) : GatewayTest(spoken)
{
    private const string First = "01890000-0000-7000-8000-000000000001";
    private const string Second = "01890000-0000-7000-8000-000000000002";
    private const string Third = "01890000-0000-7000-8000-000000000003";
    private const string Fourth = "01890000-0000-7000-8000-000000000004";

    /// <summary>What the JSON client says of its own command, and what is another number each time.</summary>
    private static readonly HashSet<string> NotCompared = ["event", "cmd", "ref", "at", "createdAt", "lastAt", "lastSeen", "acceptedAt", "storedAt", "pushedAt",
        "confirmedAt", "readAt", "lastActive", "address", "connected", "timesKnown", "terminals", "online", "delivered"];

    /// <summary>THE SCENARIO. A person; what is said over the wire; the same by HTTP.</summary>
    private static IEnumerable<Step> Scenario =>
    [
        new("alice", """{"cmd":"register","name":"4lice","password":"correct horse"}""", "POST", "accounts", """{"name":"4lice","password":"correct horse"}"""),
        new("alice", """{"cmd":"register","name":"alice","password":"short"}""", "POST", "accounts", """{"name":"alice","password":"short"}"""),
        new("alice", """{"cmd":"unread"}""", "GET", "unread"),
        new("alice", """{"cmd":"register","name":"alice","password":"correct horse"}""", "POST", "accounts", """{"name":"alice","password":"correct horse"}"""),
        new("alice", """{"cmd":"register","name":"alice2","password":"correct horse"}""", "POST", "accounts", """{"name":"alice2","password":"correct horse"}"""),
        new("bob", """{"cmd":"register","name":"ALICE","password":"correct horse"}""", "POST", "accounts", """{"name":"ALICE","password":"correct horse"}"""),
        new("bob", """{"cmd":"login","name":"alice","password":"wrong horse"}""", "POST", "session", """{"name":"alice","password":"wrong horse"}"""),
        new("bob", """{"cmd":"register","name":"Bob","password":"correct horse"}""", "POST", "accounts", """{"name":"Bob","password":"correct horse"}"""),
        new("bob", """{"cmd":"logout"}""", "DELETE", "session"),
        new("alice", """{"cmd":"whoami"}""", "GET", "session"),
        new("alice", """{"cmd":"list","limit":1}""", "GET", "accounts?limit=1"),
        new("alice", """{"cmd":"list","pattern":"*","after":"alice"}""", "GET", "accounts?pattern=*&after=alice"),
        new("alice", """{"cmd":"list","pattern":"zz*"}""", "GET", "accounts?pattern=zz*"),
        new("alice", """{"cmd":"list","pattern":"[a"}""", "GET", "accounts?pattern=%5Ba"),

        new("alice", $$"""{"cmd":"msg","id":"{{First}}","to":"bob","text":"one\r\n‮ 👍🏽"}""", "POST", "messages", $$"""{"id":"{{First}}","to":"bob","text":"one\r\n‮ 👍🏽"}"""),
        new("alice", $$"""{"cmd":"msg","id":"{{First}}","to":"bob","text":"one\r\n‮ 👍🏽"}""", "POST", "messages", $$"""{"id":"{{First}}","to":"bob","text":"one\r\n‮ 👍🏽"}"""),
        new("alice", $$"""{"cmd":"msg","id":"{{First}}","to":"bob","text":"other"}""", "POST", "messages", $$"""{"id":"{{First}}","to":"bob","text":"other"}"""),
        new("alice", $$"""{"cmd":"msg","id":"{{Second}}","to":"bob","text":"two"}""", "POST", "messages", $$"""{"id":"{{Second}}","to":"bob","text":"two"}"""),
        new("alice", $$"""{"cmd":"msg","id":"{{Third}}","to":"bobb","text":"x"}""", "POST", "messages", $$"""{"id":"{{Third}}","to":"bobb","text":"x"}"""),
        new("alice", $$"""{"cmd":"msg","id":"{{Third}}","to":"alice","text":"x"}""", "POST", "messages", $$"""{"id":"{{Third}}","to":"alice","text":"x"}"""),
        new("alice", $$"""{"cmd":"msg","id":"{{Third}}","to":"bob","text":""}""", "POST", "messages", $$"""{"id":"{{Third}}","to":"bob","text":""}"""),
        new("alice", $$"""{"cmd":"msg","id":"{{Third}}","to":"bob","text":"\u0000"}""", "POST", "messages", $$"""{"id":"{{Third}}","to":"bob","text":"\u0000"}"""),
        new("alice", $$"""{"cmd":"msg","id":"{{Third}}","to":"#none","text":"x"}""", "POST", "messages", $$"""{"id":"{{Third}}","to":"#none","text":"x"}"""),

        new("bob", """{"cmd":"login","name":"bob","password":"correct horse"}""", "POST", "session", """{"name":"bob","password":"correct horse"}"""),
        new("bob", """{"cmd":"unread"}""", "GET", "unread"),
        new("bob", """{"cmd":"read","from":"carol"}""", "GET", "undelivered?from=carol"),
        new("bob", """{"cmd":"read","count":1}""", "GET", "undelivered?count=1"),
        new("bob", $$"""{"cmd":"confirm","ids":["{{First}}"]}""", "POST", "confirmations", """{"numbers":["1"]}"""),
        new("bob", """{"cmd":"unread"}""", "GET", "unread"),
        new("bob", """{"cmd":"read"}""", "GET", "undelivered"),
        new("bob", $$"""{"cmd":"confirm","ids":["{{Second}}"]}""", "POST", "confirmations", """{"numbers":["2"]}"""),
        new("bob", """{"cmd":"read"}""", "GET", "undelivered"),

        new("alice", """{"cmd":"history","with":"bob"}""", "GET", "conversations/bob/messages"),
        new("alice", """{"cmd":"history","with":"bob","count":1}""", "GET", "conversations/bob/messages?count=1"),
        new("alice", """{"cmd":"history","with":"bob","before":"2"}""", "GET", "conversations/bob/messages?before=2"),
        new("alice", """{"cmd":"history","with":"nobody"}""", "GET", "conversations/nobody/messages"),
        new("alice", """{"cmd":"history","with":"#none"}""", "GET", "conversations/%23none/messages"),
        new("bob", """{"cmd":"mark-read","with":"alice","upTo":"2"}""", "PUT", "conversations/alice/read", """{"upTo":"2"}"""),
        new("bob", """{"cmd":"mark-read","with":"nobody","upTo":"2"}""", "PUT", "conversations/nobody/read", """{"upTo":"2"}"""),
        new("bob", """{"cmd":"conversations"}""", "GET", "conversations"),
        new("alice", """{"cmd":"conversations","count":1}""", "GET", "conversations?count=1"),
        new("alice", $$"""{"cmd":"edit","id":"{{Second}}","text":"two, again"}""", "PATCH", $"messages/{Second}", """{"text":"two, again"}"""),
        new("bob", $$"""{"cmd":"edit","id":"{{Second}}","text":"mine"}""", "PATCH", $"messages/{Second}", """{"text":"mine"}"""),
        new("alice", $$"""{"cmd":"unsend","id":"{{First}}"}""", "DELETE", $"messages/{First}"),
        new("alice", $$"""{"cmd":"unsend","id":"{{Fourth}}"}""", "DELETE", $"messages/{Fourth}"),
        new("alice", """{"cmd":"history","with":"bob"}""", "GET", "conversations/bob/messages"),
        new("alice", $$"""{"cmd":"why","id":"{{Second}}"}""", "GET", $"messages/{Second}/way"),
        new("bob", $$"""{"cmd":"why","id":"{{Second}}"}""", "GET", $"messages/{Second}/way"),
        new("bob", """{"cmd":"find","query":"again"}""", "GET", "search?query=again"),
        new("bob", """{"cmd":"find","query":"from:nobody again"}""", "GET", "search?query=from%3Anobody+again"),
        new("bob", """{"cmd":"find","query":"before:tomorrow"}""", "GET", "search?query=before%3Atomorrow"),

        new("alice", """{"cmd":"group-create","name":"lunch","members":["bob","nobody"]}""", "POST", "groups", """{"name":"lunch","members":["bob","nobody"]}"""),
        new("alice", """{"cmd":"group-create","name":"1st","members":[]}""", "POST", "groups", """{"name":"1st","members":[]}"""),
        new("alice", """{"cmd":"group-create","name":"lunch","members":["bob"]}""", "POST", "groups", """{"name":"lunch","members":["bob"]}"""),
        new("bob", """{"cmd":"group-create","name":"#LUNCH","members":[]}""", "POST", "groups", """{"name":"#LUNCH","members":[]}"""),
        new("bob", """{"cmd":"group-show","group":"lunch"}""", "GET", "groups/lunch"),
        new("bob", """{"cmd":"group-add","group":"lunch","names":["alice"]}""", "POST", "groups/lunch/members", """{"names":["alice"]}"""),
        new("bob", """{"cmd":"group-rename","group":"lunch","name":"dinner"}""", "PATCH", "groups/lunch", """{"name":"dinner"}"""),
        new("alice", """{"cmd":"group-rename","group":"lunch","name":"d inner"}""", "PATCH", "groups/lunch", """{"name":"d inner"}"""),
        new("alice", """{"cmd":"group-rename","group":"lunch","name":"dinner"}""", "PATCH", "groups/%23lunch", """{"name":"dinner"}"""),
        new("alice", """{"cmd":"groups"}""", "GET", "groups"),
        new("alice", """{"cmd":"groups","pattern":"x*"}""", "GET", "groups?pattern=x*"),
        new("alice", """{"cmd":"group-remove","group":"dinner","names":["bob"]}""", "DELETE", "groups/dinner/members", """{"names":["bob"]}"""),
        new("alice", """{"cmd":"group-remove","group":"dinner","names":["bob"]}""", "DELETE", "groups/dinner/members", """{"names":["bob"]}"""),
        new("bob", """{"cmd":"group-leave","group":"dinner"}""", "DELETE", "groups/dinner/membership"),
        new("bob", """{"cmd":"group-show","group":"dinner"}""", "GET", "groups/dinner"),
        new("alice", """{"cmd":"group-add","group":"dinner","names":["bob"]}""", "POST", "groups/dinner/members", """{"names":["bob"]}"""),
        new("alice", """{"cmd":"group-leave","group":"dinner"}""", "DELETE", "groups/dinner/membership"),
        new("bob", """{"cmd":"group-delete","group":"dinner"}""", "DELETE", "groups/dinner"),
        new("bob", """{"cmd":"group-delete","group":"dinner"}""", "DELETE", "groups/dinner"),

        new("bob", """{"cmd":"block","name":"alice"}""", "PUT", "blocks/alice"),
        new("bob", """{"cmd":"block","name":"bob"}""", "PUT", "blocks/bob"),
        new("bob", """{"cmd":"block","name":"alicf"}""", "PUT", "blocks/alicf"),
        new("bob", """{"cmd":"blocks"}""", "GET", "blocks"),
        new("alice", $$"""{"cmd":"msg","id":"{{Fourth}}","to":"bob","text":"hello?"}""", "POST", "messages", $$"""{"id":"{{Fourth}}","to":"bob","text":"hello?"}"""),
        new("bob", """{"cmd":"unblock","name":"alice"}""", "DELETE", "blocks/alice"),
        new("bob", """{"cmd":"session-end","id":"0123456789abcdef"}""", "DELETE", "sessions/0123456789abcdef"),
        new("bob", """{"cmd":"settings","readMarks":false}""", "PATCH", "settings", """{"readMarks":false}"""),
        new("bob", """{"cmd":"settings"}""", "GET", "settings"),

        new("alice", """{"cmd":"change-password","password":"wrong horse","new":"another horse"}""", "PUT", "account/password", """{"password":"wrong horse","new":"another horse"}"""),
        new("alice", """{"cmd":"change-password","password":"correct horse","new":"short"}""", "PUT", "account/password", """{"password":"correct horse","new":"short"}"""),
        new("alice", """{"cmd":"change-password","password":"correct horse","new":"another horse"}""", "PUT", "account/password", """{"password":"correct horse","new":"another horse"}"""),
        new("bob", $$"""{"cmd":"msg","id":"{{Third}}","to":"alice","text":"to be lost"}""", "POST", "messages", $$"""{"id":"{{Third}}","to":"alice","text":"to be lost"}"""),
        new("alice", """{"cmd":"delete-account"}""", "GET", "account/deletion"),
        new("alice", """{"cmd":"delete-account","confirm":"bob","password":"another horse"}""", "DELETE", "account", """{"confirm":"bob","password":"another horse"}"""),
        new("alice", """{"cmd":"delete-account","confirm":"alice","password":"correct horse"}""", "DELETE", "account", """{"confirm":"alice","password":"correct horse"}"""),
        new("alice", """{"cmd":"delete-account","confirm":"ALICE","password":"another horse"}""", "DELETE", "account", """{"confirm":"ALICE","password":"another horse"}"""),
        new("bob", """{"cmd":"history","with":"alice"}""", "GET", "conversations/alice/messages"),
        new("bob", """{"cmd":"conversations"}""", "GET", "conversations"),
    ];

    [Test]
    public async Task Both_doors_answer_alike()
    {
        Doors here = await StartDoorsAsync();
        Doors there = await StartDoorsAsync();
        Dictionary<string, JsonDoor> wire = new() { ["alice"] = await JsonDoor.ConnectAsync(here.Wire), ["bob"] = await JsonDoor.ConnectAsync(here.Wire) };
        Dictionary<string, RestClient> rest = new() { ["alice"] = Stranger(there), ["bob"] = Stranger(there) };
        int line = 0;
        foreach (Step step in Scenario)
        {
            line++;
            // What was said before is found once it is in the index, which is fed behind the commits.
            if (step.Path.StartsWith("search", StringComparison.Ordinal))
                await FoundAsync(wire["bob"], rest["bob"]);
            List<JsonElement> messages = [];
            JsonElement expected = await wire[step.Who].AskAsync(step.Command, messages);
            RestAnswer answer = await rest[step.Who].AskAsync(step.Method, step.Path, step.Body);
            if (answer.Number == 201 && step.Path is "accounts" or "session" && step.Method == "POST")
                rest[step.Who].Token = answer.String("token");
            string what = $"step {line}, {step.Command}: over the wire {expected}, by HTTP {(int)answer.Status} {answer.Text}";
            if (expected.GetProperty("event").GetString() == "error")
                CompareRefusals(expected, answer, what);
            else
                CompareAnswers(expected, messages, answer, what);
            if (step.Path == "session" && step.Method == "DELETE")
                rest[step.Who].Token = "";
        }
        foreach (JsonDoor door in wire.Values)
            await door.DisposeAsync();
    }

    private string ProblemType => Spoken switch
    {
        Spoken.Json => "application/problem+json",
        Spoken.Protobuf => RestClient.Protobuf,
        _ => "application/grpc",
    };

    private void CompareRefusals(JsonElement expected, RestAnswer answer, string what)
    {
        answer.Word.Should().Be(expected.GetProperty("code").GetString(), "{0}", what);
        answer.String("detail").Should().Be(expected.GetProperty("message").GetString(), "{0}", what);
        answer.Response.Content.Headers.ContentType!.MediaType.Should().Be(ProblemType);
        answer.Json.GetProperty("status").GetInt32().Should().Be(answer.Number);
    }

    private static void CompareAnswers(JsonElement expected, List<JsonElement> messages, RestAnswer answer, string what)
    {
        answer.Word.Should().Be("ok", "{0}", what);
        if (expected.GetProperty("cmd").GetString() == "read")
        {
            JsonElement fetched = answer.Json.GetProperty("messages");
            fetched.GetArrayLength().Should().Be(messages.Count, "{0}", what);
            for (int i = 0; i < messages.Count; i++)
                Compare(messages[i], fetched[i], what);
            answer.Json.GetProperty("left").GetInt32().Should().Be(expected.GetProperty("left").GetInt32(), "{0}", what);
        }
        else if (answer.Text.Length == 0)
        {
            answer.Number.Should().Be(204);
            expected.EnumerateObject().Where(field => !NotCompared.Contains(field.Name)).Should().BeEmpty("{0}", what);
        }
        else if (expected.GetProperty("event").GetString() == "confirm")
        {
            // The JSON client names only the senders.
            Compare(expected.GetProperty("undelivered"), answer.Json.GetProperty("undelivered").GetProperty("from"), what);
            Compare(expected.GetProperty("groupsOwned"), answer.Json.GetProperty("groupsOwned"), what);
        }
        else
        {
            Compare(expected, answer.Json, what);
        }
    }

    /// <summary>Everything that the one says the other says too; it may say more.</summary>
    private static void Compare(JsonElement expected, JsonElement actual, string what)
    {
        actual.ValueKind.Should().Be(expected.ValueKind, "{0}", what);
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty field in expected.EnumerateObject().Where(field => !NotCompared.Contains(field.Name)))
                {
                    actual.TryGetProperty(field.Name, out JsonElement same).Should().BeTrue("it has {0} in {1}", field.Name, what);
                    Compare(field.Value, same, what);
                }
                break;
            case JsonValueKind.Array:
                actual.GetArrayLength().Should().Be(expected.GetArrayLength(), "{0}", what);
                foreach ((JsonElement one, JsonElement other) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
                    Compare(one, other, what);
                break;
            default:
                actual.ToString().Should().Be(expected.ToString(), "{0}", what);
                break;
        }
    }

    private static async Task FoundAsync(JsonDoor wire, RestClient rest)
    {
        for (bool found = false; !found; await Task.Yield())
        {
            JsonElement here = await wire.AskAsync("""{"cmd":"find","query":"again"}""", []);
            JsonElement there = (await rest.GetAsync("search?query=again")).Json;
            found = here.GetProperty("messages").GetArrayLength() > 0 && there.GetProperty("messages").GetArrayLength() > 0;
        }
    }

    private sealed record Step(string Who, string Command, string Method, string Path, string? Body = null);
}
