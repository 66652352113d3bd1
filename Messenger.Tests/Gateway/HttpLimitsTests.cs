using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using FluentAssertions;
using Messenger.Gateway.Hosting;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>What clients may take up, and what they are told beyond that.</summary>
internal sealed class HttpLimitsTests : GatewayTest
{
    private static readonly HttpLimits Short = new()
    {
        FirstByte = TimeSpan.FromMilliseconds(200),
        Head = TimeSpan.FromSeconds(1),
        BodyTime = TimeSpan.FromMilliseconds(300),
        Idle = TimeSpan.FromSeconds(1),
    };

    [TestCase(false, 4 * 1024)]
    [TestCase(true, 64 * 1024)]
    public async Task A_body_beyond_its_limit_is_refused_and_the_largest_is_not(bool loggedIn, int limit)
    {
        Doors doors = await StartDoorsAsync();
        RestClient client = loggedIn ? await RegisterAsync(doors, "alice") : Stranger(doors);
        string path = loggedIn ? "confirmations" : "session";
        string start = loggedIn ? """{"numbers":[],"x":""" + "\"" : """{"name":"alice","password":""" + "\"";
        string largest = start + new string('x', limit - start.Length - 2) + "\"}";
        (await client.AskAsync("POST", path, largest)).Word.Should().Be(loggedIn ? "ok" : "bad-credentials");
        (await client.AskAsync("POST", path, largest + " ")).Should().Match<RestAnswer>(answer => answer.Number == 413 && answer.Word == "too-large");
        HttpRequestMessage chunked = client.Request("POST", path, new StringContent(largest + " ", new UTF8Encoding(false), "application/json"));
        chunked.Headers.TransferEncodingChunked = true;
        (await client.AskAsync(chunked)).Should().Match<RestAnswer>(answer => answer.Number == 413 && answer.Word == "too-large");
    }

