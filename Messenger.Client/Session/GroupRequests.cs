using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// Groups (PROTOCOL.md §5.21–§5.28). Names of groups go with or without <c>#</c> and come with it. Any thread may call it; a refusal throws
/// <see cref="RefusedException"/>, and nothing is changed then.
/// </summary>
public sealed class GroupRequests
{
    private readonly Requests _requests;

    internal GroupRequests(Requests requests) => _requests = requests;

    /// <summary>Makes a group that this account owns.</summary>
    /// <param name="name">One that no other group has.</param>
    /// <param name="members">Who else is in it; at most 1,800.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<GroupBody> CreateAsync(string name, IReadOnlyCollection<string> members, CancellationToken cancellation = default) =>
        ChangeAsync(Opcode.GroupCreate, FieldBytes.NewGroup(name), members, cancellation);

    /// <summary>What a group is that this account is in.</summary>
    public Task<GroupBody> ShowAsync(string group, CancellationToken cancellation = default) =>
        _requests.AskAsync<GroupNameRequest, GroupBody>(Opcode.GroupShow, new GroupNameRequest(FieldBytes.Group(group)), cancellation);

    /// <summary>Takes others in; of those who are in it already nothing changes. For the owner.</summary>
    public Task<GroupBody> AddAsync(string group, IReadOnlyCollection<string> names, CancellationToken cancellation = default) =>
        ChangeAsync(Opcode.GroupAdd, FieldBytes.Group(group), names, cancellation);

    /// <summary>Puts others out; to remove oneself is to leave. For the owner.</summary>
    public Task<GroupBody> RemoveAsync(string group, IReadOnlyCollection<string> names, CancellationToken cancellation = default) =>
        ChangeAsync(Opcode.GroupRemove, FieldBytes.Group(group), names, cancellation);

    /// <summary>Gives a group another name. For the owner.</summary>
    public Task<GroupBody> RenameAsync(string group, string name, CancellationToken cancellation = default) =>
        _requests.AskAsync<GroupRenameRequest, GroupBody>(
            Opcode.GroupRename, new GroupRenameRequest(FieldBytes.Group(group), FieldBytes.NewGroup(name)), cancellation);

    /// <summary>Goes. An owner's place goes to the longest member; the last one out ends the group.</summary>
    public Task LeaveAsync(string group, CancellationToken cancellation = default) =>
        _requests.DoAsync(Opcode.GroupLeave, new GroupNameRequest(FieldBytes.Group(group)), cancellation);

    /// <summary>Ends a group. For the owner.</summary>
    public Task DeleteAsync(string group, CancellationToken cancellation = default) =>
        _requests.DoAsync(Opcode.GroupDelete, new GroupNameRequest(FieldBytes.Group(group)), cancellation);

    /// <summary>A page of the groups that this account is in.</summary>
    /// <param name="pattern">Wildcards, with or without <c>#</c>; empty for all.</param>
    /// <param name="after">The page before ended with this cursor; empty for the first.</param>
    /// <param name="limit">Most groups wanted; 0 for the server's default.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<GroupsAnswer> ListAsync(string pattern = "", string after = "", int limit = 0, CancellationToken cancellation = default) =>
        _requests.AskAsync<GroupsRequest, GroupsAnswer>(
            Opcode.Groups, new GroupsRequest(FieldBytes.Pattern(pattern), FieldBytes.Cursor(after, Limits.TargetLength), FieldBytes.Count(limit)), cancellation);

    private Task<GroupBody> ChangeAsync(Opcode opcode, byte[] group, IReadOnlyCollection<string> names, CancellationToken cancellation) =>
        _requests.AskAsync<GroupMembersRequest, GroupBody>(opcode, new GroupMembersRequest(group, FieldBytes.Accounts(names)), cancellation);
}
