using System.Net.Sockets;
using FluentAssertions;
using Messenger.Gateway.Hosting;
using Messenger.Rpc;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>What clients of gRPC may take up, and that one does not starve another.</summary>
internal sealed class GrpcLimitsTests : GatewayTest
{
    private static readonly byte[] Empty = GrpcClient.Framed([]);

    [TestCase(false, 4 * 1024)]
    [TestCase(true, 64 * 1024)]
    public async Task A_message_beyond_its_limit_is_refused_and_the_largest_is_not(bool loggedIn, int limit)
    {
        GrpcClient client = Ends(new GrpcClient((await StartDoorsAsync()).Http.GrpcEndPoint));
        if (loggedIn)
            await client.RegisterAsync("alice");
        // Unknown fields are passed over: field 100 with so many bytes that all is as large as it may be.
        byte[] largest = [0xA2, 0x06, .. Varint(limit - 2 - Varint(limit).Length), .. new byte[limit - 2 - Varint(limit).Length]];
        largest.Should().HaveCount(limit);
        string method = loggedIn ? "Whoami" : "Login";
        (await client.CallAsync(method, GrpcClient.Framed(largest))).Code.Should().Be(loggedIn ? "" : "bad-credentials");
        (await client.CallAsync(method, GrpcClient.Framed([.. largest, 0]))).Should().Match<GrpcAnswer>(
            answer => answer.Status == GrpcStatus.ResourceExhausted && answer.Code == "too-large");
        // By what the prefix says: nobody waits for the rest.
        HttpRequestMessage announced = client.Request(method, []);
        using SlowContent slow = new(GrpcClient.Framed([], length: limit + 1));
        announced.Content = slow;
        (await client.CallAsync(announced)).Code.Should().Be("too-large");
    }

    [TestCase(1, 17 * 1024, "the end of the connection")]
    [TestCase(65, 1, "431")]
    public async Task Metadata_beyond_its_limit_is_refused(int entries, int length, string expected)
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        HttpRequestMessage request = alice.Request("Whoami", Empty);
        for (int i = 0; i < entries; i++)
            request.Headers.TryAddWithoutValidation($"x-{i}", new string('x', length));
        string outcome;
        try
        {
            outcome = $"{(int)(await alice.CallAsync(request)).Response.StatusCode}";
        }
        catch (HttpRequestException)
        {
            outcome = "the end of the connection";
        }
        outcome.Should().Be(expected);
        (await alice.CallAsync("Whoami", Empty)).Status.Should().Be(GrpcStatus.Ok, "one connects again");
    }

    [Test]
    public async Task A_connection_full_of_slow_calls_starves_no_other()
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient flood = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        List<SlowContent> slow = [];
        List<Task> calls = [];
        using CancellationTokenSource cancel = new();
        for (int i = 0; i < HttpLimits.StreamsAConnection; i++)
        {
            HttpRequestMessage request = flood.Request("Login", []);
            slow.Add(Ends(new SlowContent([0, 0])));
            request.Content = slow[^1];
            calls.Add(flood.Http.SendAsync(request, cancel.Token));
        }
        GrpcClient alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        for (int i = 0; i < 20; i++)
            (await alice.CallAsync("Whoami", Empty)).Status.Should().Be(GrpcStatus.Ok);
        await cancel.CancelAsync();
        await Task.WhenAll(calls.Select(call => call.ContinueWith(_ => { }, TaskScheduler.Default))).Within("the end of the flood");
        (await flood.CallAsync("Whoami", Empty)).Code.Should().Be("not-logged-in", "places of calls that were taken back are free");
    }

    [Test]
    public async Task Connections_are_counted_and_those_too_many_are_told_so()
    {
        Doors doors = await StartDoorsAsync(ServerFixture.Options with { MaxConnections = 1 });
        GrpcClient first = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        (await first.CallAsync("Whoami", Empty)).Code.Should().Be("not-logged-in");
        GrpcAnswer refused = await Ends(new GrpcClient(doors.Http.GrpcEndPoint)).CallAsync("Whoami", Empty);
        refused.Should().Match<GrpcAnswer>(answer => answer.Status == GrpcStatus.Unavailable && answer.Code == "too-many-connections");
        refused.Problem!.RetryAfter.Should().Be(5);
        first.Dispose();
        await Eventually.Becomes(() => doors.Wire.Server.Caps.Count == 0, "its place to be free");
    }

    public static IEnumerable<TestCaseData> HostileFrames
    {
        get
        {
            byte[] preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8];
            byte[] settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
            yield return new TestCaseData("nothing but noise", new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 });
            yield return new TestCaseData("a preface and noise", (byte[])[.. preface, .. Enumerable.Repeat((byte)0xFF, 64)]);
            yield return new TestCaseData("a frame larger than any", (byte[])[.. preface, .. settings, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 1]);
            yield return new TestCaseData("data of no stream", (byte[])[.. preface, .. settings, 0, 0, 1, 0, 0, 0, 0, 0, 7, 0]);
            yield return new TestCaseData("a head that cannot be unpacked", (byte[])[.. preface, .. settings, 0, 0, 4, 1, 5, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF]);
            yield return new TestCaseData("a head of another head's stream", (byte[])[.. preface, .. settings, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0x82, 0, 0, 1, 1, 4, 0, 0, 0, 3, 0x82]);
            yield return new TestCaseData("a window that overflows", (byte[])[.. preface, .. settings, 0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF]);
            yield return new TestCaseData("a frame that ends too early", (byte[])[.. preface, .. settings, 0, 0, 2, 8, 0, 0, 0, 0, 0, 0, 0]);
        }
    }

    [TestCaseSource(nameof(HostileFrames))]
    public async Task Hostile_frames_end_their_connection_and_no_other(string what, byte[] frames)
    {
        Doors doors = await StartDoorsAsync(limits: new HttpLimits { Head = TimeSpan.FromSeconds(1), Idle = TimeSpan.FromSeconds(1) });
        GrpcClient alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        using Socket hostile = new(SocketType.Stream, ProtocolType.Tcp);
        await hostile.ConnectAsync(doors.Http.GrpcEndPoint);
        await hostile.SendAsync(frames);
        await EndAsync(hostile).Within($"the end of {what}");
        (await alice.CallAsync("Whoami", Empty)).Status.Should().Be(GrpcStatus.Ok);
        alice.Dispose();
        await Eventually.Becomes(() => doors.Wire.Server.Caps.Count == 0, "their places to be free");
    }

    [Test]
    public async Task A_trace_says_what_is_called_and_no_secret()
    {
        Doors doors = await StartDoorsAsync(ServerFixture.Options with { Trace = true });
        GrpcClient alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        await alice.SendAsync("somebody", "a secret");
        string logged = string.Join('\n', doors.Wire.Logged.Select(entry => entry.RenderMessage(System.Globalization.CultureInfo.InvariantCulture)));
        logged.Should().Contain("in gRPC Register").And.Contain("out Ok for gRPC Register").And.Contain("out NotFound for gRPC Send");
        logged.Should().NotContain(alice.Token).And.NotContain(RawClient.Password).And.NotContain("somebody").And.NotContain("a secret");
    }

    private static async Task EndAsync(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer) > 0)
            {
                // What it says to that, nobody wants to know.
            }
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }
    }

    private static byte[] Varint(int value)
    {
        List<byte> bytes = [];
        for (; value > 0x7F; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
