using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

[Parallelizable(ParallelScope.All)]
public sealed class SessionTests
{
    [Test]
    public async Task Connecting_says_preamble_and_hello_and_reports_the_server()
    {
        using FakeServer server = new();
        await using MessengerSession session = new(server.Options);
        Task connecting = session.ConnectAsync();
        using FakePeer peer = await server.AcceptAsync();
        await peer.WelcomeAsync();
        await connecting;

        (await session.NextAsync()).Should().Be(new Connected("fake/1", 1, Tls: false, Fingerprint: null));
    }

    [Test]
    public async Task Sends_are_pipelined_and_answers_may_come_in_any_order()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;

        Task<SendResult> first = session.SendAsync("bob", "one");
        Task<SendResult> second = session.SendAsync("bob", "two");
        (uint firstRequest, _, string firstText) = await peer.ExpectSendAsync();
        (uint secondRequest, Guid secondId, _) = await peer.ExpectSendAsync();
        firstText.Should().Be("one");
        await peer.AnswerSendAsync(secondRequest, delivered: false);
        (await second.WaitAsync(FakeServer.Limit)).Should().BeEquivalentTo(new { Id = secondId, Delivered = false });
        await peer.RefuseAsync(firstRequest, ErrorCode.RateLimited, TimeSpan.FromSeconds(3));

        RefusedException refused = (await first.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which;
        refused.Code.Should().Be(ErrorCode.RateLimited);
        refused.RetryAfter.Should().Be(TimeSpan.FromSeconds(3));
        session.UnansweredSends.Should().BeEmpty();
    }

    [Test]
    public async Task A_ping_of_the_server_is_answered_under_its_id()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.ConnectAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;

        await peer.SendAsync(Opcode.Ping, 77, default(Empty));

