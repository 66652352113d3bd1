using System.Net;
using FluentAssertions;
using Messenger.Gateway;
using Messenger.Gateway.Hosting;
using Messenger.Rpc;
using Messenger.Server;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.V1;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Where gRPC is: with TLS on every port of the door, without it on a port of its own (product rule §13).</summary>
internal sealed class GrpcTransportTests : GatewayTest
{
    private static readonly byte[] Empty = GrpcClient.Framed([]);

    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    [Test]
    public async Task With_tls_it_is_on_both_ports_and_without_on_its_own()
    {
        Doors doors = await StartDoorsAsync();
        foreach (GrpcClient client in new[] { new GrpcClient(doors.Http.EndPoint, doors.Wire.Server.Fingerprint), new GrpcClient(doors.Http.GrpcEndPoint, doors.Wire.Server.Fingerprint), new GrpcClient(doors.Http.GrpcEndPoint) })
        {
            using (client)
                (await client.CallAsync("Whoami", Empty)).Code.Should().Be("not-logged-in");
        }
        // The rest of the door is on that port too, for whoever speaks HTTP/2.
        using GrpcClient rest = new(doors.Http.GrpcEndPoint);
        HttpRequestMessage request = rest.Request("/api/v1/unread", []);
        (request.Method, request.Content) = (HttpMethod.Get, null);
        (await rest.CallAsync(request)).Response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        doors.Http.Greeting.Split(Environment.NewLine).Should().Equal(
            $"http on {doors.Http.EndPoint} · reach it at http://{doors.Http.EndPoint}/", $"grpc on {doors.Http.GrpcEndPoint} · reach it at {doors.Http.GrpcEndPoint}");
    }

    [Test]
    public async Task It_needs_no_other_port()
    {
        Doors doors = await StartDoorsAsync(gateway: new GatewayOptions { Grpc = Anywhere });
        GrpcClient alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        doors.Http.Greeting.Should().StartWith("grpc on ").And.NotContain(Environment.NewLine);
    }

    [TestCase(false, GrpcStatus.PermissionDenied, "tls-required")]
    [TestCase(true, GrpcStatus.Unauthenticated, "not-logged-in")]
    public async Task From_elsewhere_plaintext_is_refused_unless_it_is_allowed(bool allowed, GrpcStatus status, string code)
    {
        Doors doors = await StartDoorsAsync(
            ServerFixture.Options with { AllowPlaintext = allowed }, gateway: new GatewayOptions { Grpc = new IPEndPoint(HttpTransportTests.OwnAddress(), 0) });
        using GrpcClient plain = new(doors.Http.GrpcEndPoint);
        (await plain.CallAsync("Whoami", Empty)).Should().Match<GrpcAnswer>(answer => answer.Status == status && answer.Code == code);
        using GrpcClient secure = new(doors.Http.GrpcEndPoint, doors.Wire.Server.Fingerprint);
        (await secure.CallAsync("Whoami", Empty)).Code.Should().Be("not-logged-in");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_port_that_is_taken_is_named_with_its_option(bool http)
    {
        Doors doors = await StartDoorsAsync();
        IPEndPoint taken = doors.Http.GrpcEndPoint;
        GatewayOptions options = http ? new() { Http = taken, Grpc = Anywhere } : new() { Http = Anywhere, Grpc = taken };
        ServerFixture server = StartServer();
        string said = (await FluentActions.Awaiting(() => HttpDoor.OpenAsync(server.Server, options)).Should().ThrowAsync<DoorException>()).Which.Message;
        string option = http ? "--http" : "--grpc";
        said.Should().Be($"cannot listen for {(http ? "HTTP" : "gRPC")} on {taken}: address in use (another server? try {option} 127.0.0.1:{taken.Port % IPEndPoint.MaxPort + 1})");
    }

    [Test]
    public async Task A_message_goes_between_a_terminal_and_a_stream_under_one_id()
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient bob = Ends(new GrpcClient(doors.Http.EndPoint, doors.Wire.Server.Fingerprint));
        await bob.RegisterAsync("bob");
        RawClient carol = await RegisterAsync(doors.Wire, "carol");
        GrpcEventReader events = Ends(await GrpcEventReader.OpenAsync(bob, new EventsRequest()));
        await events.NextAsync("opened");
        Guid id = Guid.NewGuid();
        ulong number = (await carol.SendAsync("bob", "from a terminal", id)).Number;
        (await events.NextAsync("message")).Should().Match<StreamedEvent>(
            come => come.Id == $"{number}" && come.Json.GetProperty("id").GetGuid() == id && come.String("from") == "carol");
        SendResponse sent = (await bob.SendAsync("carol", "from a stream")).Read(SendResponse.Parser);
        ReceivedMessage received = await carol.NextMessageAsync();
        received.Number.Should().Be(sent.Number);
        received.Id.Should().Be(new Guid(sent.Id.Span, bigEndian: true));
    }

    [Test]
    public async Task Each_end_of_a_stream_has_its_status()
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient bob = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await bob.RegisterAsync("bob");
        GrpcEventReader old = await OpenAsync();
        GrpcEventReader young = await OpenAsync();
        await EndsAsync(old, GrpcStatus.Aborted, "resumed-elsewhere");
        await bob.CallAsync("Logout", Empty);
        await EndsAsync(young, GrpcStatus.Unauthenticated, "session-ended");
        bob.Token = "";
        bob.Token = (await bob.CallAsync("Login", new LoginRequest { Name = "bob", Password = RawClient.Password })).Read(LoginResponse.Parser).Token;
        GrpcEventReader last = await OpenAsync();
        Task stop = doors.Wire.Server.StopAsync();
        GrpcAnswer end = await EndsAsync(last, GrpcStatus.Unavailable, "shutting-down");
        end.Problem!.RetryAfter.Should().Be(5);
        await stop.Within("the server to stop");

        async Task<GrpcEventReader> OpenAsync()
        {
            GrpcEventReader events = Ends(await GrpcEventReader.OpenAsync(new GrpcClient(doors.Http.GrpcEndPoint) { Token = bob.Token }, new EventsRequest()));
            await events.NextAsync("opened");
            return events;
        }

        static async Task<GrpcAnswer> EndsAsync(GrpcEventReader events, GrpcStatus status, string code)
        {
            (await events.NextAsync("closed")).String("code").Should().Be(code);
            (await events.NextAsync()).Should().BeNull();
            events.End.Should().Match<GrpcAnswer>(end => end.Status == status && end.Code == code);
            return events.End;
        }
    }
}
