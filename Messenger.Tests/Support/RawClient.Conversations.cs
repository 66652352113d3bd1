using System.Text;
using FluentAssertions;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Support;

/// <content>Groups, history, marks and people, as tests say them.</content>
internal sealed partial class RawClient
{
    public Task<Received> AskGroupCreate(string group, params string[] members) => AskMembers(Opcode.GroupCreate, group, members);

    public Task<Received> AskMembers(Opcode opcode, string group, params string[] members) =>
        Ask(opcode, new GroupMembersRequest(Encoding.UTF8.GetBytes(group), NameList.Of(members)));

    public Task<Received> AskGroup(Opcode opcode, string group) => Ask(opcode, new GroupNameRequest(Encoding.UTF8.GetBytes(group)));

    public Task<Received> AskRename(string group, string name) =>
        Ask(Opcode.GroupRename, new GroupRenameRequest(Encoding.UTF8.GetBytes(group), Encoding.UTF8.GetBytes(name)));

    public Task<Received> AskGroups(string pattern = "", string after = "", ushort limit = 0) =>
        Ask(Opcode.Groups, new GroupsRequest(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(after), limit));

    public Task<Received> AskHistory(string with, ulong before = 0, ushort count = 0) =>
        Ask(Opcode.History, new HistoryRequest(Encoding.UTF8.GetBytes(with), before, count));

    public Task<Received> AskFind(string query, ulong after = 0, ushort count = 0) =>
        Ask(Opcode.Find, new FindRequest(Encoding.UTF8.GetBytes(query), after, count));

    public Task<Received> AskMarkRead(string with, ulong upTo) => Ask(Opcode.MarkRead, new ReadPosition(Encoding.UTF8.GetBytes(with), upTo));

    public Task<Received> AskEdit(Guid id, string text) => AskEdit(id, Encoding.UTF8.GetBytes(text));

    public Task<Received> AskEdit(Guid id, byte[] text) => Ask(Opcode.Edit, new EditRequest(id, text));

    public Task<Received> AskUnsend(Guid id) => Ask(Opcode.Unsend, new UnsendRequest(id));

    public Task<Received> AskWhy(Guid id) => Ask(Opcode.Why, new WhyRequest(id));

    public Task<WhyAnswer> WhyAsync(Guid id) => ReadAsync<WhyAnswer>(AskWhy(id), Opcode.WhyAnswer);

    public Task<Received> AskBlock(string name, bool on = true) => Ask(on ? Opcode.Block : Opcode.Unblock, new BlockRequest(Encoding.UTF8.GetBytes(name)));

    public Task<Received> AskSessionEnd(ulong id) => Ask(Opcode.SessionEnd, new SessionEndRequest(id));

    public Task<Received> AskSettings(AccountSettings mask = AccountSettings.None, AccountSettings values = AccountSettings.None) =>
        Ask(Opcode.Settings, new SettingsRequest(mask, values));

    public Task<GroupBody> CreateGroupAsync(string group, params string[] members) => ReadAsync<GroupBody>(AskGroupCreate(group, members), Opcode.GroupCreateAnswer);

    public Task<GroupBody> AddAsync(string group, params string[] members) =>
        ReadAsync<GroupBody>(AskMembers(Opcode.GroupAdd, group, members), Opcode.GroupAddAnswer);

    public Task<GroupBody> RemoveAsync(string group, params string[] members) =>
        ReadAsync<GroupBody>(AskMembers(Opcode.GroupRemove, group, members), Opcode.GroupRemoveAnswer);

    public Task<GroupBody> RenameAsync(string group, string name) => ReadAsync<GroupBody>(AskRename(group, name), Opcode.GroupRenameAnswer);

    public Task<GroupBody> ShowAsync(string group) => ReadAsync<GroupBody>(AskGroup(Opcode.GroupShow, group), Opcode.GroupShowAnswer);

    public Task<GroupsAnswer> GroupsAsync(string pattern = "", string after = "", ushort limit = 0) =>
        ReadAsync<GroupsAnswer>(AskGroups(pattern, after, limit), Opcode.GroupsAnswer);

    public Task<HistoryAnswer> HistoryAsync(string with, ulong before = 0, ushort count = 0) =>
        ReadAsync<HistoryAnswer>(AskHistory(with, before, count), Opcode.HistoryAnswer);

    public Task<ConversationsAnswer> ConversationsAsync(ulong before = 0, ushort count = 0) =>
        ReadAsync<ConversationsAnswer>(Ask(Opcode.Conversations, new ConversationsRequest(before, count)), Opcode.ConversationsAnswer);

    public Task<SessionsAnswer> SessionsAsync() => ReadAsync<SessionsAnswer>(AskEmpty(Opcode.Sessions), Opcode.SessionsAnswer);

    public Task<BlocksAnswer> BlocksAsync() => ReadAsync<BlocksAnswer>(AskEmpty(Opcode.Blocks), Opcode.BlocksAnswer);

    public async Task<AccountSettings> SettingsAsync(AccountSettings mask = AccountSettings.None, AccountSettings values = AccountSettings.None)
    {
        Received answer = await AskSettings(mask, values);
        answer.Opcode.Should().Be(Opcode.SettingsAnswer);
        return answer.Read<SettingsAnswer>().Values;
    }

    /// <summary>Demands that something is done, whatever the answer has to say.</summary>
    public static async Task DoneAsync(Task<Received> asked)
    {
        Received answer = await asked;
        answer.Opcode.Should().NotBe(Opcode.Error, "it is done, not refused with {0}", answer.Code);
    }

    /// <summary>The next push of this kind; others that come before it are passed over.</summary>
    public async Task<Received> NextPushAsync(Opcode opcode)
    {
        while (true)
        {
            Received push = await NextPushAsync();
            if (push.Opcode == opcode)
                return push;
        }
    }

    public async Task<ReceiptPush> NextReceiptAsync() => (await NextPushAsync(Opcode.Receipt)).Read<ReceiptPush>();

    public async Task<PresencePush> NextPresenceAsync() => (await NextPushAsync(Opcode.Presence)).Read<PresencePush>();

    public async Task<GroupChangedPush> NextGroupChangeAsync() => (await NextPushAsync(Opcode.GroupChanged)).Read<GroupChangedPush>();

    /// <summary>The next news of a group that is of this kind.</summary>
    public async Task<GroupChangedPush> NextGroupChangeAsync(GroupChange change)
    {
        while (true)
        {
            GroupChangedPush push = await NextGroupChangeAsync();
            if (push.Change == change)
                return push;
        }
    }

    public async Task<ReceivedChange> NextChangeAsync() => ReceivedChange.Of(await NextPushAsync(Opcode.Changed));

    public async Task<(string With, ulong UpTo)> NextReadUpToAsync() => ReceivedChange.PositionOf(await NextPushAsync(Opcode.ReadUpTo));

    private static async Task<T> ReadAsync<T>(Task<Received> asked, Opcode expected)
        where T : Messenger.Wire.Fields.IWireMessage<T>
    {
        Received answer = await asked;
        answer.Opcode.Should().Be(expected, "it is done, not refused with {0}", answer.Code);
        return answer.Read<T>();
    }
}
