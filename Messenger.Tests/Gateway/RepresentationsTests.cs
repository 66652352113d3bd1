using System.Net.Http.Headers;
using FluentAssertions;
using Messenger.Gateway.Representation;
using Messenger.Tests.Gateway.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Who gets JSON, who gets protocol buffers, and who gets neither.</summary>
internal sealed class RepresentationsTests : GatewayTest
{
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    [TestCase(null, Json)]
    [TestCase("", Json)]
    [TestCase("*/*", Json)]
    [TestCase("application/*", Json)]
    [TestCase("application/x-protobuf", Protobuf)]
    [TestCase("APPLICATION/X-PROTOBUF", Protobuf)]
    [TestCase("application/x-protobuf; delimited=true", Protobuf)]
    [TestCase("application/x-protobuf, application/json", Json)]
    [TestCase("application/x-protobuf, application/json;q=0.9", Protobuf)]
    [TestCase("application/json;q=0.1, application/x-protobuf;q=0.2", Protobuf)]
    [TestCase("application/json;q=0, */*;q=0.1", Protobuf)]
    [TestCase("application/x-protobuf;q=0, */*", Json)]
    [TestCase("application/x-protobuf, */*;q=0.5", Protobuf)]
    [TestCase("text/html", null)]
    [TestCase("application/x-protobuf;q=0", null)]
    [TestCase("nonsense", null)]
    public void Accept_chooses_the_answer(string? accept, string? expected) =>
        Representations.OfAnswer(accept, known => known.MediaType)?.MediaType.Should().Be(expected);

    [TestCase("text/event-stream", Json)]
    [TestCase("application/x-protobuf", Protobuf)]
    [TestCase("application/x-protobuf; delimited=true, text/event-stream;q=0.5", Protobuf)]
    [TestCase("application/json", null)]
    public void Accept_chooses_the_events(string accept, string? expected) =>
        Representations.OfAnswer(accept, known => known.EventsMediaType)?.MediaType.Should().Be(expected);

    [TestCase("application/json", Json)]
    [TestCase("application/json; charset=UTF-8", Json)]
    [TestCase("application/x-protobuf", Protobuf)]
    [TestCase("application/x-protobuf; messageType=\"messenger.v1.SendRequest\"", Protobuf)]
    [TestCase("application/protobuf", null)]
    [TestCase("text/plain", null)]
    [TestCase(null, null)]
    public void Content_type_says_what_the_body_is(string? type, string? expected) =>
        (Representations.OfBody(type)?.MediaType).Should().Be(expected);

    [Test]
    public async Task One_may_ask_in_the_one_and_be_answered_in_the_other()
    {
        Doors doors = await StartDoorsAsync();
        using RestClient protobuf = new(doors.Http, Spoken.Protobuf);
        HttpRequestMessage request = protobuf.Request(
            "POST", "accounts", new StringContent("""{"name":"alice","password":"correct horse"}""", MediaTypeHeaderValue.Parse(Json)));
        RestAnswer answer = await protobuf.AskAsync(request);
        answer.Response.Content.Headers.ContentType!.ToString().Should().Be(Protobuf);
        protobuf.Token = answer.String("token");
        (await protobuf.GetAsync("session")).String("name").Should().Be("alice");
        using RestClient json = new(doors.Http) { Token = protobuf.Token };
        ByteArrayContent empty = new([]);
        empty.Headers.ContentType = new MediaTypeHeaderValue(Protobuf);
        (await json.AskAsync(json.Request("POST", "confirmations", empty))).Number.Should().Be(204, "a message in which nothing is set has no bytes");
        RestAnswer refused = await json.AskAsync(json.Request("PATCH", "messages/x", new StringContent("x", MediaTypeHeaderValue.Parse("text/plain"))));
        (refused.Number, refused.Response.Content.Headers.ContentType!.MediaType).Should().Be((415, "application/problem+json"));
        refused = await protobuf.AskAsync(protobuf.Request("PATCH", "messages/x", new StringContent("x", MediaTypeHeaderValue.Parse("text/plain"))));
        (refused.Number, refused.Word, refused.Response.Content.Headers.ContentType!.MediaType).Should().Be((415, "bad-command", Protobuf));
        (await protobuf.GetAsync("nowhere")).Should().Match<RestAnswer>(lost => lost.Number == 404 && lost.Word == "bad-command");
    }
}
