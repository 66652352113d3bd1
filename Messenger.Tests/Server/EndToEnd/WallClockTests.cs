using FluentAssertions;
using Messenger.Server;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>
/// The wall clock is set while the server runs, back by an hour or forward by a day. It dates messages; order, deadlines, resuming and rates
/// go by the monotonic clock, and notice nothing.
/// </summary>
[TestFixture(-1)]
[TestFixture(24)]
internal sealed class WallClockTests(int hours) : ServerTest
{
    private readonly ManualClock _clock = new();

    [Test]
    public async Task Order_stays_live_and_held()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await (await RegisterAsync(server, "away")).AskEmpty(Opcode.Logout);
        foreach (string text in new[] { "before", "after", "last" })
        {
            await alice.SendAsync("bob", text);
            await alice.SendAsync("away", text);
            SetClock();
        }

        List<ReceivedMessage> live = await bob.NextMessagesAsync(3);
        RawClient away = await LoginAsync(server, "away");
        await away.ReadAsync();
        List<ReceivedMessage> held = await away.NextMessagesAsync(3);

        foreach (List<ReceivedMessage> shown in new[] { live, held })
        {
            shown.Select(message => message.Text).Should().Equal("before", "after", "last");
            shown.Select(message => message.Number).Should().BeInAscendingOrder();
            (shown[1].At > shown[0].At).Should().Be(hours > 0, "messages are dated by the wall clock");
        }
    }

    [Test]
    public async Task A_terminal_that_was_cut_off_resumes_and_gets_what_it_missed_in_order()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await alice.SendAsync("bob", "before");
        await bob.NextMessageAsync();
        bob.Reset();
        await Eventually.Becomes(() => server.Server.ConnectionCount == 1, "bob to be gone");
        await alice.SendAsync("bob", "meanwhile");
        SetClock();
        await alice.SendAsync("bob", "after");

        RawClient back = await ResumeAsync(server, bob.Token);

        back.Opened.Resumed.Should().BeTrue();
        (await back.NextMessagesAsync(3)).Select(message => message.Text).Should().Equal("before", "meanwhile", "after");
    }

    [Test]
    public async Task Deadlines_come_neither_early_nor_late()
    {
        ServerFixture server = StartServer(clock: _clock);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient mute = await ConnectAsync(server);
        RawClient half = await RegisterAsync(server, "half");
        await half.WriteAsync(RawClient.Head(200, Opcode.Ping, 9));

        SetClock();
        await server.PassAsync(TimeSpan.FromSeconds(4));
        await alice.PingAsync();
        mute.Goodbye.IsCompleted.Should().BeFalse();
        await server.AdvanceUntil(mute.Goodbye, "the deadline for hello");
        half.Goodbye.IsCompleted.Should().BeFalse();
        await server.AdvanceUntil(half.Goodbye, "the deadline for a frame");

        await mute.ExpectGoodbyeAsync(ErrorCode.DeadlineMissed);
        await half.ExpectGoodbyeAsync(ErrorCode.DeadlineMissed);
        await alice.PingAsync();
    }

    [Test]
    public async Task Rates_fill_up_as_before()
    {
        ServerOptions options = ServerFixture.Options with { NoRateLimits = false };
        ServerFixture server = StartServer(options, clock: _clock);
        RawClient alice = await RegisterAsync(server, "alice");
        await RegisterAsync(server, "bob");
        int stored = 0;
        while ((await alice.AskSend("bob", "again")).Opcode is Opcode.SendAnswer)
            stored++;
        stored.Should().BeGreaterThan(0);

        SetClock();
        (await alice.AskSend("bob", "no sooner")).Code.Should().Be(ErrorCode.RateLimited);
        await server.PassAsync(TimeSpan.FromSeconds(1));
        (await alice.AskSend("bob", "no later")).Opcode.Should().Be(Opcode.SendAnswer);
    }

    private void SetClock() => _clock.SetUtc(_clock.GetUtcNow().AddHours(hours));
}
