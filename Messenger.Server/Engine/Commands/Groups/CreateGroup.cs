using Messenger.Wire;

namespace Messenger.Server.Engine.Commands.Groups;

/// <summary>Creates a group if none has its name: of many at once, exactly one wins.</summary>
/// <param name="session">Whose account will own it.</param>
/// <param name="name">Without <c>#</c>.</param>
/// <param name="others">Who else is in it, each once, in order.</param>
internal sealed class CreateGroup(Session session, string name, IReadOnlyList<Account> others) : AwaitedCommand
{
    private GroupState? _made;

    /// <summary>Once done with success.</summary>
    public Group? Group { get; private set; }

    /// <summary>With a refusal that is about one of the others: which.</summary>
    public Account? Culprit { get; private set; }

    /// <summary>With <see cref="ErrorCode.RateLimited"/>: how long until it is allowed.</summary>
    public TimeSpan RetryAfter { get; private set; }

    public override void Stage(EngineState state)
    {
        Result = Check(state);
        if (Result is not ErrorCode.None)
            return;
        Result = Admission.Spend(state, session.Account, Admission.CostOf(others.Count), out TimeSpan wait);
        RetryAfter = wait;
        if (Result is not ErrorCode.None)
            return;
        state.StagedGroupNames.Add(name);
        GroupMember[] members = [.. others.Prepend(session.Account).Select((account, i) => new GroupMember(account, i, state.LastNumber, 0))];
        _made = new GroupState(name, session.Account, members);
        Group = new Group(state.NextGroupId(), state.NextConversationId(), state.Now, _made) { Maker = session.Account };
        session.Account.GroupsMade++;
        state.NoteGroup(Group);
        state.Journal.GroupCreated(Group);
        foreach (GroupMember member in members)
            state.Journal.MemberJoined(Group, member);
    }

    public override void Apply(EngineState state)
    {
        if (Group is null)
            return;
        state.StagedGroupNames.Remove(name);
        state.AddConversation(Group.Conversation);
        // From nobody, so that all are told that they are in it now.
        new GroupTransition(Group, new GroupState(name, session.Account, []), _made!, session.Account).Apply(state);
    }

    public override void Undo(EngineState state)
    {
        if (Group is not null)
        {
            state.StagedGroupNames.Remove(name);
            session.Account.GroupsMade--;
        }
        Group = null;
        base.Undo(state);
    }

    private ErrorCode Check(EngineState state)
    {
        if (session.Ended || session.Account.Leaving)
            return ErrorCode.NotLoggedIn;
        if (others.Count + 1 > Limits.GroupMembers)
            return ErrorCode.TooLarge;
        if ((Culprit = others.FirstOrDefault(account => account.Leaving)) is not null)
            return ErrorCode.NoSuchAccount;
        if ((Culprit = others.FirstOrDefault(account => account.Blocked.ContainsKey(session.Account.Id))) is not null)
            return ErrorCode.NotAccepted;
        // A name that a rename in this batch gives up stays taken until that is applied.
        if (state.Groups.ContainsKey(name) || state.StagedGroupNames.Contains(name))
            return ErrorCode.NameTaken;
        // Not those it owns: others could hand it theirs, and it could make room by handing on.
        return session.Account.GroupsMade >= Limits.GroupsMade ? ErrorCode.TooLarge : ErrorCode.None;
    }
}
