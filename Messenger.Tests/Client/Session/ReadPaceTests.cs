using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

[Parallelizable(ParallelScope.All)]
public sealed class ReadPaceTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    [Test]
    public async Task After_a_small_read_it_waits_for_its_pause_and_no_longer()
    {
        ManualTime time = new();
        ReadPace pace = new(Pause, socket: null, time);

        Task waiting = pace.AfterAsync(100, isAnswerAwaited: false);
        time.Advance(Pause - TimeSpan.FromMilliseconds(1));
        waiting.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting.WaitAsync(FakeServer.Limit);
    }

    [Test]
    public void A_large_read_an_awaited_answer_and_no_pause_at_all_let_it_go_on_at_once()
    {
        ManualTime time = new();
        new ReadPace(Pause, socket: null, time).AfterAsync(ReadPace.SmallRead, isAnswerAwaited: false).IsCompleted.Should().BeTrue();
        new ReadPace(Pause, socket: null, time).AfterAsync(100, isAnswerAwaited: true).IsCompleted.Should().BeTrue();
        new ReadPace(TimeSpan.Zero, socket: null, time).AfterAsync(100, isAnswerAwaited: false).IsCompleted.Should().BeTrue();
    }

    [Test]
    public void A_rush_is_not_held_up_until_half_a_second_after_it()
    {
        ManualTime time = new();
        ReadPace pace = new(Pause, socket: null, time);
        for (int read = 0; read < ReadPace.Rush / ReadPace.SmallRead; read++)
            pace.AfterAsync(ReadPace.SmallRead, isAnswerAwaited: false).IsCompleted.Should().BeTrue();

        pace.AfterAsync(100, isAnswerAwaited: false).IsCompleted.Should().BeTrue("it is a rush");
        time.Advance(ReadPace.RushLasts);
        pace.AfterAsync(100, isAnswerAwaited: false).IsCompleted.Should().BeFalse("it is over");
    }

    [Test]
    [Platform("Linux")]
    public async Task Meanwhile_the_system_wakes_nobody_for_a_few_bytes()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint);
        ManualTime time = new();

        Task waiting = new ReadPace(Pause, socket, time).AfterAsync(100, isAnswerAwaited: false);
        LowWater().Should().Be(ReadPace.SmallRead);
        time.Advance(Pause);
        await waiting.WaitAsync(FakeServer.Limit);
        LowWater().Should().Be(1, "what has come is to be read");

        int LowWater() => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater)!;
    }

    [Test]
    [Platform("Linux")]
    public async Task A_system_that_cannot_do_that_costs_wake_ups_and_not_the_connection()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        using (FileStream nothing = File.OpenRead("/dev/null"))
            Replace((int)nothing.SafeFileHandle.DangerousGetHandle(), (int)socket.Handle).Should().NotBe(-1);
        ManualTime time = new();

        Task waiting = new ReadPace(Pause, socket, time).AfterAsync(100, isAnswerAwaited: false);
        time.Advance(Pause);
        await waiting.WaitAsync(FakeServer.Limit);
    }

    [Test]
    public async Task A_session_that_pauses_gets_every_message_once_in_order_and_its_answers()
    {
        const int messages = 300;
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync(server.Options with { ReadPause = Pause });
        await using MessengerSession own = session;

        Task pushing = Task.Run(async () =>
        {
            for (ulong number = 1; number <= messages; number++)
                await peer.PushAsync(number, $"message {number}");
        });
        for (ulong number = 1; number <= messages; number++)
            (await session.NextAsync()).Should().BeOfType<MessageReceived>().Which.Number.Should().Be(number);
        await pushing;

        for (int i = 0; i < 5; i++)
        {
            Task<SendResult> send = session.SendAsync("bob", "hello");
            await peer.AnswerSendAsync((await peer.ExpectSendAsync()).RequestId);
            await send.WaitAsync(FakeServer.Limit);
        }
    }
    /// <summary>Has a descriptor stand for what another one stands for, here for no socket at all.</summary>
    [DllImport("libc", EntryPoint = "dup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Replace(int from, int to);
}
