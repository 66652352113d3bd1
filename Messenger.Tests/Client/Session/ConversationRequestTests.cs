using System.Text;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

/// <summary>The requests about groups, history and people, as they go on the wire.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ConversationRequestTests : IAsyncDisposable
{
    private static readonly GroupBody Lunch = new("#lunch", "alice", 1000, ["alice", "bob"]);

    private readonly FakeServer _server = new();
    private MessengerSession _session = null!;
    private FakePeer _peer = null!;

    public async ValueTask DisposeAsync()
    {
        _peer.Dispose();
        await _session.DisposeAsync();
        _server.Dispose();
    }

    [Test]
    public async Task Groups_are_made_shown_changed_and_listed()
    {
        (_session, _peer) = await _server.LoginAsync();
        GroupRequests groups = _session.Groups;
        foreach ((Opcode opcode, Func<Task<GroupBody>> ask) in new (Opcode, Func<Task<GroupBody>>)[]
        {
            (Opcode.GroupCreate, () => groups.CreateAsync("lunch", ["bob", "carol"])),
            (Opcode.GroupAdd, () => groups.AddAsync("lunch", ["bob", "carol"])),
            (Opcode.GroupRemove, () => groups.RemoveAsync("lunch", ["bob", "carol"])),
        })
        {
            Task<GroupBody> answer = ask();
            Received received = await _peer.AnswerAsync(opcode, Lunch);
            GroupMembersRequest request = FieldReader.ReadWhole<GroupMembersRequest>(received.Body);
            Text(request.Group).Should().Be("lunch");
            request.Members.ToArray().Should().Equal("bob", "carol");
            (await answer.WaitAsync(FakeServer.Limit)).Should().BeEquivalentTo(Lunch);
        }

        Task<GroupBody> shown = groups.ShowAsync("#lunch");
        Text(FieldReader.ReadWhole<GroupNameRequest>((await _peer.AnswerAsync(Opcode.GroupShow, Lunch)).Body).Group).Should().Be("#lunch");
        (await shown.WaitAsync(FakeServer.Limit)).Name.Should().Be("#lunch");
        Task<GroupBody> renamed = groups.RenameAsync("lunch", "dinner");
        Text(FieldReader.ReadWhole<GroupRenameRequest>((await _peer.AnswerAsync(Opcode.GroupRename, Lunch)).Body).Name).Should().Be("dinner");
        await renamed.WaitAsync(FakeServer.Limit);
        await DoneAsync(groups.LeaveAsync("lunch"), Opcode.GroupLeave);
        await DoneAsync(groups.DeleteAsync("lunch"), Opcode.GroupDelete);

        Task<GroupsAnswer> list = groups.ListAsync("l*", "#abc", 3);
        GroupsRequest asked = FieldReader.ReadWhole<GroupsRequest>(
            (await _peer.AnswerAsync(Opcode.Groups, new GroupsAnswer([new("#lunch", "alice", 2)], "#lunch"))).Body);
        (Text(asked.Pattern), Text(asked.After), asked.Limit).Should().Be(("l*", "#abc", (ushort)3));
        (await list.WaitAsync(FakeServer.Limit)).Groups.Should().Equal(new ListedGroup("#lunch", "alice", 2));
    }

    [Test]
    public async Task History_is_paged_searched_marked_and_changed()
    {
        (_session, _peer) = await _server.LoginAsync();
        HistoryRequests history = _session.History;
        Task<HistoryAnswer> page = history.PageAsync("#lunch", 77, 20);
        HistoryRequest asked = FieldReader.ReadWhole<HistoryRequest>(
            (await _peer.AnswerAsync(Opcode.History, new HistoryAnswer([FakePushes.Item(5, "bob", "#lunch", "old")], 5))).Body);
        (Text(asked.With), asked.Before, asked.Count).Should().Be(("#lunch", 77UL, (ushort)20));
        HistoryAnswer answer = await page.WaitAsync(FakeServer.Limit);
        answer.Next.Should().Be(5);
        answer.Messages[0].TextString().Should().Be("old");

        Task<FindAnswer> find = history.FindAsync("from:bob soup", 9, 100);
        FindRequest sought = FieldReader.ReadWhole<FindRequest>((await _peer.AnswerAsync(Opcode.Find, new FindAnswer([], 0, 1234))).Body);
        (Text(sought.Query), sought.After, sought.Count).Should().Be(("from:bob soup", 9UL, (ushort)100));
        (await find.WaitAsync(FakeServer.Limit)).Searched.Should().Be(1234);

        Task<ConversationsAnswer> conversations = history.ConversationsAsync(8, 2);
        ConversationsRequest listed = FieldReader.ReadWhole<ConversationsRequest>(
            (await _peer.AnswerAsync(Opcode.Conversations, new ConversationsAnswer([new("bob", true, false, 0, 7, 1000, 2, 5)], 0))).Body);
        (listed.Before, listed.Count).Should().Be((8UL, (ushort)2));
        (await conversations.WaitAsync(FakeServer.Limit)).Conversations.Should().Equal(new ListedConversation("bob", true, false, 0, 7, 1000, 2, 5));

        ReadPosition position = FieldReader.ReadWhole<ReadPosition>((await DoneAsync(history.MarkReadAsync("bob", 7), Opcode.MarkRead)).Body);
        (Text(position.With), position.UpTo).Should().Be(("bob", 7UL));
        Guid id = Guid.NewGuid();
        EditRequest edit = FieldReader.ReadWhole<EditRequest>((await DoneAsync(history.EditAsync(id, "better"), Opcode.Edit)).Body);
        (edit.Id, Text(edit.Text)).Should().Be((id, "better"));
        FieldReader.ReadWhole<UnsendRequest>((await DoneAsync(history.UnsendAsync(id), Opcode.Unsend)).Body).Id.Should().Be(id);
    }

    [Test]
    public async Task People_are_blocked_sessions_ended_and_settings_changed()
    {
        (_session, _peer) = await _server.LoginAsync();
        PeopleRequests people = _session.People;
        Text(FieldReader.ReadWhole<BlockRequest>((await DoneAsync(people.BlockAsync("mallory"), Opcode.Block)).Body).Name).Should().Be("mallory");
        Text(FieldReader.ReadWhole<BlockRequest>((await DoneAsync(people.UnblockAsync("mallory"), Opcode.Unblock)).Body).Name).Should().Be("mallory");
        Task<IReadOnlyList<BlockedAccount>> blocks = people.BlocksAsync();
        await _peer.AnswerAsync(Opcode.Blocks, new BlocksAnswer([new("mallory", true)]));
        (await blocks.WaitAsync(FakeServer.Limit)).Should().Equal(new BlockedAccount("mallory", true));

        ListedSession listed = new(0xAB, true, true, 1000, "127.0.0.1");
        Task<IReadOnlyList<ListedSession>> sessions = people.SessionsAsync();
        await _peer.AnswerAsync(Opcode.Sessions, new SessionsAnswer([listed]));
        (await sessions.WaitAsync(FakeServer.Limit)).Should().Equal(listed);
        FieldReader.ReadWhole<SessionEndRequest>((await DoneAsync(people.EndSessionAsync(0xAC), Opcode.SessionEnd)).Body).Id.Should().Be(0xAC);

        Task<AccountSettings> settings = people.SettingsAsync(AccountSettings.ReadMarks, AccountSettings.None);
        SettingsRequest asked = FieldReader.ReadWhole<SettingsRequest>(
            (await _peer.AnswerAsync(Opcode.Settings, new SettingsAnswer(AccountSettings.None))).Body);
        (asked.Mask, asked.Values).Should().Be((AccountSettings.ReadMarks, AccountSettings.None));
        (await settings.WaitAsync(FakeServer.Limit)).Should().Be(AccountSettings.None);
    }

    [Test]
    public async Task A_refusal_is_thrown_with_its_code_and_the_servers_words()
    {
        (_session, _peer) = await _server.LoginAsync();
        Task<GroupBody> create = _session.Groups.CreateAsync("lunch", ["nobody"]);
        await _peer.RefuseAsync((await _peer.ExpectAsync(Opcode.GroupCreate)).RequestId, ErrorCode.NoSuchAccount);

        (await create.Awaiting(task => task).Should().ThrowAsync<RefusedException>()).Which.Code.Should().Be(ErrorCode.NoSuchAccount);
    }

    [Test]
    public async Task What_is_too_long_for_any_frame_is_refused_without_asking_the_server()
    {
        (_session, _peer) = await _server.LoginAsync();
        string longName = new('a', 34);
        foreach ((Func<Task> request, ErrorCode code) in new (Func<Task>, ErrorCode)[]
        {
            (() => _session.Groups.CreateAsync(longName, []), ErrorCode.NameInvalid),
            (() => _session.Groups.RenameAsync("lunch", longName), ErrorCode.NameInvalid),
            (() => _session.Groups.ShowAsync(longName), ErrorCode.NoSuchGroup),
            (() => _session.Groups.AddAsync("lunch", [longName]), ErrorCode.NoSuchAccount),
            (() => _session.Groups.AddAsync("lunch", [.. Enumerable.Repeat("bob", 1801)]), ErrorCode.TooLarge),
            (() => _session.Groups.ListAsync(new string('*', 65)), ErrorCode.BadPattern),
            (() => _session.History.PageAsync(longName), ErrorCode.NoSuchAccount),
            (() => _session.History.PageAsync("#" + longName), ErrorCode.NoSuchGroup),
            (() => _session.History.FindAsync(new string('x', 257)), ErrorCode.BadPattern),
            (() => _session.History.FindAsync("\uD800"), ErrorCode.BadPattern),
            (() => _session.History.MarkReadAsync(longName, 1), ErrorCode.NoSuchAccount),
            (() => _session.History.EditAsync(Guid.NewGuid(), new string('x', 16 * 1024 + 1)), ErrorCode.TooLarge),
            (() => _session.History.EditAsync(Guid.NewGuid(), "\uD800"), ErrorCode.TextInvalid),
            (() => _session.People.BlockAsync(longName), ErrorCode.NoSuchAccount),
            (() => _session.SendAsync("#" + longName, "x"), ErrorCode.NoSuchGroup),
        })
        {
            (await request.Should().ThrowAsync<RefusedException>()).Which.Code.Should().Be(code);
        }
        await _session.DisposeAsync();
        await _peer.Awaiting(peer => peer.NextAsync()).Should().ThrowAsync<EndOfStreamException>("nothing was sent");
    }

    private async Task<Received> DoneAsync(Task request, Opcode opcode)
    {
        Received received = await _peer.AnswerAsync(opcode, default(Empty));
        await request.WaitAsync(FakeServer.Limit);
        return received;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
