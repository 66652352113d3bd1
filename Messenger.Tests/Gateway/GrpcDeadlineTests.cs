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
        (GatedJournal journal, HttpDoor door, GrpcClient alice) = await StartGatedAsync();
        await Ends(new GrpcClient(door.GrpcEndPoint)).RegisterAsync("bob");
        Guid id = Guid.NewGuid();
        Task held = journal.Hold();
        GrpcAnswer late = await alice.SendAsync("bob", "late", id, timeout: "1S");
        late.Should().Match<GrpcAnswer>(answer => answer.Status == GrpcStatus.DeadlineExceeded && answer.Code == "deadline-missed" && answer.Body.Length == 0);
        await held.Within("the commit at the gate");
        journal.Release();
        (await alice.SendAsync("bob", "late", id, timeout: "20S")).Read(SendResponse.Parser).Duplicate.Should().BeTrue();
    }

    [Test]
    public async Task Of_calls_that_are_late_a_connection_has_only_so_many_at_work()
    {
        (GatedJournal journal, HttpDoor door, GrpcClient alice) = await StartGatedAsync();
        GrpcClient bob = Ends(new GrpcClient(door.GrpcEndPoint));
        await bob.RegisterAsync("bob");
        Task held = journal.Hold();
        int late = 0;
        int refused = 0;
        for (int i = 0; i < 10; i++)
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => LateAsync()));
        await held.Within("a commit at the gate");
        refused.Should().BeGreaterThan(0, "calls whose deadline has passed keep a place until their work is done");
        late.Should().BeGreaterThanOrEqualTo(HttpLimits.StreamsAConnection);
        (await bob.CallAsync("Whoami", GrpcClient.Framed([]))).Status.Should().Be(GrpcStatus.Ok, "it is that connection's matter alone");
        journal.Release();

        async Task LateAsync()
        {
            try
            {
                if ((await alice.SendAsync("bob", "late", timeout: "50m")).Status is GrpcStatus.DeadlineExceeded)
                    Interlocked.Increment(ref late);
            }
            catch (HttpRequestException)
            {
                Interlocked.Increment(ref refused);
            }
        }
    }

    [Test]
    public async Task Events_end_at_their_deadline_and_free_their_place()
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient bob = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await bob.RegisterAsync("bob");
        using GrpcEventReader events = await GrpcEventReader.OpenAsync(bob, new EventsRequest(), timeout: "1S");
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

    [TestCase("0S")]
    [TestCase("1n")]
    public async Task What_is_too_late_already_is_not_begun(string timeout)
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        GrpcClient bob = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        await bob.RegisterAsync("bob");
        (await alice.SendAsync("bob", "late", timeout: timeout)).Should().Match<GrpcAnswer>(
            answer => answer.Status == GrpcStatus.DeadlineExceeded && answer.Code == "deadline-missed");
        (await bob.CallAsync("Events", new EventsRequest(), timeout)).Code.Should().Be("deadline-missed");
        (await bob.CallAsync("Unread", new UnreadRequest())).Read(UnreadResponse.Parser).Total.Should().Be(0);
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

    /// <summary>A server whose commits the test holds up, and somebody who is logged in.</summary>
    private async Task<(GatedJournal Journal, HttpDoor Door, GrpcClient Client)> StartGatedAsync()
    {
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        HttpDoor door = await HttpDoor.OpenAsync(server.Server, new GatewayOptions { Grpc = new(System.Net.IPAddress.Loopback, 0) });
        server.Server.Add(door);
        GrpcClient client = Ends(new GrpcClient(door.GrpcEndPoint));
        await client.RegisterAsync("alice");
        return (journal, door, client);
    }

    private static Task OfflineAsync(Doors doors, string name) =>
        Eventually.Becomes(() => !doors.Wire.Server.Engine.Find(name)!.Online, $"{name} to be offline");
}
