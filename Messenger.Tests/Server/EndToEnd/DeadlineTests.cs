using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>PROTOCOL.md §9, by a clock that the test moves.</summary>
internal sealed class DeadlineTests : ServerTest
{
    private readonly ManualClock _clock = new();

    [TestCase("")]
    [TestCase("MS")]
    [TestCase("MSGR")]
    [TestCase("MSGR\0\0\0\u0017\u0001")]
    public async Task Who_does_not_say_hello_within_5_seconds_is_told_and_closed(string said)
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient late = await ConnectAsync(server);
        await late.WriteAsync(System.Text.Encoding.Latin1.GetBytes(said));
        RawClient other = await ConnectAsync(server);
        await other.HelloAsync();
        await server.PassAsync(TimeSpan.FromSeconds(4.9));
        await other.PingAsync();
        late.Goodbye.IsCompleted.Should().BeFalse();

        await server.AdvanceUntil(late.Goodbye, "GOODBYE to who is mute");

        await late.ExpectGoodbyeAsync(ErrorCode.DeadlineMissed);
        server.Metrics.Closed(ErrorCode.DeadlineMissed).Should().Be(1);
        await other.PingAsync();
    }

    [Test]
    public async Task Hello_at_the_last_moment_is_in_time()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient client = await ConnectAsync(server);
        await server.PassAsync(TimeSpan.FromSeconds(4.9));

        await client.HelloAsync();

        await server.PassAsync(TimeSpan.FromSeconds(5));
        await client.PingAsync();
    }

    [Test]
    public async Task A_frame_must_be_whole_10_seconds_after_its_first_byte_even_when_bytes_keep_coming()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient client = await RegisterAsync(server, "alice");
        await client.WriteAsync(RawClient.Head(200, Opcode.Ping, 9));
        Task trickle = Task.Run(async () =>
        {
            // A byte each time the clock has moved: never silent, never done.
            for (int i = 0; i < 150 && !client.Goodbye.IsCompleted; i++)
            {
                await client.WriteAsync(new byte[1]);
                _clock.Advance(TimeSpan.FromMilliseconds(250));
                await Task.WhenAny(client.Goodbye, Task.Delay(5));
            }
        });

        await trickle.Within("the trickle");
        await client.ExpectGoodbyeAsync(ErrorCode.DeadlineMissed);
    }

    [Test]
    public async Task Silence_is_asked_by_ping_after_15_seconds_and_ended_after_30()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient client = await RegisterAsync(server, "alice");
        client.AnswersPing = false;
        await server.PassAsync(TimeSpan.FromSeconds(14));
        client.Pinged.IsCompleted.Should().BeFalse();

        await server.AdvanceUntil(client.Pinged, "PING");
        client.Goodbye.IsCompleted.Should().BeFalse();
        await server.AdvanceUntil(client.Goodbye, "GOODBYE");

        await client.ExpectGoodbyeAsync(ErrorCode.DeadlineMissed);
        client.Arrived.Count(frame => frame.Opcode is Opcode.Ping).Should().Be(1);
    }

    [Test]
    public async Task Who_answers_pings_stays_for_ever()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient client = await RegisterAsync(server, "alice");
        for (int i = 0; i < 20; i++)
        {
            int pings = client.Arrived.Count(frame => frame.Opcode is Opcode.Ping);
            while (client.Arrived.Count(frame => frame.Opcode is Opcode.Ping) == pings)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                await Task.WhenAny(client.Ended, Task.Delay(5));
                client.Ended.IsCompleted.Should().BeFalse();
            }
        }
        await client.PingAsync();
    }

    [Test]
    public async Task Two_hundred_mute_peers_are_closed_by_their_deadline_and_the_others_go_on()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient[] mute = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ConnectAsync(server)));

        await server.AdvanceUntil(Task.WhenAll(mute.Select(client => client.Goodbye)), "200 goodbyes");
        await Task.WhenAll(mute.Select(client => client.Ended)).Within("their ends");

        server.Metrics.Closed(ErrorCode.DeadlineMissed).Should().Be(200);
        await alice.SendAsync("bob", "still here");
        (await bob.NextMessageAsync()).Text.Should().Be("still here");
        foreach (RawClient client in mute)
            client.Dispose();
        await server.AdvanceUntil(WaitForConnections(server, 2), "their places to be free");
    }

    [Test]
    public async Task Who_does_not_end_after_the_goodbye_is_cut_off()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient client = await ConnectAsync(server);
        await client.WriteAsync("nonsense"u8.ToArray());
        await client.ExpectGoodbyeAsync(ErrorCode.Malformed);

        await server.AdvanceUntil(WaitForConnections(server, 0), "the connection to be cut off");
    }

    private static Task WaitForConnections(ServerFixture server, int count) =>
        Eventually.Becomes(() => server.Server.ConnectionCount == count, $"{count} connections");
}
