using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

/// <summary>What becomes of sends that an earlier run left: nobody awaits them, so the session goes on by itself and tells the end.</summary>
internal sealed class EarlierSendsTests : OutboxTest
{
    [TestCase(ErrorCode.NoSuchAccount)]
    [TestCase(ErrorCode.NoSuchGroup)]
    [TestCase(ErrorCode.NotAccepted)]
    [TestCase(ErrorCode.IdReused)]
    [TestCase((ErrorCode)999)]
    public async Task One_that_is_refused_for_good_is_told_and_never_tried_again(ErrorCode code)
    {
        SessionOptions options = await LeftBehindAsync("to nobody");
        (MessengerSession session, FakePeer peer) = await LoginAsync(options);
        (uint request, Guid id, _) = await peer.ExpectSendAsync();
        await peer.RefuseAsync(request, code);

        (await session.NextAsync()).Should().BeOfType<EarlierRefused>().Which.Should().BeEquivalentTo(
            new { Message = new { Id = id, To = "bob", Text = "to nobody" }, Code = code, Reason = "no" });
        await EndAsync(session);
        (MessengerSession next, _) = await LoginAsync(options);
        next.Unsent.List().Should().BeEmpty();
    }

    [TestCase(ErrorCode.RateLimited)]
    [TestCase(ErrorCode.MailboxFull)]
    [TestCase(ErrorCode.StoreFailed)]
    [TestCase(ErrorCode.Internal)]
    public async Task One_that_is_refused_for_now_is_tried_again_after_its_time_and_what_is_behind_it_waits(ErrorCode code)
    {
        ManualTime time = new();
        (MessengerSession session, FakePeer peer) = await LoginAsync(await LeftBehindAsync("one", "two") with { Time = time });
        Task<SendResult> newer = session.SendAsync("Bob", "three");
        (uint request, Guid id, _) = await peer.ExpectSendAsync();
        await peer.RefuseAsync(request, code, TimeSpan.FromSeconds(4));
        await Until(() => session.Unsent.List()[0].LastRefusal == code);
        // To others all goes on.
        Task<SendResult> elsewhere = session.SendAsync("carol", "elsewhere");
        (uint other, _, string text) = await peer.ExpectSendAsync();
        text.Should().Be("elsewhere");
        await peer.AnswerSendAsync(other);
        await elsewhere.WaitAsync(FakeServer.Limit);

        time.Advance(TimeSpan.FromSeconds(3));
        await NothingIsSentAsync(session, peer);
        time.Advance(TimeSpan.FromSeconds(2));
        (uint again, Guid same, _) = await peer.ExpectSendAsync();
        same.Should().Be(id);
        await peer.AnswerSendAsync(again);
        (request, _, text) = await peer.ExpectSendAsync();
        text.Should().Be("two");
        await peer.AnswerSendAsync(request);
        (request, _, text) = await peer.ExpectSendAsync();
        text.Should().Be("three");
        await peer.AnswerSendAsync(request);
        await newer.WaitAsync(FakeServer.Limit);
    }

    [Test]
    public async Task One_that_waits_is_not_sent_earlier_by_a_reconnect()
    {
        (MessengerSession session, FakePeer peer) = await LoginAsync(await LeftBehindAsync("waits"));
        await peer.RefuseAsync((await peer.ExpectSendAsync()).RequestId, ErrorCode.MailboxFull, TimeSpan.FromMinutes(1));
        await Until(() => session.Unsent.List()[0].LastRefusal is ErrorCode.MailboxFull);
        peer.Dispose();
        (await session.NextAsync()).Should().BeOfType<Disconnected>();

        using FakePeer again = await Server.AcceptAsync();
        await again.WelcomeAsync();
        await again.OpenAsync(Opcode.Resume, "alice", resumed: true);
        (await session.NextAsync()).Should().BeOfType<Reconnected>();
        await NothingIsSentAsync(session, again);
        session.Unsent.Retry(session.Unsent.List()[0].Id).Should().BeTrue();
        (await again.ExpectSendAsync()).Text.Should().Be("waits");
    }

    [Test]
    public async Task One_that_is_dropped_frees_those_behind_it_and_is_gone_from_the_disk()
    {
        SessionOptions options = await LeftBehindAsync("full", "behind");
        (MessengerSession session, FakePeer peer) = await LoginAsync(options);
        (uint request, Guid id, _) = await peer.ExpectSendAsync();
        await peer.RefuseAsync(request, ErrorCode.MailboxFull, TimeSpan.FromMinutes(1));
        await Until(() => session.Unsent.List()[0].LastRefusal is ErrorCode.MailboxFull);

        session.Unsent.Drop(id).Should().BeTrue();
        session.Unsent.Drop(id).Should().BeFalse();
        session.Unsent.Retry(id).Should().BeFalse();
        (await peer.ExpectSendAsync()).Text.Should().Be("behind");
        await EndAsync(session);
        (MessengerSession next, _) = await LoginAsync(options);
        next.Unsent.List().Should().ContainSingle().Which.Text.Should().Be("behind");
    }

