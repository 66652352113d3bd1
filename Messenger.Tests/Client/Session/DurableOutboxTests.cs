using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

/// <summary>Sends that outlast the process that made them (<see cref="SessionOptions.OutboxDirectory"/>).</summary>
internal sealed class DurableOutboxTests : OutboxTest
{
    [Test]
    public async Task A_send_leaves_only_once_it_is_on_disk()
    {
        FullDisk disk = new();
        (MessengerSession session, FakePeer peer) = await LoginAsync(Options with { OpenOutboxFile = disk.Open });
        disk.Syncs.Reset();
        Task<QueuedSend> first = session.QueueAsync("bob", "one");
        Task<QueuedSend> second = session.QueueAsync("bob", "two");
        await NothingIsSentAsync(session, peer);
        first.IsCompleted.Should().BeFalse();
        session.Unsent.List().Should().BeEmpty("nothing is safe yet");
        disk.Syncs.Set();

        Guid firstId = (await first.WaitAsync(FakeServer.Limit)).Id;
        (await peer.ExpectSendAsync()).Should().Match<(uint, Guid Id, string Text)>(sent => sent.Id == firstId && sent.Text == "one");
        (await peer.ExpectSendAsync()).Text.Should().Be("two");
        await second.WaitAsync(FakeServer.Limit);
        session.Unsent.List().Select(unsent => unsent.Text).Should().Equal("one", "two");
    }

    [Test]
    public async Task What_a_killed_process_left_is_sent_at_the_next_login_in_order_under_its_ids_and_before_what_is_new_to_the_same()
    {
        (MessengerSession session, FakePeer peer) = await LoginAsync();
        List<Guid> ids = await QueueAsync(session, "one", "two", "three");
        await peer.AnswerSendAsync((await peer.ExpectSendAsync()).RequestId);
        await Until(() => session.Unsent.List().Count == 2);
        string left = Directories.Killed();

        (MessengerSession next, FakePeer nextPeer) = await LoginAsync(Options with { OutboxDirectory = left });
        next.Unsent.List().Select(unsent => (unsent.Id, unsent.To, unsent.Text)).Should().Equal((ids[1], "bob", "two"), (ids[2], "bob", "three"));
        Task<SendResult> newer = next.SendAsync("BOB", "four");
        Task<SendResult> elsewhere = next.SendAsync("carol", "not behind them");
        List<(Guid Id, string Text)> sent = [];
        foreach (int _ in Enumerable.Range(0, 4))
        {
            (uint request, Guid id, string text) = await nextPeer.ExpectSendAsync();
            sent.Add((id, text));
            await nextPeer.AnswerSendAsync(request);
        }

        sent.Where(send => send.Text != "not behind them").Select(send => send.Text).Should().Equal("two", "three", "four");
        sent.Where(send => send.Text is "two" or "three").Select(send => send.Id).Should().Equal(ids.Skip(1));
        (await next.NextAsync()).Should().BeOfType<EarlierSent>().Which.Message.Text.Should().Be("two");
        (await next.NextAsync()).Should().BeOfType<EarlierSent>().Which.Should().BeEquivalentTo(
            new { Message = new { Id = ids[2], To = "bob", Text = "three" }, Result = new { Id = ids[2], Delivered = true } });
        await newer.WaitAsync(FakeServer.Limit);
        await elsewhere.WaitAsync(FakeServer.Limit);
        next.Unsent.List().Should().BeEmpty();
    }