    [Test]
    public async Task A_password_of_a_million_bytes_is_refused_without_being_read()
    {
        Doors doors = await StartDoorsAsync();
        using RawHttp http = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        Stopwatch time = Stopwatch.StartNew();
        await http.SayAsync($"POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{{\"name\"");
        (await http.ReadToEndAsync()).Should().StartWith("HTTP/1.1 413 ").And.Contain("too-large");
        time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2), "nobody waits for a million bytes");
    }

    [Test]
    public async Task A_slow_body_a_slow_head_and_silence_are_ended()
    {
        Doors doors = await StartDoorsAsync(limits: Short);
        Stopwatch time = Stopwatch.StartNew();
        using RawHttp body = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        await body.SayAsync("POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        using RawHttp head = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        await head.SayAsync("GET /api/v1/ HTTP/1.1\r\nHost:");
        using RawHttp mute = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        using RawHttp idle = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        await idle.SayAsync("GET /api/v1/unread HTTP/1.1\r\nHost: x\r\n\r\n");
        (await body.ReadToEndAsync()).Should().StartWith("HTTP/1.1 408 ").And.Contain("deadline-missed");
        (await head.ReadToEndAsync()).Should().StartWith("HTTP/1.1 408 ");
        (await mute.ReadToEndAsync()).Should().BeEmpty();
        (await idle.ReadToEndAsync()).Should().StartWith("HTTP/1.1 401 ");
        time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(8), "it is our own limits that end them");
    }

    [Test]
    public async Task A_server_that_stops_waits_for_nobody_for_long()
    {
        Doors doors = await StartDoorsAsync();
        using RawHttp half = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        await half.SayAsync("POST /api/v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
        using RawHttp mute = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        RestClient idle = await RegisterAsync(doors, "alice");
        // Opened, told of the end, and never read.
        Ends(await EventReader.OpenAsync(idle));
        Stopwatch time = Stopwatch.StartNew();
        await doors.Wire.Server.StopAsync().Within("the server to stop");
        time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(9));
        doors.Wire.Server.Caps.Count.Should().Be(0);
    }

    [Test]
    public async Task A_body_whose_length_is_nonsense_is_refused()
    {
        Doors doors = await StartDoorsAsync();
        using RawHttp http = await RawHttp.ConnectAsync(doors.Http.EndPoint);
        await http.SayAsync("POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
        (await http.ReadToEndAsync()).Should().StartWith("HTTP/1.1 400 ").And.Contain("bad-command");
    }

    [Test]
    public async Task A_huge_head_is_refused()
    {
        Doors doors = await StartDoorsAsync();
        await AskAsync($"GET /api/v1/ HTTP/1.1\r\nHost: x\r\nX: {new string('x', 17 * 1024)}\r\n\r\n", "431");
        await AskAsync($"GET /api/v1/ HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 65))}\r\n", "431");
        await AskAsync($"GET /api/v1/{new string('x', 9 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n", "414");
        await AskAsync("MSGR\u0001\u0000\u0000\u0000 nonsense\r\n\r\n", "400");

        async Task AskAsync(string head, string status)
        {
            using RawHttp http = await RawHttp.ConnectAsync(doors.Http.EndPoint);
            await http.SayAsync(head);
            (await http.ReadToEndAsync()).Should().StartWith($"HTTP/1.1 {status} ");
        }
    }

    [Test]
    public async Task Connections_are_counted_with_those_of_the_wire()
    {
        Doors doors = await StartDoorsAsync(ServerFixture.Options with { MaxConnections = 2 });
        RawClient terminal = await RegisterAsync(doors.Wire, "alice");
        RestClient first = Stranger(doors);
        (await first.GetAsync("unread")).Word.Should().Be("not-logged-in");
        RestClient second = Stranger(doors);
        RestAnswer refused = await second.GetAsync("unread");
        refused.Should().Match<RestAnswer>(answer => answer.Number == 503 && answer.Word == "too-many-connections");
        refused.Response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(5));
        (await (await ConnectAsync(doors.Wire)).Goodbye.Within("GOODBYE")).Code.Should().Be(ErrorCode.TooManyConnections);
        await terminal.PingAsync();
        first.Dispose();
        await Eventually.Becomes(() => Task.Run(async () => (await Stranger(doors).GetAsync("unread")).Number).Result == 401, "room for another");
    }

    [Test]
    public async Task Two_hundred_who_say_nothing_are_let_go()
    {
        Doors doors = await StartDoorsAsync(limits: Short);
        List<RawHttp> mute = [];
        for (int i = 0; i < 200; i++)
            mute.Add(Ends(await RawHttp.ConnectAsync(doors.Http.EndPoint)));
        await Task.WhenAll(mute.Select(http => http.ReadToEndAsync()));
        await Eventually.Becomes(() => doors.Wire.Server.Caps.Count == 0, "their places to be free");
    }

    [Test]
    public async Task Guessing_is_throttled_with_the_seconds_to_wait()
    {
        Doors doors = await StartDoorsAsync();
        await RegisterAsync(doors, "alice");
        RestClient guesser = Stranger(doors);
        RestAnswer answer;
        int tries = 0;
        do
            answer = await guesser.PostAsync("session", new { name = "alice", password = $"wrong horse {tries}" });
        while (answer.Word == "bad-credentials" && ++tries < 20);
        tries.Should().Be(10);
        answer.Should().Match<RestAnswer>(refused => refused.Number == 429 && refused.Word == "throttled");
        answer.Response.Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero);
        answer.Json.GetProperty("retryAfter").GetDouble().Should().BeGreaterThan(0);
    }

    [Test]
    public async Task A_trace_says_what_is_asked_and_no_secret()
    {
        Doors doors = await StartDoorsAsync(ServerFixture.Options with { Trace = true });
        RestClient alice = await RegisterAsync(doors, "alice");
        await alice.GetAsync("conversations/somebody/messages");
        string logged = string.Join('\n', doors.Wire.Logged.Select(entry => entry.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)));
        logged.Should().Contain("in GET /conversations/{with}/messages").And.Contain("out 404 for GET /conversations/{with}/messages");
        logged.Should().NotContain(alice.Token).And.NotContain(RawClient.Password).And.NotContain("somebody");
    }

    [Test]
    public async Task Pages_of_other_sites_are_refused()
    {
        Doors doors = await StartDoorsAsync();
        RestClient alice = await RegisterAsync(doors, "alice");
        (await FromAsync($"http://{doors.Http.EndPoint}")).Word.Should().Be("ok");
        foreach (string origin in new[] { "http://evil.example", "null", $"https://{doors.Http.EndPoint}", $"http://127.0.0.1:{doors.Http.EndPoint.Port + 1}" })
        {
            RestAnswer answer = await FromAsync(origin);
            answer.Should().Match<RestAnswer>(refused => refused.Number == 403 && refused.Word == "forbidden");
            answer.Response.Headers.Should().NotContain(header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }

        Task<RestAnswer> FromAsync(string origin)
        {
            HttpRequestMessage request = alice.Request("GET", "unread");
            request.Headers.Add("Origin", origin);
            return alice.AskAsync(request);
        }
    }

    [Test]
    public async Task What_http_itself_refuses_has_the_same_form()
    {
        Doors doors = await StartDoorsAsync();
        RestClient alice = await RegisterAsync(doors, "alice");
        Problem(await alice.GetAsync("nowhere"), 404);
        RestAnswer method = Problem(await alice.AskAsync("PUT", "messages"), 405);
        method.Response.Content.Headers.Allow.Should().Equal("POST");
        Problem(await alice.AskAsync(alice.Request("POST", "messages", new StringContent("<a/>", Encoding.UTF8, "application/xml"))), 415);
        Problem(await alice.AskAsync(alice.Request("POST", "messages", new StringContent("{}", Encoding.Latin1, "application/json"))), 415);
        Problem(await alice.AskAsync(Accepting("application/xml")), 406);
        Problem(await alice.AskAsync(Accepting("application/json;q=0, application/x-protobuf;q=0, */*;q=0.5")), 406);
        (await alice.AskAsync(Accepting("text/html, application/*;q=0.1"))).Word.Should().Be("ok");
        (await alice.AskAsync(alice.Request("HEAD", "unread"))).Number.Should().Be(200);
        (await alice.AskAsync(alice.Request("HEAD", "events"))).Number.Should().Be(405);
        RestClient stranger = Stranger(doors);
        foreach (string token in new[] { "", "x", new string('A', 43), new string('A', 100_0) })
        {
            stranger.Token = token;
            RestAnswer answer = await stranger.GetAsync("unread");
            (answer.Number, answer.Word).Should().Be((401, "not-logged-in"));
            answer.Response.Headers.WwwAuthenticate.Should().ContainSingle(scheme => scheme.Scheme == "Bearer");
        }

        HttpRequestMessage Accepting(string types)
        {
            HttpRequestMessage request = alice.Request("GET", "unread");
            foreach (string type in types.Split(','))
                request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(type));
            return request;
        }

        static RestAnswer Problem(RestAnswer answer, int status)
        {
            (answer.Number, answer.Word).Should().Be((status, "bad-command"));
            answer.Response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            return answer;
        }
    }
}