    [Test]
    public async Task A_drop_cancels_whoever_awaits_the_answer()
    {
        (MessengerSession session, FakePeer peer) = await LoginAsync();
        Task<SendResult> send = session.SendAsync("bob", "never mind");
        (uint request, Guid id, _) = await peer.ExpectSendAsync();

        session.Unsent.Drop(id).Should().BeTrue();
        await send.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        // It may be answered all the same.
        await peer.AnswerSendAsync(request);
        await QueueAsync(session, "next");
        (await peer.ExpectSendAsync()).Text.Should().Be("next");
        session.Unsent.List().Should().ContainSingle();
    }

    [Test]
    public async Task When_the_name_is_registered_anew_what_the_one_before_wrote_is_told_and_not_sent()
    {
        SessionOptions options = await LeftBehindAsync("from the old alice");
        (MessengerSession session, FakePeer peer) = await LoginAsync(options, request: Opcode.Register);

        (await session.NextAsync()).Should().BeOfType<EarlierRefused>().Which.Should().BeEquivalentTo(
            new { Message = new { Text = "from the old alice" }, Code = ErrorCode.AccountDeleted });
        await QueueAsync(session, "from the new one");
        (await peer.ExpectSendAsync()).Text.Should().Be("from the new one");
        await EndAsync(session);
        (MessengerSession next, _) = await LoginAsync(options);
        next.Unsent.List().Should().ContainSingle().Which.Text.Should().Be("from the new one");
    }

    [Test]
    public async Task With_the_account_deleted_nothing_of_it_is_left()
    {
        SessionOptions options = await LeftBehindAsync("earlier", "behind it");
        (MessengerSession session, FakePeer peer) = await LoginAsync(options);
        Task<SendResult> own = session.SendAsync("bob", "own");
        await peer.ExpectSendAsync();
        await Until(() => session.Unsent.List().Count == 3);
        await peer.GoodbyeAsync(ErrorCode.AccountDeleted);

        (await session.NextAsync()).Should().BeOfType<Disconnected>();
        (await session.NextAsync()).Should().BeOfType<EarlierRefused>().Which.Message.Text.Should().Be("earlier");
        (await session.NextAsync()).Should().BeOfType<EarlierRefused>().Which.Code.Should().Be(ErrorCode.AccountDeleted);
        (await session.NextAsync()).Should().BeOfType<LoginLost>().Which.FailedSends.Should().HaveCount(3);
        (await own.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which.StaysInOutbox.Should().BeFalse();
        await EndAsync(session);
        Directory.GetFiles(options.OutboxDirectory!, "*.outbox").Should().BeEmpty();
    }

    [Test]
    public async Task What_waits_on_disk_counts_against_the_bound()
    {
        (MessengerSession session, _) = await LoginAsync();
        await Task.WhenAll(Enumerable.Range(0, 10_000).Select(i => session.QueueAsync("bob", $"m{i}"))).WaitAsync(FakeServer.Limit);
        (MessengerSession next, FakePeer peer) = await LoginAsync(Options with { OutboxDirectory = Directories.Killed() });

        next.OutboxHasRoom.Should().BeFalse();
        Task<QueuedSend> waits = next.QueueAsync("carol", "waits for room");
        (uint request, _, string text) = await peer.ExpectSendAsync();
        text.Should().Be("m0");
        next.Unsent.List().Should().HaveCount(10_000);
        waits.IsCompleted.Should().BeFalse();
        await peer.AnswerSendAsync(request);
        await waits.WaitAsync(FakeServer.Limit);
    }

    [Test]
    public async Task Damage_is_told_at_the_login()
    {
        SessionOptions options = await LeftBehindAsync("whole", "cut off");
        string file = Directory.GetFiles(options.OutboxDirectory!, "*.outbox").Single();
        using (FileStream stream = new(file, FileMode.Open))
            stream.SetLength(stream.Length - 1);
        (MessengerSession session, FakePeer peer) = await LoginAsync(options);

        (await session.NextAsync()).Should().BeOfType<OutboxNotice>().Which.Message.Should().Contain("not whole").And.Contain(".damaged");
        session.Unsent.IsOnDisk.Should().BeTrue();
        (await peer.ExpectSendAsync()).Text.Should().Be("whole");
        session.Unsent.List().Should().ContainSingle();
    }
}
