using System.Net.Http.Headers;
using FluentAssertions;
using Messenger.Gateway.Contract;
using Messenger.Gateway.Representation.Protobuf;
using Messenger.Server.Service;
using Messenger.Tests.Gateway.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>What is taken for a message of protocol buffers, and what is not.</summary>
internal sealed class StrictProtobufTests() : GatewayTest(Spoken.Protobuf)
{
    private const string Id = "0a1001890000000070008000000000000001";
    private const string ToBob = "1203626f62";

    [TestCase("00", "not a messenger.v1.SendRequest", TestName = "A tag of nothing")]
    [TestCase("0a", "not a", TestName = "A tag without a value")]
    [TestCase(Id + "1205626f62", "not a", TestName = "A text that is cut off")]
    [TestCase(Id + "12ffffffff0f626f62", "not a", TestName = "A length below zero")]
    [TestCase(Id + "12ffffffff07626f62", "not a", TestName = "A length of two thousand million")]
    [TestCase(Id + "1a80808080808080808080800178", "not a", TestName = "A length without an end")]
    [TestCase(Id + ToBob + "1a0178" + "f307", "not a", TestName = "A group without an end")]
    [TestCase(Id + ToBob + "1a0178" + "f407", "not a", TestName = "An end without a group")]
    [TestCase(Id + ToBob + "1a0178" + "07", "not a", TestName = "A kind that there is not")]
    [TestCase(Id + ToBob + "1a02c0af", "text is not UTF-8", TestName = "A text that is not UTF-8")]
    [TestCase(Id + "1203eda080" + "1a0178", "to is not UTF-8", TestName = "Half a surrogate pair")]
    [TestCase(Id + "1201ff" + ToBob + "1a0178", "to is not UTF-8", TestName = "What is overwritten later, but is not UTF-8")]
    [TestCase(ToBob + "1a0178", "id takes a UUID", TestName = "No id")]
    [TestCase("0a0f018900000000700080000000000001" + ToBob + "1a0178", "id takes a UUID", TestName = "An id of 15 bytes")]
    [TestCase("0801" + ToBob + "1a0178", "id takes a UUID", TestName = "An id of another kind")]
    public async Task What_is_no_message_is_a_bad_command(string hex, string reason)
    {
        RestClient alice = await StartAsync();
        RestAnswer answer = await AskAsync(alice, "POST", "messages", hex);
        (answer.Number, answer.Word).Should().Be((400, "bad-command"), "{0}", answer.Text);
        answer.String("detail").Should().Contain(reason).And.NotContain("System.").And.NotContain("Google");
        answer.Response.Content.Headers.ContentType!.MediaType.Should().Be(RestClient.Protobuf);
        (await alice.GetAsync("conversations")).Json.GetProperty("conversations").GetArrayLength().Should().Be(0, "nothing was done");
    }

    [Test]
    public async Task Groups_within_groups_without_end_are_a_bad_command()
    {
        RestClient alice = await StartAsync();
        (await AskAsync(alice, "POST", "messages", string.Concat(Enumerable.Repeat("f307", 30_000)))).Word.Should().Be("bad-command");
    }

    [TestCase(Id + ToBob + "1a0178" + "a20601ff" + "a00601", TestName = "Unknown fields are passed over")]
    [TestCase("1a0179" + ToBob + Id + "1a0178", TestName = "Fields come in any order, and the last one counts")]
    public async Task What_the_format_allows_is_taken(string hex)
    {
        RestClient alice = await StartAsync();
        (await AskAsync(alice, "POST", "messages", hex)).Number.Should().Be(201);
        (await alice.GetAsync("conversations/bob/messages")).Json.GetProperty("messages")[0].GetProperty("text").GetString().Should().Be("x");
    }

    [TestCase("0a03010203", TestName = "Numbers in one piece")]
    [TestCase("080108020803", TestName = "Numbers one by one")]
    public async Task Lists_of_numbers_come_in_both_forms(string hex) =>
        (await AskAsync(await StartAsync(), "POST", "confirmations", hex)).Number.Should().Be(204);

    [Test]
    public async Task The_address_stands_before_the_body()
    {
        RestClient alice = await StartAsync();
        (await AskAsync(alice, "POST", "messages", Id + ToBob + "1a0178")).Number.Should().Be(201);
        string other = Id[..^2] + "02";
        (await AskAsync(alice, "PATCH", "messages/01890000-0000-7000-8000-000000000001", other + "120179")).Number.Should().Be(204);
        (await AskAsync(alice, "PATCH", "messages/01890000-0000-7000-8000-000000000002", Id + "120179")).Word.Should().Be("no-such-message");
        (await AskAsync(alice, "PATCH", "messages/nonsense", Id + "120179")).Word.Should().Be("bad-command");
    }

    [TestCase(false, 4 * 1024)]
    [TestCase(true, 64 * 1024)]
    public async Task A_body_beyond_its_limit_is_refused_and_the_largest_is_not(bool loggedIn, int limit)
    {
        Doors doors = await StartDoorsAsync();
        RestClient client = loggedIn ? await RegisterAsync(doors, "alice") : Stranger(doors);
        string path = loggedIn ? "confirmations" : "session";
        // An unknown field fills it: its tag, a length of two or three bytes, and what it says.
        string head = loggedIn ? "a206fbff03" : "a206fc1f";
        string largest = head + new string('0', 2 * (limit - (head.Length / 2)));
        (await AskAsync(client, "POST", path, largest)).Word.Should().Be(loggedIn ? "ok" : "bad-credentials");
        (await AskAsync(client, "POST", path, largest + "00")).Should().Match<RestAnswer>(answer => answer.Number == 413 && answer.Word == "too-large");
    }

    [Test]
    public async Task Every_character_comes_out_as_it_went_in()
    {
        RestClient alice = await StartAsync();
        string text = "CRLF\r\n tab\t \u0001 \u007f \u2028 \u202e é ＣＪＫ 👍🏽 e\u0301 \uFEFF \uFFFD";
        await alice.SendAsync("bob", text);
        (await alice.GetAsync("conversations/bob/messages")).Json.GetProperty("messages")[0].GetProperty("text").GetString().Should().Be(text);
    }

    [Test]
    public void Whatever_bytes_come_they_are_a_request_or_a_bad_command()
    {
        ProtobufRepresentation protobuf = new();
        Dictionary<string, string> none = [];
        Random random = new(20261125);
        byte[] good = Convert.FromHexString(Id + ToBob + "1a0178" + "a20601ff");
        int taken = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. good];
            for (int changes = random.Next(4); changes >= 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (i % 2 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            Outcome<Send> send = protobuf.Read<Send>(bytes, none);
            if (send.Refused is { } refused)
                refused.Code.Should().Be(ErrorCode.BadCommand);
            else
                taken++;
            protobuf.Read<Confirmation>(bytes, none);
            protobuf.Read<NewGroup>(bytes, none);
        }
        taken.Should().BeInRange(100, 19_900);
    }

    private static Task<RestAnswer> AskAsync(RestClient client, string method, string path, string hex)
    {
        ByteArrayContent content = new(Convert.FromHexString(hex));
        content.Headers.ContentType = new MediaTypeHeaderValue(RestClient.Protobuf);
        return client.AskAsync(client.Request(method, path, content));
    }

    private async Task<RestClient> StartAsync()
    {
        Doors doors = await StartDoorsAsync();
        await RegisterAsync(doors, "bob");
        return await RegisterAsync(doors, "alice");
    }
}