        (await peer.ExpectAsync(Opcode.Pong)).RequestId.Should().Be(77);
    }

    [Test]
    public async Task Shown_messages_are_confirmed_by_number()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;
        for (ulong number = 1; number <= 3; number++)
            await peer.PushAsync(number, $"m{number}");
        for (int i = 0; i < 3; i++)
            session.MarkShown(((MessageReceived)await session.NextAsync()).Number);

        List<ulong> confirmed = [];
        while (confirmed.Count < 3)
            confirmed.AddRange(await peer.ExpectConfirmAsync());

        confirmed.Should().Equal(1, 2, 3);
        await session.FlushConfirmationsAsync();
    }

    [Test]
    public async Task What_gathers_while_a_confirmation_is_under_way_leaves_in_one_frame()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;
        for (ulong number = 1; number <= 100; number++)
            await peer.PushAsync(number, "m");
        for (int i = 0; i < 100; i++)
            await session.NextAsync();

        session.MarkShown(1);
        Received first = await peer.ExpectAsync(Opcode.Confirm);
        Task rest = session.ConfirmAsync(Enumerable.Range(2, 99).Select(number => (ulong)number));
        await peer.SendAsync(Opcode.ConfirmAnswer, first.RequestId, default(Empty));

        (await peer.ExpectConfirmAsync()).Should().HaveCount(99);
        await rest.WaitAsync(FakeServer.Limit);
    }

    [Test]
    public async Task What_read_asked_for_is_among_the_events_before_its_answer()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;

        Task<ReadResult> reading = session.ReadAsync("bob", 2);
        Received read = await peer.ExpectAsync(Opcode.Read);
        await peer.PushAsync(1, "a", queued: true);
        await peer.PushAsync(2, "b", queued: true);
        await peer.SendAsync(Opcode.ReadAnswer, read.RequestId, new ReadAnswer(2, 5));
        ReadResult result = await reading.WaitAsync(FakeServer.Limit);

        // Connected came first.
        result.Should().Be(new ReadResult(2, 5, EventsBefore: 3));
        (await session.NextAsync()).Should().BeOfType<MessageReceived>().Which.Queued.Should().BeTrue();
    }

    [Test]
    public async Task Sends_beyond_ten_thousand_unanswered_ones_wait_for_room()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;
        Task<SendResult>[] sends = [.. Enumerable.Range(0, 10_001).Select(i => session.SendAsync("bob", $"m{i}"))];

        session.OutboxHasRoom.Should().BeFalse();
        session.UnansweredSends.Should().HaveCount(10_000);
        (uint request, _, _) = await peer.ExpectSendAsync();
        await peer.AnswerSendAsync(request);
        await sends[0].WaitAsync(FakeServer.Limit);
        for (int i = 1; i < 10_000; i++)
            await peer.ExpectSendAsync();

        (await peer.ExpectSendAsync()).Text.Should().Be("m10000");
    }

    [Test]
    public async Task A_silent_server_is_pinged_after_15_seconds_and_given_up_after_30()
    {
        using FakeServer server = new();
        ManualTime time = new();
        (MessengerSession session, FakePeer peer) = await server.ConnectAsync(server.Options with { Time = time });
        await using MessengerSession own = session;
        using FakePeer end = peer;

        time.Advance(TimeSpan.FromSeconds(15));
        await peer.ExpectAsync(Opcode.Ping);
        time.Advance(TimeSpan.FromSeconds(15));

        (await session.NextAsync()).Should().BeOfType<Disconnected>().Which.Reason.Should().Be("deadline-missed");
        await peer.ExpectEndAsync();
    }

    [Test]
    public async Task A_server_that_answers_pings_is_pinged_in_every_silence_however_late_the_clock_is()
    {
        using FakeServer server = new();
        ManualTime time = new();
        (MessengerSession session, FakePeer peer) = await server.ConnectAsync(server.Options with { Time = time });
        await using MessengerSession own = session;
        using FakePeer end = peer;
        for (int i = 0; i < 4; i++)
        {
            time.Advance(TimeSpan.FromSeconds(16));
            await peer.ExpectAsync(Opcode.Ping);
            await peer.SendAsync(Opcode.Pong, 1, default(Empty));
            // Answered behind the pong, so that has been taken.
            await peer.SendAsync(Opcode.Ping, 77, default(Empty));
            await peer.ExpectAsync(Opcode.Pong);
        }
        session.IsConnected.Should().BeTrue();
    }

    [Test]
    public async Task What_is_too_long_for_any_frame_is_refused_without_asking_the_server()
    {
        await using MessengerSession session = new(new SessionOptions());

        foreach ((Task request, ErrorCode code) in new (Task, ErrorCode)[]
        {
            (session.LoginAsync("alice", new string('x', 1_000_000)), ErrorCode.BadCredentials),
            (session.RegisterAsync("alice", new string('x', 257)), ErrorCode.PasswordInvalid),
            (session.RegisterAsync(new string('a', 70_000), "password"), ErrorCode.NameInvalid),
            (session.SendAsync("bob", new string('x', 16 * 1024 + 1)), ErrorCode.TooLarge),
            (session.SendAsync("bob", "\uD800"), ErrorCode.TextInvalid),
        })
        {
            (await request.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which.Code.Should().Be(code);
        }
    }

    [Test]
    public async Task A_password_goes_on_the_wire_in_normal_form_C()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.ConnectAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;

        Task<LoginResult> login = session.LoginAsync("alice", "passworde\u0301");
        Received received = await peer.ExpectAsync(Opcode.Login);
        PasswordOf(received).Should().Be("password\u00E9");
        await peer.RefuseAsync(received.RequestId, ErrorCode.BadCredentials);

        await login.Awaiting(task => task).Should().ThrowAsync<RefusedException>();
    }

    [Test]
    public async Task Nobody_there_is_said_with_what_to_do()
    {
        SessionOptions options;
        using (FakeServer server = new())
            options = server.Options;
        await using MessengerSession session = new(options);

        ConnectFailedException failure = (await session.Awaiting(s => s.ConnectAsync()).Should().ThrowAsync<ConnectFailedException>()).Which;

        failure.Code.Should().Be(ErrorCode.NotConnected);
        failure.Message.Should().StartWith("cannot reach 127.0.0.1:").And.Contain("--port");
    }

    [TestCase("0.0.0.0", "0.0.0.0:5050")]
    [TestCase("::", "[::]:5050")]
    [TestCase("", ":5050")]
    public async Task What_no_machine_can_be_called_is_said_with_what_to_do(string host, string named)
    {
        await using MessengerSession session = new(new SessionOptions { Host = host, Security = TransportSecurity.Plaintext });

        ConnectFailedException failure = (await session.Awaiting(s => s.ConnectAsync()).Should().ThrowAsync<ConnectFailedException>()).Which;

        failure.Code.Should().Be(ErrorCode.NotConnected);
        failure.Message.Should().Be($"cannot reach {named}: no machine has that address (is the server running? choose another with --host and --port)");
    }

    [Test]
    public async Task A_server_that_wants_TLS_is_said_so()
    {
        using FakeServer server = new();
        await using MessengerSession session = new(server.Options);
        Task connecting = session.ConnectAsync();
        using FakePeer peer = await server.AcceptAsync();
        await peer.GoodbyeAsync(ErrorCode.TlsRequired);

        (await connecting.Awaiting(task => task).Should().ThrowAsync<ConnectFailedException>()).Which.Code.Should().Be(ErrorCode.TlsRequired);
    }

    private static string PasswordOf(Received received) =>
        System.Text.Encoding.UTF8.GetString(FieldReader.ReadWhole<Credentials>(received.Body).Password);
}
