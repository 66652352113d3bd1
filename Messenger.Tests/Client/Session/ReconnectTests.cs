using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

[Parallelizable(ParallelScope.All)]
public sealed class ReconnectTests
{
    [Test]
    public async Task Unanswered_sends_come_again_in_order_under_their_ids_before_newer_ones()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        Task<SendResult> answered = session.SendAsync("bob", "zero");
        await peer.AnswerSendAsync((await peer.ExpectSendAsync()).RequestId);
        await answered.WaitAsync(FakeServer.Limit);
        Task<SendResult> first = session.SendAsync("bob", "one");
        Task<SendResult> second = session.SendAsync("bob", "two");
        Guid firstId = (await peer.ExpectSendAsync()).Id;
        Guid secondId = (await peer.ExpectSendAsync()).Id;
        peer.Dispose();
        (await session.NextAsync()).Should().BeOfType<Disconnected>().Which.Should().BeEquivalentTo(new { Reason = "connection-lost", Retrying = true });
        Task<SendResult> third = session.SendAsync("bob", "three");

        using FakePeer again = await server.AcceptAsync();
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Resume, "alice", resumed: true);

        (await again.ExpectSendAsync()).Id.Should().Be(firstId);
        (uint request, Guid id, string text) = await again.ExpectSendAsync();
        (id, text).Should().Be((secondId, "two"));
        (await again.ExpectSendAsync()).Text.Should().Be("three");
        (await session.NextAsync()).Should().BeOfType<Reconnected>().Which.Should().BeEquivalentTo(new { LoggedIn = true, Resumed = true });
        await again.AnswerSendAsync(request);
        (await second.WaitAsync(FakeServer.Limit)).Id.Should().Be(secondId);
        first.IsCompleted.Should().BeFalse();
        third.IsCompleted.Should().BeFalse();
    }

    [Test]
    public async Task While_offline_other_requests_fail_at_once()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        peer.Dispose();
        await session.NextAsync();

        (await session.Awaiting(s => s.ListAsync()).Should().ThrowAsync<RefusedException>()).Which.Code.Should().Be(ErrorCode.NotConnected);
    }

    [Test]
    public async Task A_request_that_was_cut_off_says_that_its_outcome_is_not_known()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        Task<ListAnswer> list = session.ListAsync();
        await peer.ExpectAsync(Opcode.List);
        peer.Dispose();

        RefusedException refused = (await list.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which;
        refused.Code.Should().Be(ErrorCode.NotConnected);
        refused.Message.Should().Contain("not known");
    }

    [Test]
    public async Task A_repeated_push_is_shown_once_and_a_lost_confirmation_is_sent_again()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        await peer.PushAsync(5, "shown");
        session.MarkShown(((MessageReceived)await session.NextAsync()).Number);
        (await peer.ExpectConfirmAsync(answer: false)).Should().Equal(5);
        peer.Dispose();
        (await session.NextAsync()).Should().BeOfType<Disconnected>();

        using FakePeer again = await server.AcceptAsync();
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Resume, "alice", resumed: true);
        await again.PushAsync(5, "shown");
        await again.PushAsync(6, "new");

        (await again.ExpectConfirmAsync()).Should().Equal(5);
        (await session.NextAsync()).Should().BeOfType<Reconnected>();
        (await session.NextAsync()).Should().BeOfType<MessageReceived>().Which.Number.Should().Be(6);

        // Its confirmation was answered and it comes all the same: confirmed again, not shown.
        await again.PushAsync(5, "shown");
        (await again.ExpectConfirmAsync()).Should().Equal(5);
    }

    [Test]
    public async Task Messages_of_one_account_stay_unconfirmed_and_shown_once_while_another_is_logged_in()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;
        await peer.PushAsync(5, "for alice");
        (await session.NextAsync()).Should().BeOfType<MessageReceived>();
        foreach (string name in new[] { "carol", "alice" })
        {
            Task logout = session.LogoutAsync();
            await peer.SendAsync(Opcode.LogoutAnswer, (await peer.ExpectAsync(Opcode.Logout)).RequestId, default(Empty));
            await logout.WaitAsync(FakeServer.Limit);
            Task<LoginResult> login = session.LoginAsync(name, "password");
            await peer.OpenAsync(Opcode.Login, name);
            await login.WaitAsync(FakeServer.Limit);
            // The same number means another message to another account.
            await peer.PushAsync(5, $"again {name}");
            if (name == "carol")
                (await session.NextAsync()).Should().BeOfType<MessageReceived>().Which.Text.Should().Be("again carol");
        }
        await peer.PushAsync(6, "next");

        (await session.NextAsync()).Should().BeOfType<MessageReceived>().Which.Number.Should().Be(6);
        session.MarkShown(5);
        (await peer.ExpectConfirmAsync()).Should().Equal(5);
    }

    [Test]
    public async Task Another_store_has_other_numbers()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        await peer.PushAsync(5, "old");
        (await session.NextAsync()).Should().BeOfType<MessageReceived>();
        peer.Dispose();
        await session.NextAsync();

        using FakePeer again = await server.AcceptAsync();
        await again.WelcomeAsync(Guid.NewGuid());
        await again.OpenAsync(Opcode.Resume, "alice");
        await again.PushAsync(5, "of the new store");

        (await session.NextAsync()).Should().BeOfType<Reconnected>().Which.Resumed.Should().BeFalse();
        (await session.NextAsync()).Should().BeOfType<MessageReceived>().Which.Text.Should().Be("of the new store");
    }

    [Test]
    public async Task A_server_that_forgot_the_session_ends_the_login_and_fails_the_sends()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        Task<SendResult> send = session.SendAsync("bob", "lost");
        Guid id = (await peer.ExpectSendAsync()).Id;
        peer.Dispose();
        await session.NextAsync();

        using FakePeer again = await server.AcceptAsync();
        await again.WelcomeAsync(Guid.NewGuid());
        await again.RefuseAsync((await again.ExpectAsync(Opcode.Resume)).RequestId, ErrorCode.BadCredentials);

        (await session.NextAsync()).Should().BeOfType<Reconnected>().Which.LoggedIn.Should().BeFalse();
        (await session.NextAsync()).Should().BeOfType<LoginLost>().Which.FailedSends.Should().Equal(id);
        (await send.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which.Code.Should().Be(ErrorCode.NotLoggedIn);
        session.Account.Should().BeNull();
    }

    [TestCase(ErrorCode.AccountDeleted)]
    [TestCase(ErrorCode.PasswordChanged)]
    [TestCase(ErrorCode.SessionEnded)]
    [TestCase(ErrorCode.ResumedElsewhere)]
    public async Task A_final_reason_is_not_retried_until_somebody_logs_in(ErrorCode reason)
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;
        await peer.GoodbyeAsync(reason);

        (await session.NextAsync()).Should().Be(new Disconnected(reason.Word(), "bye", Retrying: false));
        (await session.NextAsync()).Should().BeOfType<LoginLost>().Which.Code.Should().Be(reason);
        Task<LoginResult> login = session.LoginAsync("alice", "password");
        using FakePeer again = await server.AcceptAsync();
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Login, "alice");
        (await login.WaitAsync(FakeServer.Limit)).Name.Should().Be("alice");
    }

    [Test]
    public async Task A_send_refused_by_a_server_on_its_way_out_goes_to_its_successor()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        using FakePeer end = peer;
        Task<SendResult> send = session.SendAsync("bob", "stays");
        (uint request, Guid id, _) = await peer.ExpectSendAsync();
        await peer.RefuseAsync(request, ErrorCode.ShuttingDown);
        await peer.GoodbyeAsync(ErrorCode.ShuttingDown);

        using FakePeer again = await server.AcceptAsync();
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Resume, "alice", resumed: true);
        (uint repeated, Guid repeatedId, _) = await again.ExpectSendAsync();
        repeatedId.Should().Be(id);
        await again.AnswerSendAsync(repeated);
        await send.WaitAsync(FakeServer.Limit);
    }

    [Test]
    public async Task A_resume_that_is_refused_for_now_is_tried_again()
    {
        using FakeServer server = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync();
        await using MessengerSession own = session;
        peer.Dispose();

        using (FakePeer busy = await server.AcceptAsync())
        {
            await busy.WelcomeAsync();
            await busy.RefuseAsync((await busy.ExpectAsync(Opcode.Resume)).RequestId, ErrorCode.Internal);
            await busy.ExpectEndAsync();
        }
        using FakePeer again = await server.AcceptAsync();
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Resume, "alice", resumed: true);

        (await session.NextAsync()).Should().BeOfType<Disconnected>();
        (await session.NextAsync()).Should().BeOfType<Reconnected>().Which.LoggedIn.Should().BeTrue();
    }

    [Test]
    public async Task A_server_that_is_full_is_not_asked_again_before_the_time_it_named()
    {
        using FakeServer server = new();
        ManualTime time = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync(server.Options with { Time = time });
        await using MessengerSession own = session;
        peer.Dispose();
        using (FakePeer full = await NextTryAsync())
            await full.GoodbyeAsync(ErrorCode.TooManyConnections, TimeSpan.FromSeconds(5));
        long before = time.GetTimestamp();

        using FakePeer again = await NextTryAsync();

        time.GetElapsedTime(before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));

        async Task<FakePeer> NextTryAsync()
        {
            Task<FakePeer> accepted = server.AcceptAsync();
            while (!accepted.IsCompleted)
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                await Task.WhenAny(accepted, Task.Delay(5));
            }
            return await accepted;
        }
    }

    [Test]
    public async Task Who_is_in_a_hurry_does_not_wait_for_the_next_try_but_for_the_time_that_the_server_named()
    {
        using FakeServer server = new();
        ManualTime time = new();
        (MessengerSession session, FakePeer peer) = await server.LoginAsync(server.Options with { Time = time });
        await using MessengerSession own = session;
        session.ReconnectNow();
        peer.Dispose();
        (await session.NextAsync()).Should().BeOfType<Disconnected>();

        // The clock stands still.
        session.ReconnectNow();
        using (FakePeer full = await server.AcceptAsync())
            await full.GoodbyeAsync(ErrorCode.TooManyConnections, TimeSpan.FromSeconds(5));
        long before = time.GetTimestamp();
        Task<FakePeer> accepted = server.AcceptAsync();
        while (!accepted.IsCompleted)
        {
            session.ReconnectNow();
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(accepted, Task.Delay(5));
        }
        using FakePeer again = await accepted;
        time.GetElapsedTime(before).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5));
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Resume, "alice", resumed: true);
        (await session.NextAsync()).Should().BeOfType<Reconnected>();
    }

    [Test]
    public void Waits_between_tries_begin_within_half_a_second_and_double_to_ten()
    {
        Backoff backoff = new();

        backoff.Next().Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(0.5));
        TimeSpan[] waits = [.. Enumerable.Range(0, 10).Select(_ => backoff.Next())];
        waits[0].Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        waits[^1].Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(10));
    }
}
