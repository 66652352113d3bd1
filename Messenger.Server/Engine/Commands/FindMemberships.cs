namespace Messenger.Server.Engine.Commands;

/// <summary>
/// Looks up since when an account has been in groups, behind everything that was committed before it was asked. So who asks behind a read of the
/// archive learns what of it the account may see: memory knows of a removal a little later than the archive knows of what was said behind it.
/// Changes nothing, and so answers also while nothing can be written.
/// </summary>
/// <param name="account">Whose.</param>
/// <param name="groups">Which.</param>
internal sealed class FindMemberships(Account account, IReadOnlyCollection<Group> groups) : AwaitedCommand
{
    /// <summary>By group, for those that the account is in: it sees messages with higher numbers.</summary>
    public Dictionary<Group, ulong> JoinedAfter { get; } = [];

    /// <summary>Nothing yet: what is staged before this in its batch may come to nothing.</summary>
    public override void Stage(EngineState state)
    {
    }

    public override void Apply(EngineState state)
    {
        foreach (Group group in groups)
        {
            if (group.Current.Find(account) is { } member)
                JoinedAfter[group] = member.JoinedAfter;
        }
    }

    public override void Undo(EngineState state) => Apply(state);
}
