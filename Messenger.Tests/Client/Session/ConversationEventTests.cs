using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

/// <summary>What a server tells a session beside plain messages.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConversationEventTests : IAsyncDisposable
{
    private static readonly DateTimeOffset OneSecond = DateTimeOffset.UnixEpoch.AddSeconds(1);

    private readonly FakeServer _server = new();
    private MessengerSession _session = null!;
    private FakePeer _peer = null!;

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        await _session.DisposeAsync();
        _server.Dispose();
    }

    [TestCase(Capabilities.All)]
    [TestCase(Capabilities.None)]
    [TestCase(Capabilities.Receipts)]
    public async Task The_hello_names_what_the_program_takes(Capabilities capabilities)
    {
        await LoginAsync(_server.Options with { Capabilities = capabilities });

        _peer.Hello.Capabilities.Should().Be(capabilities);
        new SessionOptions().Capabilities.Should().Be(Capabilities.All);
    }

    [Test]
    public async Task A_copy_of_an_own_message_and_an_edited_one_are_marked_and_confirmed()
    {
        await LoginAsync();
        await _peer.PushMessageAsync(1, "alice", "#lunch", "from my other terminal", MessageMarks.Own);
        await _peer.PushMessageAsync(2, "bob", "alice", "second try", MessageMarks.Edited | MessageMarks.Queued);

        MessageReceived copy = await NextAsync<MessageReceived>();
        (copy.Own, copy.Edited, copy.To).Should().Be((true, false, "#lunch"));
        MessageReceived edited = await NextAsync<MessageReceived>();
        (edited.Own, edited.Edited, edited.Queued).Should().Be((false, true, true));
        Task confirmed = _session.ConfirmAsync([1, 2]);
        (await _peer.ExpectConfirmAsync()).Should().Equal(1, 2);
        await confirmed.WaitAsync(FakeServer.Limit);
    }

    [Test]
    public async Task A_change_is_told_once_and_confirmed_by_its_own_number()
    {
        await LoginAsync();
        await _peer.PushChangedAsync(9, message: 4, "bob", "#lunch", "better");
        (await NextAsync<MessageChanged>()).Should().Be(
            new MessageChanged(9, 4, FakePushes.IdOf(4), "bob", "#lunch", "better", OneSecond, Own: false));
        _session.MarkShown(9);
        (await _peer.ExpectConfirmAsync(answer: false)).Should().Equal(9);
        _peer.Dispose();
        await NextAsync<Disconnected>();
        _peer = await _server.AcceptAsync();
        await _peer.WelcomeAsync();
        await _peer.OpenAsync(Opcode.Resume, "alice", resumed: true);
        await _peer.PushChangedAsync(9, message: 4, "bob", "#lunch", "better");
        await _peer.PushChangedAsync(10, message: 3, "alice", "bob", null, own: true);

        (await _peer.ExpectConfirmAsync()).Should().Equal(9);
        await NextAsync<Reconnected>();
        (await NextAsync<MessageChanged>()).Should().Be(
            new MessageChanged(10, 3, FakePushes.IdOf(3), "alice", "bob", null, OneSecond, Own: true));
    }

    [Test]
    public async Task Receipts_positions_presence_and_groups_are_told_as_they_come()
    {
        await LoginAsync();
        await _peer.PushReceiptAsync(ReceiptState.Read, 7, "#lunch", "carol");
        await _peer.PushReadUpToAsync("bob", 12);
        await _peer.PushPresenceAsync("bob", online: false, lastSeen: 1000);
        await _peer.PushPresenceAsync("bob", online: true);
        await _peer.PushGroupAsync(GroupChange.Renamed, "#dinner", "bob", oldName: "#lunch");

        (await _session.NextAsync()).Should().Be(new ReceiptReceived(ReceiptState.Read, FakePushes.IdOf(7), 7, "#lunch", "carol"));
        (await _session.NextAsync()).Should().Be(new ReadElsewhere("bob", 12));
        (await _session.NextAsync()).Should().Be(new PresenceChanged("bob", false, OneSecond));
        (await _session.NextAsync()).Should().Be(new PresenceChanged("bob", true, null));
        (await _session.NextAsync()).Should().Be(new GroupChanged(GroupChange.Renamed, "#dinner", "#lunch", "bob", "bob", 3));
    }

    [Test]
    public async Task What_a_later_version_tells_is_passed_over()
    {
        await LoginAsync();
        await _peer.PushReceiptAsync((ReceiptState)3, 7, "bob", "bob");
        await _peer.SendAsync((Opcode)0x5E, 0, new Refusal(ErrorCode.None, TimeSpan.Zero, "of another year"));
        await _peer.PushPresenceAsync("bob", online: true);

        await NextAsync<PresenceChanged>();
    }

    [Test]
    public async Task Notices_that_nobody_reads_are_dropped_at_a_bound_and_that_is_told_once()
    {
        await LoginAsync();
        for (int i = 0; i < Pushes.MostWaitingForNotices + 1000; i++)
            await _peer.PushPresenceAsync("bob", online: true);
        await _peer.PushMessageAsync(1, "bob", "alice", "messages are never dropped");
        Task<SendResult> behindAll = _session.SendAsync("bob", "x");
        await _peer.AnswerSendAsync((await _peer.ExpectSendAsync()).RequestId);
        await behindAll.WaitAsync(FakeServer.Limit);

        for (int i = 0; i < Pushes.MostWaitingForNotices; i++)
            await NextAsync<PresenceChanged>();
        await NextAsync<NoticesMissed>();
        await NextAsync<MessageReceived>();
        await _peer.PushPresenceAsync("bob", online: true);
        await NextAsync<PresenceChanged>();
    }

    [Test]
    public async Task Login_and_reconnect_say_for_how_long_things_are_kept_and_whether_reading_is_told()
    {
        (_session, _peer) = await _server.ConnectAsync();
        Task<LoginResult> login = _session.LoginAsync("alice", "password");
        await _peer.OpenAsync(Opcode.Login, "alice", keep: 3600);
        LoginResult result = await login.WaitAsync(FakeServer.Limit);
        (result.Keep, result.ReadMarks).Should().Be((TimeSpan.FromHours(1), true));
        _peer.Dispose();
        await NextAsync<Disconnected>();
        _peer = await _server.AcceptAsync();
        await _peer.WelcomeAsync();
        await _peer.OpenAsync(Opcode.Resume, "alice", resumed: true, keep: 0);

        (await NextAsync<Reconnected>()).Should().BeEquivalentTo(new { ReadMarks = true, Keep = (TimeSpan?)null });
    }

    private async Task LoginAsync(SessionOptions? options = null) => (_session, _peer) = await _server.LoginAsync(options);

    private async Task<T> NextAsync<T>()
        where T : SessionEvent => (await _session.NextAsync()).Should().BeOfType<T>().Which;
}
