using FluentAssertions;
using Google.Protobuf;
using Messenger.Gateway.Hosting;
using Messenger.Rpc;
using Messenger.Tests.Gateway.Support;
using Messenger.Tests.Support;
using Messenger.V1;
using NUnit.Framework;

namespace Messenger.Tests.Gateway;

/// <summary>Clients that ask and do not listen.</summary>
internal sealed class GrpcFloodTests : GatewayTest
{
    [TestCase("About", 4_000)]
    [TestCase("Login", 1_000)]
    public async Task Calls_that_are_taken_back_at_once_trouble_nobody_else_and_no_log(string method, int count)
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        byte[] login = new LoginRequest { Name = "alice", Password = "wrong horse" }.ToByteArray();
        RawHttp2 flood = await RawHttp2.ConnectAsync(doors.Http.GrpcEndPoint);
        await flood.TrySendAsync([.. Enumerable.Range(0, count).Select(i => 2 * i + 1)
            .SelectMany(stream => (byte[])[.. RawHttp2.Call(stream, method, "", login), .. RawHttp2.Reset(stream)])]);
        for (int i = 0; i < 10; i++)
            (await alice.CallAsync("Whoami", GrpcClient.Framed([]))).Status.Should().Be(GrpcStatus.Ok);
        flood.Dispose();
        // The fixture fails when the server logged an error: what clients do is none.
        await Eventually.Becomes(() => doors.Wire.Server.Caps.Count == 1, "the flood's place to be free");
    }

    [Test]
    public async Task Events_that_nobody_reads_are_dropped_as_soon_as_newer_ones_have_their_place()
    {
        // Their time to be read is not over in this test.
        Doors doors = await StartDoorsAsync(limits: new HttpLimits { Write = TimeSpan.FromMinutes(5) });
        GrpcClient alice = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        GrpcClient bob = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await alice.RegisterAsync("alice");
        await bob.RegisterAsync("bob");
        for (int i = 0; i < 15; i++)
            await alice.SendAsync("bob", new string('x', 16 * 1024));
        using RawHttp2 deaf = await RawHttp2.ConnectAsync(doors.Http.GrpcEndPoint);
        byte[] events = new EventsRequest { Window = 1024 }.ToByteArray();
        await deaf.TrySendAsync(RawHttp2.Call(1, "Events", bob.Token, events));
        int received = 0;
        // What a connection begins with is taken; then the stream stands still.
        await ReadUntilAsync(_ => received >= 65_535).Within("the first events");
        for (int newer = 3; newer <= 7; newer += 2)
        {
            await deaf.TrySendAsync(RawHttp2.Call(newer, "Events", bob.Token, events));
            // Heads are no part of what a client has to make room for.
            await ReadUntilAsync(frame => (frame.Type, frame.Stream) == (1, newer)).Within("the newer stream to be open");
            await Eventually.Becomes(() => doors.Http.OpenStreams == 1, "the older stream to be dropped");
        }

        async Task ReadUntilAsync(Func<(byte Type, int Stream, byte[] Payload), bool> isIt)
        {
            while (await deaf.NextAsync() is { } frame)
            {
                received += frame.Type == 0 ? frame.Payload.Length : 0;
                if (isIt(frame))
                    return;
            }
        }
    }

    [Test]
    public async Task A_connection_has_only_so_many_streams_of_events()
    {
        Doors doors = await StartDoorsAsync();
        GrpcClient bob = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        await bob.RegisterAsync("bob");
        GrpcClient elsewhere = Ends(new GrpcClient(doors.Http.GrpcEndPoint));
        LoginRequest who = new() { Name = "bob", Password = RawClient.Password };
        byte[] events = GrpcClient.Framed([]);
        List<HttpResponseMessage> open = [];
        for (int i = 0; i <= HttpLimits.EventsAConnection; i++)
        {
            bob.Token = (await elsewhere.CallAsync("Login", who)).Read(LoginResponse.Parser).Token;
            if (i < HttpLimits.EventsAConnection)
                open.Add(Ends(await bob.OpenAsync(bob.Request("Events", events))));
        }
        GrpcAnswer refused = await bob.CallAsync("Events", events);
        refused.Should().Match<GrpcAnswer>(answer => answer.Status == GrpcStatus.Unavailable && answer.Code == "too-many-connections");
        refused.Problem!.RetryAfter.Should().Be(5);
        (await bob.CallAsync("Whoami", events)).Status.Should().Be(GrpcStatus.Ok, "other calls have their room");

        elsewhere.Token = bob.Token;
        Ends(await elsewhere.OpenAsync(elsewhere.Request("Events", events))).Headers.Contains("grpc-status").Should().BeFalse("another connection has room");
        open[0].Dispose();
        // Its place is free as soon as the server has heard of it.
        HttpResponseMessage again;
        int tries = 0;
        do
            again = Ends(await bob.OpenAsync(bob.Request("Events", events)));
        while (again.Headers.Contains("grpc-status") && ++tries < 1000);
        tries.Should().BeLessThan(1000);
    }
}
