using Messenger.Server.Engine;

namespace Messenger.Server.Service;

/// <summary>A conversation as one who takes part in it may see it.</summary>
/// <param name="Conversation">Null between two who have not written to each other yet.</param>
/// <param name="With">The other, or the group.</param>
/// <param name="Floor">Messages with higher numbers are to be seen.</param>
/// <param name="CountBefore">How many messages there were before those.</param>
internal sealed record View(Conversation? Conversation, Target With, ulong Floor, long CountBefore = 0);

/// <summary>Which conversation a name means for an account, and whether it may look. Safe on any thread.</summary>
internal sealed class Conversations(MessengerEngine engine)
{
    /// <param name="account">Who asks.</param>
    /// <param name="name">An account's name, or a group's with <c>#</c>, as the client sent it.</param>
    public Outcome<View> Find(Account account, string name) => name.StartsWith('#') ? FindGroup(account, name) : FindPair(account, name);

    /// <summary>All conversations of an account, in no order.</summary>
    public static IReadOnlyList<View> Of(Account account)
    {
        Conversation[] pairs;
        Group[] groups;
        lock (account.Gate)
        {
            pairs = [.. account.Conversations.Values];
            groups = [.. account.Groups];
        }
        return
        [
            // One that is being begun is none yet.
            .. pairs.Where(pair => pair.Last != 0).Select(pair => new View(pair, pair.Other(account), 0)),
            .. groups
                .Select(group => (Group: group, Member: group.Current.Find(account)))
                .Where(found => found.Member is not null)
                .Select(found => new View(found.Group.Conversation, found.Group, found.Member!.JoinedAfter, found.Member.CountBefore)),
        ];
    }

    /// <summary>Who wrote a message of this conversation.</summary>
    public static Account? Sender(Conversation conversation, long sender) =>
        conversation.Group is { } group ? group.Everyone.GetValueOrDefault(sender)
        : conversation.First!.Id == sender ? conversation.First
        : conversation.Second;

    private Outcome<View> FindGroup(Account account, string name)
    {
        if (engine.FindGroup(name) is not { Deleted: false } group)
            return Refusals.NoSuchGroup(name);
        return group.Current.Find(account) is { } member
            ? new View(group.Conversation, group, member.JoinedAfter, member.CountBefore)
            : Refusals.NotAMember(group.Name);
    }

    private Outcome<View> FindPair(Account account, string name)
    {
        if (engine.Find(name) is { } other)
        {
            lock (account.Gate)
                return new View(account.Conversations.GetValueOrDefault(other.Id), other, 0);
        }
        // What one who is gone has written is still there; of several of the name, the last.
        View? gone = Of(account)
            .Where(view => view.With is Account { Deleted: true } && string.Equals(view.With.Name, name, StringComparison.OrdinalIgnoreCase))
            .MaxBy(view => view.Conversation!.Last);
        return gone is null ? Refusals.NoSuchAccount(name, null) : gone;
    }
}