    [Test]
    public async Task Answered_and_refused_sends_are_gone_from_the_disk()
    {
        (MessengerSession session, FakePeer peer) = await LoginAsync();
        Task<SendResult> taken = session.SendAsync("bob", "taken");
        Task<SendResult> refused = session.SendAsync("nobody", "refused");
        await peer.AnswerSendAsync((await peer.ExpectSendAsync()).RequestId);
        await peer.RefuseAsync((await peer.ExpectSendAsync()).RequestId, ErrorCode.NoSuchAccount);
        await taken.WaitAsync(FakeServer.Limit);
        (await refused.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which.StaysInOutbox.Should().BeFalse();
        session.Unsent.List().Should().BeEmpty();
        await EndAsync(session);

        (MessengerSession next, _) = await LoginAsync();
        next.Unsent.List().Should().BeEmpty();
        next.Unsent.IsOnDisk.Should().BeTrue();
    }

    [Test]
    public async Task Nobody_elses_login_sends_them_and_their_own_does_in_any_case_of_the_name()
    {
        (MessengerSession session, _) = await LoginAsync(name: "Alice");
        await QueueAsync(session, "from alice");
        await EndAsync(session);

        (MessengerSession next, FakePeer peer) = await LoginAsync(name: "carol");
        next.Unsent.List().Should().BeEmpty();
        Task logout = next.LogoutAsync();
        // A send would have come before it.
        await peer.SendAsync(Opcode.LogoutAnswer, (await peer.ExpectAsync(Opcode.Logout)).RequestId, default(Empty));
        await logout.WaitAsync(FakeServer.Limit);
        Task<LoginResult> login = next.LoginAsync("ALICE", "password");
        await peer.OpenAsync(Opcode.Login, "aLICE");
        await login.WaitAsync(FakeServer.Limit);

        (await peer.ExpectSendAsync()).Text.Should().Be("from alice");
    }

    [Test]
    public async Task At_another_store_behind_the_same_address_they_stay_where_they_are()
    {
        (MessengerSession session, _) = await LoginAsync();
        await QueueAsync(session, "for the first store");
        await EndAsync(session);

        (MessengerSession other, FakePeer peer) = await LoginAsync(store: Guid.NewGuid());
        Task<SendResult> send = other.SendAsync("bob", "for the second");
        (uint request, _, string text) = await peer.ExpectSendAsync();
        text.Should().Be("for the second");
        await peer.AnswerSendAsync(request);
        await send.WaitAsync(FakeServer.Limit);
        (_, FakePeer first) = await LoginAsync();
        (await first.ExpectSendAsync()).Text.Should().Be("for the first store");
    }

    [Test]
    public async Task A_second_process_of_the_account_works_and_says_that_it_keeps_nothing()
    {
        (MessengerSession session, FakePeer peer) = await LoginAsync();
        (MessengerSession second, FakePeer secondPeer) = await LoginAsync();

        (await second.NextAsync()).Should().BeOfType<OutboxNotice>().Which.Message.Should().Contain("another program").And.Contain("memory only");
        second.Unsent.IsOnDisk.Should().BeFalse();
        Task<SendResult> send = second.SendAsync("bob", "from the second");
        await secondPeer.AnswerSendAsync((await secondPeer.ExpectSendAsync()).RequestId);
        await send.WaitAsync(FakeServer.Limit);
        await QueueAsync(session, "from the first");
        (await peer.ExpectSendAsync()).Text.Should().Be("from the first");
        await EndAsync(second);
        await EndAsync(session);

        (MessengerSession next, _) = await LoginAsync();
        next.Unsent.List().Should().ContainSingle().Which.Text.Should().Be("from the first");
    }

    [Test]
    public async Task On_a_full_disk_the_send_fails_in_words_and_nothing_of_it_is_kept_or_sent()
    {
        FullDisk disk = new();
        (MessengerSession session, FakePeer peer) = await LoginAsync(Options with { OpenOutboxFile = disk.Open });
        await QueueAsync(session, "before");
        disk.Room = 10;
        RefusedException refused = (await session.Awaiting(s => s.SendAsync("bob", "too much")).Should().ThrowAsync<RefusedException>()).Which;
        refused.Code.Should().Be(ErrorCode.StoreFailed);
        refused.Message.Should().Contain("was not sent").And.Contain("No space left");
        session.Unsent.List().Should().ContainSingle();
        disk.Room = long.MaxValue;
        await QueueAsync(session, "after");

        (await peer.ExpectSendAsync()).Text.Should().Be("before");
        (await peer.ExpectSendAsync()).Text.Should().Be("after");
        (MessengerSession next, _) = await LoginAsync(Options with { OutboxDirectory = Directories.Killed() });
        next.Unsent.List().Select(unsent => unsent.Text).Should().Equal("before", "after");
    }

    [Test]
    public async Task A_login_that_is_lost_leaves_them_for_the_next_one()
    {
        (MessengerSession session, FakePeer peer) = await LoginAsync();
        Task<SendResult> send = session.SendAsync("bob", "stays");
        Guid id = (await peer.ExpectSendAsync()).Id;
        await peer.GoodbyeAsync(ErrorCode.PasswordChanged);

        (await session.NextAsync()).Should().BeOfType<Disconnected>();
        LoginLost lost = (await session.NextAsync()).Should().BeOfType<LoginLost>().Which;
        lost.FailedSends.Should().BeEmpty();
        lost.WaitingSends.Should().Equal(id);
        (await send.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which.StaysInOutbox.Should().BeTrue();
        Task<LoginResult> login = session.LoginAsync("alice", "password");
        using FakePeer again = await Server.AcceptAsync();
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Login, "alice");
        await login.WaitAsync(FakeServer.Limit);
        (uint request, Guid sent, _) = await again.ExpectSendAsync();
        sent.Should().Be(id);
        await again.AnswerSendAsync(request);
        (await session.NextAsync()).Should().BeOfType<Reconnected>();
        (await session.NextAsync()).Should().BeOfType<EarlierSent>().Which.Message.Id.Should().Be(id);
    }

    [Test]
    public async Task A_reconnect_sends_what_is_unanswered_again_to_its_callers()
    {
        (MessengerSession session, FakePeer peer) = await LoginAsync();
        Task<SendResult> first = session.SendAsync("bob", "one");
        Guid id = (await peer.ExpectSendAsync()).Id;
        peer.Dispose();
        (await session.NextAsync()).Should().BeOfType<Disconnected>();
        Task<SendResult> second = session.SendAsync("bob", "two");

        using FakePeer again = await Server.AcceptAsync();
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Resume, "alice", resumed: true);
        (uint request, Guid repeated, _) = await again.ExpectSendAsync();
        repeated.Should().Be(id);
        await again.AnswerSendAsync(request);
        await again.AnswerSendAsync((await again.ExpectSendAsync()).RequestId);
        await Task.WhenAll(first, second).WaitAsync(FakeServer.Limit);
    }

    [TestCase("")]
    [TestCase("a\0b")]
    public void What_cannot_be_a_path_is_found_out_at_once(string directory) =>
        FluentActions.Invoking(() => new MessengerSession(Options with { OutboxDirectory = directory })).Should().Throw<ArgumentException>();
}
