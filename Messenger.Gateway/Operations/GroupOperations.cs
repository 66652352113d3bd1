using Messenger.Gateway.Contract;
using Messenger.Server.Service;
using Messenger.Wire;
using static Messenger.Gateway.Operations.AccountOperations;

namespace Messenger.Gateway.Operations;

/// <summary>Groups.</summary>
internal static class GroupOperations
{
    public static async Task<Outcome<Contract.ShownGroup>> CreateAsync(Call call, NewGroup request) =>
        TooMany(request.Members) ?? Shown(await call.Verbs.Groups.CreateAsync(call.Session, request.Name, request.Members));

    public static Task<Outcome<Contract.ShownGroup>> Show(Call call, GroupName request) =>
        Task.FromResult(Shown(call.Verbs.Groups.Show(call.Session, request.Group)));

    public static async Task<Outcome<Contract.ShownGroup>> AddAsync(Call call, GroupMembers request) =>
        TooMany(request.Names) ?? Shown(await call.Verbs.Groups.AddAsync(call.Session, request.Group, request.Names));

    public static async Task<Outcome<Contract.ShownGroup>> RemoveAsync(Call call, GroupMembers request) =>
        TooMany(request.Names) ?? Shown(await call.Verbs.Groups.RemoveAsync(call.Session, request.Group, request.Names));

    public static async Task<Outcome<Contract.ShownGroup>> RenameAsync(Call call, GroupRename request) =>
        Shown(await call.Verbs.Groups.RenameAsync(call.Session, request.Group, request.Name));

    public static async Task<Outcome<Nothing>> LeaveAsync(Call call, GroupName request) =>
        Done((await call.Verbs.Groups.LeaveAsync(call.Session, request.Group)).Refused);

    public static async Task<Outcome<Nothing>> DeleteAsync(Call call, GroupName request) =>
        Done((await call.Verbs.Groups.DeleteAsync(call.Session, request.Group)).Refused);

    public static Task<Outcome<Contract.GroupPage>> List(Call call, ListGroups request)
    {
        if (Numbers.Refuse(request.Limit, "limit") is { } bad)
            return Task.FromResult<Outcome<Contract.GroupPage>>(bad);
        Outcome<Server.Service.GroupPage> page = GroupService.List(call.Account, Utf8(request.Pattern), request.After, request.Limit);
        return Task.FromResult<Outcome<Contract.GroupPage>>(page.Refused is { } refused ? refused : new Contract.GroupPage(
            [.. page.Value!.Groups.Select(group => new ListedGroup(group.Name, group.Owner.Name, group.Members.Count))], Mapping.Cursor(page.Value.Next)));
    }

    /// <summary>More names than one request of the wire can carry.</summary>
    private static Outcome<Contract.ShownGroup>? TooMany(IReadOnlyList<string> names) =>
        names.Count <= Limits.GroupMembers ? (Outcome<Contract.ShownGroup>?)null : new Refused(
            ErrorCode.BadCommand, $"at most {Limits.GroupMembers} names in one request");

    private static Outcome<Contract.ShownGroup> Shown(Outcome<Server.Service.ShownGroup> outcome) =>
        outcome.Refused is { } refused ? refused : outcome.Value!.ToContract();
}
