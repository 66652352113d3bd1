namespace Messenger.Server.Engine.Commands.Groups;

/// <summary>
/// A group on its way from one state to the next: staged, then applied or undone. Whoever was or is in it is told when it is applied.
/// Only for the engine's turn.
/// </summary>
/// <param name="group">Which.</param>
/// <param name="before">What it was until then, commands of the same batch taken into account.</param>
/// <param name="after">What it is to be.</param>
/// <param name="by">Who wants it; null when it follows from something else.</param>
internal sealed class GroupTransition(Group group, GroupState before, GroupState after, Account? by)
{
    public GroupState After => after;

    private IEnumerable<GroupMember> Joined => after.Members.Where(member => before.Find(member.Account)?.Position != member.Position);

    private IEnumerable<GroupMember> Left => before.Members.Where(member => after.Find(member.Account)?.Position != member.Position);

    /// <summary>Without these members: the owner's place goes to the one who has been in it longest, and without anybody left it has ended.</summary>
    public static GroupState Without(GroupState state, IReadOnlySet<Account> leaving)
    {
        GroupMember[] members = [.. state.Members.Where(member => !leaving.Contains(member.Account))];
        Account owner = members.Length == 0 || !leaving.Contains(state.Owner) ? state.Owner : members[0].Account;
        return new GroupState(state.PlainName, owner, members, ended: members.Length == 0);
    }

    public void Stage(EngineState state)
    {
        if (IsRenamed)
            state.StagedGroupNames.Add(after.PlainName);
        group.StagedState = after;
        state.NoteGroup(group);
        state.Journal.GroupChanged(group, after);
        foreach (GroupMember member in Left)
            state.Journal.MemberLeft(group, member, state.LastNumber);
        foreach (GroupMember member in Joined)
            state.Journal.MemberJoined(group, member);
    }

    public void Apply(EngineState state)
    {
        group.Current = after;
        if (ReferenceEquals(group.StagedState, after))
            group.StagedState = null;
        state.StagedGroupNames.Remove(after.PlainName);
        // The new name first, so that a group that is only written otherwise is there all the time.
        if (!after.Ended)
            state.Groups[after.PlainName] = group;
        if (after.Ended || !string.Equals(before.PlainName, after.PlainName, StringComparison.OrdinalIgnoreCase))
            state.Groups.TryRemove(new(before.PlainName, group));
        if (after.Ended && group.Maker is { } maker)
            maker.GroupsMade--;
        foreach (GroupMember member in Left)
            Leave(member.Account);
        foreach (GroupMember member in Joined)
            Enter(member.Account);
        Tell();
    }

    /// <summary>The batch failed, and with it every transition in it.</summary>
    public void Undo(EngineState state)
    {
        group.StagedState = null;
        state.StagedGroupNames.Remove(after.PlainName);
    }

    private bool IsRenamed => !string.Equals(before.PlainName, after.PlainName, StringComparison.Ordinal);

    private void Enter(Account account)
    {
        group.Everyone[account.Id] = account;
        lock (account.Gate)
            account.Groups.Add(group);
    }

    private void Leave(Account account)
    {
        lock (account.Gate)
            account.Groups.Remove(group);
    }

    private void Tell()
    {
        string oldName = IsRenamed ? before.Name : "";
        HashSet<Account> joined = [.. Joined.Select(member => member.Account)];
        HashSet<Account> left = [.. Left.Select(member => member.Account)];
        foreach (Account account in joined)
            account.Notify(new GroupNotice(GroupChange.Joined, after, oldName, by));
        foreach (Account account in left)
            account.Notify(new GroupNotice(after.Ended ? GroupChange.Deleted : GroupChange.Left, after, oldName, by));
        GroupChange[] news = [.. News(joined.Count + left.Count > 0)];
        foreach (GroupMember member in after.Members)
        {
            foreach (GroupChange change in joined.Contains(member.Account) ? [] : news)
                member.Account.Notify(new GroupNotice(change, after, change is GroupChange.Renamed ? oldName : "", by));
        }
    }

    private IEnumerable<GroupChange> News(bool membersChanged)
    {
        if (IsRenamed)
            yield return GroupChange.Renamed;
        if (membersChanged)
            yield return GroupChange.Members;
        if (before.Owner != after.Owner)
            yield return GroupChange.Owner;
    }
}
