using System.Text;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands.Groups;
using Messenger.Wire;
using Messenger.Wire.Fields;

namespace Messenger.Server.Service;

/// <summary>A page of an account's groups.</summary>
/// <param name="Groups">In order of their names.</param>
/// <param name="Next">The cursor of the next page; empty when this was the last.</param>
internal sealed record GroupPage(IReadOnlyList<GroupState> Groups, string Next);

/// <summary>A group and what it is.</summary>
internal sealed record ShownGroup(Group Group, GroupState State);

/// <summary>The verbs of groups (product rule §8), free of frames. Names of groups come with or without <c>#</c>. Safe on any thread.</summary>
internal sealed class GroupService(MessengerEngine engine, DirectoryService directory)
{
    /// <summary>Creates a group that the session's account owns.</summary>
    public async Task<Outcome<ShownGroup>> CreateAsync(Session session, string name, IReadOnlyList<string> members)
    {
        string plain = Plain(name);
        if (!Names.IsValid(Encoding.UTF8.GetBytes(plain)))
            return Refusals.GroupNameInvalid;
        Outcome<IReadOnlyList<Account>> others = Resolve(session, members, but: session.Account);
        if (others.Refused is { } refused)
            return refused;
        (ErrorCode result, Group? group, Account? culprit, TimeSpan wait) = await engine.CreateGroupAsync(session, plain, others.Value!);
        if (group is not null)
            return new ShownGroup(group, group.Current);
        return result is ErrorCode.TooLarge && others.Value!.Count < Limits.GroupMembers
            ? Refusals.TooManyGroups
            : Refusals.OfGroup(result, $"#{plain}", culprit, wait);
    }

    public Outcome<ShownGroup> Show(Session session, string name)
    {
        if (Existing(name) is not { } group)
            return Refusals.NoSuchGroup(Shown(name));
        GroupState state = group.Current;
        return state.Has(session.Account) ? new ShownGroup(group, state) : Refusals.NotAMember(state.Name);
    }

    /// <summary>The groups that an account is in.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="pattern">Wildcards as the client sent them, with or without <c>#</c>; empty means all.</param>
    /// <param name="after">The cursor that the page before ended with; empty means from the start.</param>
    /// <param name="limit">Most groups wanted; 0 means the default.</param>
    public static Outcome<GroupPage> List(Account account, byte[] pattern, string after, int limit)
    {
        ReadOnlySpan<byte> bytes = pattern.AsSpan(pattern is [(byte)'#', ..] ? 1 : 0);
        if (bytes.Length > Limits.PatternBytes || !System.Text.Unicode.Utf8.IsValid(pattern) || (bytes.Length == 0 ? GlobPattern.All : GlobPattern.TryParse(bytes)) is not { } glob)
            return Refusals.BadPattern;
        Group[] groups;
        lock (account.Gate)
            groups = [.. account.Groups];
        string cursor = Plain(after);
        int size = limit == 0 ? Limits.PageDefault : Math.Min(limit, Limits.PageMax);
        GroupState[] found = [.. groups
            .Select(group => group.Current)
            .Where(state => state.Has(account) && glob.Matches(Encoding.UTF8.GetBytes(state.PlainName)))
            .Where(state => cursor.Length == 0 || StringComparer.OrdinalIgnoreCase.Compare(state.PlainName, cursor) > 0)
            .OrderBy(state => state.PlainName, StringComparer.OrdinalIgnoreCase)
            .Take(size + 1)];
        return new GroupPage(found[..Math.Min(size, found.Length)], found.Length > size ? found[size - 1].Name : "");
    }

    /// <summary>Names of the groups that an account owns, as far as a deletion's warning names them.</summary>
    public static IReadOnlyList<string> Owned(Account account)
    {
        lock (account.Gate)
        {
            return [.. account.Groups
                .Select(group => group.Current)
                .Where(state => state.Owner == account)
                .Select(state => state.Name)
                .Order(StringComparer.OrdinalIgnoreCase)
                .Take(Limits.PageMax)];
        }
    }

    public Task<Outcome<ShownGroup>> AddAsync(Session session, string name, IReadOnlyList<string> names) =>
        ChangeAsync(session, name, names, (group, accounts) => new AddMembers(session, group, accounts));

    public Task<Outcome<ShownGroup>> RemoveAsync(Session session, string name, IReadOnlyList<string> names) =>
        ChangeAsync(session, name, names, (group, accounts) => new RemoveMembers(session, group, accounts));

    public Task<Outcome<ShownGroup>> LeaveAsync(Session session, string name) => ChangeAsync(session, name, [], (group, _) => new LeaveGroup(session, group));

    public Task<Outcome<ShownGroup>> DeleteAsync(Session session, string name) => ChangeAsync(session, name, [], (group, _) => new DeleteGroup(session, group));

    public async Task<Outcome<ShownGroup>> RenameAsync(Session session, string name, string newName)
    {
        // Who may not rename it at all is told that, whatever the new name is.
        if (Names.IsValid(Encoding.UTF8.GetBytes(Plain(newName))))
            return await ChangeAsync(session, name, [], (group, _) => new RenameGroup(session, group, Plain(newName)));
        Outcome<ShownGroup> shown = Show(session, name);
        return shown.Refused ?? (shown.Value!.State.Owner == session.Account ? Refusals.GroupNameInvalid : Refusals.NotOwner(shown.Value.State.Name));
    }

    private async Task<Outcome<ShownGroup>> ChangeAsync(
        Session session, string name, IReadOnlyList<string> names, Func<Group, IReadOnlyList<Account>, ChangeGroup> change)
    {
        if (Existing(name) is not { } group)
            return Refusals.NoSuchGroup(Shown(name));
        Outcome<IReadOnlyList<Account>> accounts = Resolve(session, names, but: null);
        // Whether one may change the group at all comes first; an empty change asks just that.
        if (accounts.Refused is { } unknown)
            return (await engine.ChangeGroupAsync(change(group, []))) is { Result: not ErrorCode.None and var refusal } ? Refusals.OfGroup(refusal, group.Name, null) : unknown;
        (ErrorCode result, GroupState? state, Account? culprit, TimeSpan wait) = await engine.ChangeGroupAsync(change(group, accounts.Value!));
        return state is null || result is not ErrorCode.None ? Refusals.OfGroup(result, group.Name, culprit, wait) : new ShownGroup(group, state);
    }

    private Group? Existing(string name) => engine.FindGroup(name) is { Deleted: false } group ? group : null;

    private Outcome<IReadOnlyList<Account>> Resolve(Session session, IReadOnlyList<string> names, Account? but)
    {
        List<Account> accounts = [];
        foreach (string name in names)
        {
            if (engine.Find(name) is not { } account)
                return Refusals.NoSuchAccount(name, directory.NearestFor(session.Account, name));
            if (account != but && !accounts.Contains(account))
                accounts.Add(account);
        }
        return accounts;
    }

    private static string Plain(string name) => name.StartsWith('#') ? name[1..] : name;

    private static string Shown(string name) => $"#{Plain(name)}";
}
