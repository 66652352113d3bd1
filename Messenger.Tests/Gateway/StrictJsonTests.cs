using System.Text;
using FluentAssertions;
using Messenger.Tests.Gateway.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>What is taken for a request, and what is not.</summary>
internal sealed class StrictJsonTests : GatewayTest
{
    private const string Id = "01890000-0000-7000-8000-000000000001";

    [TestCase("", "id is missing")]
    [TestCase("[]", "not a JSON object")]
    [TestCase("null", "not a JSON object")]
    [TestCase("{", "not JSON")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\"}", "text is missing")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\",\"text\":null}", "text")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\",\"text\":1}", "text")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":[\"bob\"],\"text\":\"x\"}", "to")]
    [TestCase("{\"id\":\"x\",\"to\":\"bob\",\"text\":\"x\"}", "id")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\",\"text\":\"x\",\"text\":\"y\"}", "twice")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\",\"text\":\"x\",\"t\\u0065xt\":\"y\"}", "twice")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\",\"text\":\"\\ud800\"}", "Unicode")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\",\"text\":\"x\",\"other\":\"\\udc00\"}", "Unicode")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\",\"text\":\"x\"} {}", "not JSON")]
    [TestCase("{\"id\":\"" + Id + "\",\"to\":\"bob\",\"text\":\"x\",}", "not JSON")]
    public async Task What_is_no_request_is_a_bad_command(string body, string reason)
    {
        RestClient alice = await StartAsync();
        RestAnswer answer = await alice.AskAsync("POST", "messages", body);
        (answer.Number, answer.Word).Should().Be((400, "bad-command"), "{0}", answer.Text);
        answer.String("detail").Should().Contain(reason).And.NotContain("System.").And.NotContain("Messenger.");
    }

    [Test]
    public async Task Bytes_that_are_not_utf8_are_a_bad_command_wherever_they_stand()
    {
        RestClient alice = await StartAsync();
        byte[] body = [.. "{\"id\":\""u8, .. Encoding.ASCII.GetBytes(Id), .. "\",\"to\":\"bob\",\"text\":\"x\",\"other\":\""u8, 0xC0, 0xAF, .. "\"}"u8];
        ByteArrayContent content = new(body);
        content.Headers.ContentType = new("application/json");
        (await alice.AskAsync(alice.Request("POST", "messages", content))).Word.Should().Be("bad-command");
        (await alice.GetAsync("accounts?pattern=%FF")).Word.Should().Be("bad-command");
        (await alice.GetAsync("accounts?pattern=a&pattern=b")).Word.Should().Be("bad-command");
        (await alice.GetAsync("accounts?limit=x")).Word.Should().Be("bad-command");
        (await alice.GetAsync("accounts?limit=-1")).Word.Should().Be("bad-command");
        (await alice.GetAsync("accounts?limit=99999999999")).Word.Should().Be("bad-command");
        (await alice.GetAsync("conversations/bob/messages?before=18446744073709551616")).Word.Should().Be("bad-command");
        (await alice.GetAsync("events?window=0")).Word.Should().Be("bad-command");
        (await alice.GetAsync("messages/nonsense/way")).Word.Should().Be("bad-command");
    }

    [TestCase("groups", """{"name":"lunch","members":[null]}""")]
    [TestCase("groups", """{"name":"lunch","members":[["bob"]]}""")]
    [TestCase("groups", """{"name":"lunch","members":{"bob":true}}""")]
    [TestCase("confirmations", """{"numbers":[null]}""")]
    [TestCase("confirmations", """{"numbers":[-1]}""")]
    [TestCase("confirmations", """{"numbers":[1.5]}""")]
    [TestCase("confirmations", """{"numbers":["0x1"]}""")]
    [TestCase("confirmations", """{"numbers":"1"}""")]
    public async Task Lists_hold_what_they_are_lists_of(string path, string body) =>
        (await (await StartAsync()).AskAsync("POST", path, body)).Word.Should().Be("bad-command");

    [Test]
    public async Task More_than_one_request_of_the_wire_can_carry_is_a_bad_command()
    {
        RestClient alice = await StartAsync();
        (await alice.PostAsync("confirmations", new { numbers = Enumerable.Range(1, 4096) })).Word.Should().Be("ok");
        (await alice.PostAsync("confirmations", new { numbers = Enumerable.Range(1, 4097) })).Word.Should().Be("bad-command");
        (await alice.PostAsync("groups", new { name = "lunch", members = Enumerable.Repeat("bob", 1801) })).Word.Should().Be("bad-command");
    }

    [Test]
    public async Task Unknown_fields_are_passed_over_and_numbers_may_be_numbers()
    {
        RestClient alice = await StartAsync();
        (await alice.AskAsync("POST", "confirmations", """{"numbers":[1,"2"],"why":{"deep":[1]}}""")).Number.Should().Be(204);
        (await alice.GetAsync("accounts?limit=1&colour=red")).Word.Should().Be("ok");
        (await alice.AskAsync("PATCH", "messages/" + Id, """{"id":"ignored, for the address has it","text":"x"}""")).Word.Should().Be("no-such-message");
    }

    [Test]
    public async Task Every_character_comes_out_as_it_went_in()
    {
        RestClient alice = await StartAsync();
        string text = "CRLF\r\n tab\t \" \\ / < & ' \u0001 \u007f \u0085 \u2028 \u202e é ＣＪＫ 👍🏽 \ud83c\udff4\u200d\u2620\ufe0f e\u0301 \uFEFF";
        EventReader events = await ListenAsync(_bob);
        await alice.SendAsync("bob", text, Guid.Parse(Id));
        (await events.NextAsync("message")).String("text").Should().Be(text);
        (await alice.GetAsync("conversations/bob/messages")).Json.GetProperty("messages")[0].GetProperty("text").GetString().Should().Be(text);
    }

    private RestClient _bob = null!;

    private async Task<RestClient> StartAsync()
    {
        Doors doors = await StartDoorsAsync();
        _bob = await RegisterAsync(doors, "bob");
        return await RegisterAsync(doors, "alice");
    }
}
