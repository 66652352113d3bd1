using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

/// <summary>Sessions at a real server: groups, copies, marks, changes, people.</summary>
internal sealed class TogetherTests : ServerTest
{
    private const string Password = "correct horse";

    private readonly List<MessengerSession> _sessions = [];
    private ServerFixture _server = null!;

    [SetUp]
    public void StartServer() => _server = base.StartServer();

    [TearDown]
    public async Task EndSessions()
    {
        foreach (MessengerSession session in _sessions)
            await session.DisposeAsync();
    }

    [Test]
    public async Task A_group_is_made_written_to_and_left()
    {
        MessengerSession alice = await RegisterAsync("alice");
        MessengerSession bob = await RegisterAsync("bob");
        GroupBody made = await alice.Groups.CreateAsync("lunch", ["bob"]);
        made.Should().BeEquivalentTo(new { Name = "#lunch", Owner = "alice", Members = new[] { "alice", "bob" } });
        (await NextAsync<GroupChanged>(bob)).Should().BeEquivalentTo(new { Change = GroupChange.Joined, Name = "#lunch", By = "alice", Members = 2 });

        SendResult sent = await alice.SendAsync("#LUNCH", "soup?");
        MessageReceived message = await NextAsync<MessageReceived>(bob);
        message.Should().BeEquivalentTo(new { sent.Id, sent.Number, From = "alice", To = "#lunch", Text = "soup?", Own = false });
        (await bob.Groups.ListAsync()).Groups.Should().Equal(new ListedGroup("#lunch", "alice", 2));
        (await alice.Groups.RenameAsync("lunch", "dinner")).Name.Should().Be("#dinner");
        (await NextAsync<GroupChanged>(bob)).Should().BeEquivalentTo(new { Change = GroupChange.Renamed, Name = "#dinner", OldName = "#lunch" });
        await alice.Groups.LeaveAsync("dinner");
        (await bob.Groups.ShowAsync("dinner")).Should().BeEquivalentTo(new { Owner = "bob", Members = new[] { "bob" } });
        await RefusedAsync(alice.SendAsync("#dinner", "still there?"), ErrorCode.NotAMember);
    }

