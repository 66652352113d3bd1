using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Peers that stop reading.</summary>
internal sealed class SlowConsumerTests : ServerTest
{
    [Test]
    public async Task A_reader_that_stops_is_closed_with_a_counted_reason_keeps_its_messages_and_nobody_waits_for_it()
    {
        const int Count = 500;
        ManualClock clock = new();
        ServerFixture server = StartServer(clock: clock);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await (await RegisterAsync(server, "stuck")).AskEmpty(Opcode.Logout);
        RawClient stuck = await ConnectStuckAsync(server, "stuck");
        await Eventually.Becomes(() => server.Server.Engine.Find("stuck")!.Online, "the login of who does not read");
        string text = new('x', 16_384);

        for (int i = 0; i < Count; i++)
        {
            await alice.SendAsync("stuck", text);
            await alice.SendAsync("bob", "nobody waits");
            await bob.ConfirmAsync((await bob.NextMessageAsync()).Number);
        }
        await server.AdvanceUntil(
            Eventually.Becomes(() => server.Metrics.Closed(ErrorCode.SlowConsumer) == 1, "the slow consumer to be closed"), "the write deadline");
        await Eventually.Becomes(() => !server.Server.Engine.Find("stuck")!.Online, "it to be away");

        RawClient back = await LoginAsync(server, "stuck");
        back.Opened.Held.Total.Should().Be(Count);
        stuck.Dispose();
    }

    [Test]
    public async Task Who_asks_much_and_reads_nothing_is_not_read_from()
    {
        const int Asked = 20_000;
        ManualClock clock = new();
        ServerFixture server = StartServer(ServerFixture.Options with { Trace = true }, clock: clock);
        for (int i = 0; i < 500; i++)
            await server.Server.Engine.CreateAccountAsync($"a{i:0000}{new string('x', 27)}", EngineHarness.Password);
        await (await RegisterAsync(server, "stuck")).AskEmpty(Opcode.Logout);
        RawClient stuck = await ConnectStuckAsync(server, "stuck");
        byte[] list = RawClient.Encode(Opcode.List, 5, new ListRequest(""u8, ""u8, 500));
        byte[] all = new byte[list.Length * Asked];
        for (int i = 0; i < Asked; i++)
            list.CopyTo(all, i * list.Length);
        Task writing = stuck.WriteAsync(all);

        await server.AdvanceUntil(
            Eventually.Becomes(() => server.Metrics.Closed(ErrorCode.SlowConsumer) == 1, "the slow consumer to be closed"), "the write deadline");

        // Each answer has 17 KB; what the system's own buffers take is not ours to bound.
        server.Logged.Count(entry => entry.RenderMessage(null).Contains("in LIST")).Should().BeInRange(10, 2_000);
        stuck.Dispose();
        await Task.WhenAny(writing).Within("the write to end, one way or the other");
        _ = writing.Exception;
    }

    /// <summary>Logs in with small buffers and reads nothing, ever.</summary>
    private async Task<RawClient> ConnectStuckAsync(ServerFixture server, string name)
    {
        RawClient client = await ConnectAsync(server, reads: false);
        client.Socket.ReceiveBufferSize = 4096;
        byte[] login =
        [
            .. Preamble.Bytes,
            .. RawClient.Encode(Opcode.Hello, 1, RawClient.Hello(window: 65535)),
            .. RawClient.Encode(Opcode.Login, 2, new Credentials(
                System.Text.Encoding.UTF8.GetBytes(name), System.Text.Encoding.UTF8.GetBytes(RawClient.Password))),
        ];
        await client.WriteAsync(login);
        return client;
    }
}
