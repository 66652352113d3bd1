using Messenger.Wire;

namespace Messenger.Server.Engine.Commands.Groups;

/// <summary>Changes a group that exists: who is in it, what it is called, whether it is there at all.</summary>
/// <param name="session">Who wants it.</param>
/// <param name="group">Which.</param>
internal abstract class ChangeGroup(Session session, Group group) : AwaitedCommand
{
    private GroupTransition? _transition;

    /// <summary>What the group is, once done with success.</summary>
    public GroupState? After => _transition?.After ?? (Result is ErrorCode.None ? group.Current : null);

    /// <summary>With a refusal that is about one of the named: which.</summary>
    public Account? Culprit { get; protected set; }

    /// <summary>With <see cref="ErrorCode.RateLimited"/>: how long until it is allowed.</summary>
    public TimeSpan RetryAfter { get; private set; }

    protected Account Actor => session.Account;

    protected abstract bool NeedsOwner { get; }

    /// <summary>It costs of the actor's rate, for all who are told of it. One may always go, and end what one has made.</summary>
    protected abstract bool Costs { get; }

    public sealed override void Stage(EngineState state)
    {
        GroupState now = group.Coming;
        Result = Allow(now);
        if (Result is not ErrorCode.None)
            return;
        GroupState? next = Next(state, now);
        if (Result is not ErrorCode.None || next is null)
            return;
        // Who was in it or is to be, but the actor.
        int told = Math.Max(now.Members.Count, next.Members.Count) - 1;
        TimeSpan wait = TimeSpan.Zero;
        Result = Costs ? Admission.Spend(state, Actor, Admission.CostOf(told), out wait) : ErrorCode.None;
        RetryAfter = wait;
        if (Result is not ErrorCode.None)
            return;
        _transition = new GroupTransition(group, now, next, Actor);
        _transition.Stage(state);
    }

    public sealed override void Apply(EngineState state) => _transition?.Apply(state);

    public sealed override void Undo(EngineState state)
    {
        _transition?.Undo(state);
        _transition = null;
        base.Undo(state);
    }

    /// <summary>What the group is to be; null when nothing changes. Sets the result to refuse.</summary>
    protected abstract GroupState? Next(EngineState state, GroupState now);

    protected GroupState? Refuse(ErrorCode reason, Account? culprit = null)
    {
        Result = reason;
        Culprit = culprit;
        return null;
    }

    private ErrorCode Allow(GroupState now)
    {
        if (session.Ended)
            return ErrorCode.NotLoggedIn;
        if (now.Ended)
            return ErrorCode.NoSuchGroup;
        if (!now.Has(Actor))
            return ErrorCode.NotAMember;
        return NeedsOwner && now.Owner != Actor ? ErrorCode.NotOwner : ErrorCode.None;
    }
}

/// <summary>The owner takes others in. Who is in it already stays as they are.</summary>
internal sealed class AddMembers(Session session, Group group, IReadOnlyList<Account> accounts) : ChangeGroup(session, group)
{
    private readonly Group _group = group;

    protected override bool NeedsOwner => true;

    protected override bool Costs => true;

    protected override GroupState? Next(EngineState state, GroupState now)
    {
        Account[] added = [.. accounts.Where(account => !now.Has(account))];
        if (added.FirstOrDefault(account => account.Leaving) is { } gone)
            return Refuse(ErrorCode.NoSuchAccount, gone);
        if (added.FirstOrDefault(account => account.Blocked.ContainsKey(Actor.Id)) is { } unwilling)
            return Refuse(ErrorCode.NotAccepted, unwilling);
        if (now.Members.Count + added.Length > Limits.GroupMembers)
            return Refuse(ErrorCode.TooLarge);
        if (added.Length == 0)
            return null;
        long position = _group.NextPosition(added.Length);
        return new GroupState(now.PlainName, now.Owner,
            [.. now.Members, .. added.Select((account, i) => new GroupMember(account, position + i, state.LastNumber, _group.Conversation.StagedTally.Count))]);
    }
}

/// <summary>The owner puts others out; himself, and it is as if he left.</summary>
internal sealed class RemoveMembers(Session session, Group group, IReadOnlyList<Account> accounts) : ChangeGroup(session, group)
{
    protected override bool NeedsOwner => true;

    protected override bool Costs => true;

    protected override GroupState? Next(EngineState state, GroupState now) =>
        accounts.FirstOrDefault(account => !now.Has(account)) is { } stranger
            ? Refuse(ErrorCode.NotAMember, stranger)
            : GroupTransition.Without(now, accounts.ToHashSet());
}

/// <summary>A member goes. The owner's place goes to the one who has been in it longest; the last one out ends the group.</summary>
internal sealed class LeaveGroup(Session session, Group group) : ChangeGroup(session, group)
{
    protected override bool NeedsOwner => false;

    protected override bool Costs => false;

    protected override GroupState Next(EngineState state, GroupState now) => GroupTransition.Without(now, new HashSet<Account> { Actor });
}

/// <summary>The owner gives it another name.</summary>
internal sealed class RenameGroup(Session session, Group group, string name) : ChangeGroup(session, group)
{
    private readonly Group _group = group;

    protected override bool NeedsOwner => true;

    protected override bool Costs => true;

    protected override GroupState? Next(EngineState state, GroupState now)
    {
        if (string.Equals(now.PlainName, name, StringComparison.Ordinal))
            return null;
        bool taken = (state.Groups.TryGetValue(name, out Group? other) && other != _group) || state.StagedGroupNames.Contains(name);
        return taken ? Refuse(ErrorCode.NameTaken) : new GroupState(name, now.Owner, now.Members);
    }
}

/// <summary>The owner ends it.</summary>
internal sealed class DeleteGroup(Session session, Group group) : ChangeGroup(session, group)
{
    protected override bool NeedsOwner => true;

    protected override bool Costs => false;

    protected override GroupState Next(EngineState state, GroupState now) => new(now.PlainName, now.Owner, [], ended: true);
}