    [Test]
    public async Task What_one_terminal_sends_and_reads_the_other_learns()
    {
        MessengerSession desk = await RegisterAsync("alice");
        MessengerSession phone = await LoginAsync("alice");
        MessengerSession bob = await RegisterAsync("bob");
        SendResult sent = await desk.SendAsync("bob", "hello");
        MessageReceived copy = await NextAsync<MessageReceived>(phone);
        copy.Should().BeEquivalentTo(new { sent.Id, From = "alice", To = "bob", Own = true });
        phone.MarkShown(copy.Number);

        MessageReceived received = await NextAsync<MessageReceived>(bob);
        await bob.ConfirmAsync([received.Number]);
        (await NextAsync<ReceiptReceived>(desk)).Should().BeEquivalentTo(new { State = ReceiptState.Delivered, sent.Id, sent.Number, To = "bob", By = "bob" });
        await bob.History.MarkReadAsync("alice", received.Number);
        (await NextAsync<ReceiptReceived>(phone, receipt => receipt.State is ReceiptState.Read)).Should().BeEquivalentTo(new { sent.Id, By = "bob" });

        SendResult answer = await bob.SendAsync("alice", "hello yourself");
        await NextAsync<MessageReceived>(desk);
        await desk.History.MarkReadAsync("bob", answer.Number);
        (await NextAsync<ReadElsewhere>(phone)).Should().Be(new ReadElsewhere("bob", answer.Number));
        (await phone.History.ConversationsAsync()).Conversations.Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Name = "bob", Online = true, Last = answer.Number, ReadUpTo = answer.Number });
        HistoryAnswer page = await phone.History.PageAsync("bob");
        page.Messages.Select(item => (item.TextString(), item.Marks)).Should().Equal(
            ("hello", HistoryMarks.Own | HistoryMarks.Delivered | HistoryMarks.Read), ("hello yourself", HistoryMarks.None));
    }

    [Test]
    public async Task A_message_is_edited_and_taken_back()
    {
        MessengerSession alice = await RegisterAsync("alice");
        MessengerSession bob = await RegisterAsync("bob");
        SendResult sent = await alice.SendAsync("bob", "helo");
        bob.MarkShown((await NextAsync<MessageReceived>(bob)).Number);
        await alice.History.EditAsync(sent.Id, "hello");
        MessageChanged edited = await NextAsync<MessageChanged>(bob);
        edited.Should().BeEquivalentTo(new { sent.Id, Message = sent.Number, From = "alice", Text = "hello", Own = false });
        await alice.History.UnsendAsync(sent.Id);
        (await NextAsync<MessageChanged>(bob)).Text.Should().BeNull();

        (await bob.History.PageAsync("alice")).Messages.Should().ContainSingle().Which.Marks.Should().HaveFlag(HistoryMarks.Unsent);
        await RefusedAsync(alice.History.EditAsync(sent.Id, "again"), ErrorCode.NoSuchMessage);
    }

    [Test]
    public async Task Presence_is_told_to_those_who_share_a_conversation()
    {
        MessengerSession alice = await RegisterAsync("alice");
        MessengerSession bob = await RegisterAsync("bob");
        await alice.SendAsync("bob", "hello");
        // Who comes and goes within a moment is not announced.
        await Eventually.Becomes(() => _server.Server.Engine.Find("bob")!.AnnouncedOnline, "bob to be announced");
        await bob.LogoutAsync();

        PresenceChanged gone = await NextAsync<PresenceChanged>(alice, presence => !presence.Online);
        gone.Name.Should().Be("bob");
        gone.LastSeen.Should().NotBeNull();
        await bob.LoginAsync("bob", Password);
        (await NextAsync<PresenceChanged>(alice)).Should().Be(new PresenceChanged("bob", true, null));
    }

    [Test]
    public async Task Who_is_blocked_is_not_heard_and_another_login_can_be_ended()
    {
        MessengerSession alice = await RegisterAsync("alice");
        MessengerSession mallory = await RegisterAsync("mallory");
        await alice.People.BlockAsync("MALLORY");
        (await alice.People.BlocksAsync()).Should().Equal(new BlockedAccount("mallory", false));
        await RefusedAsync(mallory.SendAsync("alice", "hello"), ErrorCode.NotAccepted);
        await alice.People.UnblockAsync("mallory");
        await mallory.SendAsync("alice", "hello");

        MessengerSession phone = await LoginAsync("alice");
        IReadOnlyList<ListedSession> sessions = await alice.People.SessionsAsync();
        sessions.Should().HaveCount(2);
        await alice.People.EndSessionAsync(sessions.Single(session => !session.IsThis).Id);
        (await NextAsync<Disconnected>(phone)).Should().BeEquivalentTo(new { Reason = "session-ended", Retrying = false });
        (await alice.People.SettingsAsync(AccountSettings.ReadMarks, AccountSettings.None)).Should().Be(AccountSettings.None);
    }

    private async Task<MessengerSession> RegisterAsync(string name)
    {
        MessengerSession session = New();
        await session.RegisterAsync(name, Password).Within($"{name} to register");
        return session;
    }

    private async Task<MessengerSession> LoginAsync(string name)
    {
        MessengerSession session = New();
        await session.LoginAsync(name, Password).Within($"{name} to log in");
        return session;
    }

    private MessengerSession New()
    {
        MessengerSession session = new(new SessionOptions { Host = "127.0.0.1", Port = _server.EndPoint.Port });
        _sessions.Add(session);
        return session;
    }

    /// <summary>The next event of a kind; others are passed over.</summary>
    private static async Task<T> NextAsync<T>(MessengerSession session, Predicate<T>? fits = null)
        where T : SessionEvent
    {
        while (true)
        {
            SessionEvent happened = await session.Events.ReadAsync().AsTask().Within(typeof(T).Name);
            if (happened is T wanted && (fits is null || fits(wanted)))
                return wanted;
        }
    }

    private static async Task RefusedAsync(Task request, ErrorCode code) =>
        (await request.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which.Code.Should().Be(code);
}
