using System.Diagnostics;
using FluentAssertions;
using Google.Protobuf;
using Messenger.Gateway;
using Messenger.Gateway.Hosting;
using Messenger.Rpc;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.V1;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Clients that wait only so long, and clients that go.</summary>
internal sealed class GrpcDeadlineTests : GatewayTest
{
    [Test]
    public async Task A_send_whose_deadline_passes_is_stored_all_the_same()
    {
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        HttpDoor door = await HttpDoor.OpenAsync(server.Server, new GatewayOptions { Grpc = new(System.Net.IPAddress.Loopback, 0) });
        server.Server.Add(door);
        GrpcClient alice = Ends(new GrpcClient(door.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        await Ends(new GrpcClient(door.GrpcEndPoint)).RegisterAsync("bob");
        Guid id = Guid.NewGuid();
        Task held = journal.Hold();
        GrpcAnswer late = await alice.SendAsync("bob", "late", id, timeout: "100m");
        late.Should().Match<GrpcAnswer>(answer => answer.Status == GrpcStatus.DeadlineExceeded && answer.Code == "deadline-missed" && answer.Body.Length == 0);
        await held.Within("the commit at the gate");
        journal.Release();
        (await alice.SendAsync("bob", "late", id, timeout: "20S")).Read(SendResponse.Parser).Duplicate.Should().BeTrue();
    }

    [Test]
    public async Task Events_end_at_their_deadline_and_free_their_place()
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient bob = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await bob.RegisterAsync("bob");
        using GrpcEventReader events = await GrpcEventReader.OpenAsync(bob, new EventsRequest(), timeout: "200m");
        (await events.NextAsync("opened")).Json.GetProperty("name").GetString().Should().Be("bob");
        (await events.NextAsync("closed")).String("code").Should().Be("deadline-missed");
        (await events.NextAsync()).Should().BeNull();
        events.End.Should().Match<GrpcAnswer>(end => end.Status == GrpcStatus.DeadlineExceeded && end.Code == "deadline-missed");
        await OfflineAsync(doors, "bob");
    }

    [Test]
    public async Task A_client_that_cancels_frees_its_place_and_keeps_its_connection()
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient bob = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await bob.RegisterAsync("bob");
        using CancellationTokenSource cancel = new();
        HttpResponseMessage response = await bob.OpenAsync(bob.Request("Events", GrpcClient.Framed([])), cancel.Token);
        await Eventually.Becomes(() => doors.Wire.Server.Engine.Find("bob")!.Online, "bob to be online");
        // What is read no further is reset.
        response.Dispose();
        await OfflineAsync(doors, "bob");
        (await bob.CallAsync("Whoami", GrpcClient.Framed([]))).Status.Should().Be(GrpcStatus.Ok);
        doors.Wire.Server.Caps.Count.Should().Be(1);
    }

    [TestCase("soon")]
    [TestCase("1")]
    [TestCase("123456789S")]
    public async Task What_is_no_time_is_refused(string timeout)
    {
        GrpcClient stranger = Ends(new GrpcClient((await StartDoorsAsync()).Http.GrpcEndPoint));
        (await stranger.CallAsync("Login", new LoginRequest(), timeout)).Should().Match<GrpcAnswer>(
            answer => answer.Status == GrpcStatus.InvalidArgument && answer.Text.Contains("grpc-timeout"));
    }

    [TestCase(null, Description = "the server's own time")]
    [TestCase("200m", Description = "the client's")]
    public async Task A_slow_message_is_waited_for_only_so_long(string? timeout)
    {
        Doors doors = await StartDoorsAsync(limits: timeout is null ? new HttpLimits { BodyTime = TimeSpan.FromMilliseconds(200) } : null);
        GrpcClient stranger = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        HttpRequestMessage request = stranger.Request("Login", [], timeout);
        using SlowContent slow = new(GrpcClient.Framed(new LoginRequest { Name = "alice" }.ToByteArray())[..7]);
        request.Content = slow;
        Stopwatch time = Stopwatch.StartNew();
        (await stranger.CallAsync(request)).Should().Match<GrpcAnswer>(
            answer => answer.Status == GrpcStatus.DeadlineExceeded && answer.Code == "deadline-missed");
        time.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
        (await stranger.CallAsync("Whoami", GrpcClient.Framed([]))).Code.Should().Be("not-logged-in", "one slow call does not end the others");
    }

    private static Task OfflineAsync(Doors doors, string name) =>
        Eventually.Becomes(() => !doors.Wire.Server.Engine.Find(name)!.Online, $"{name} to be offline");
}
