using System.Globalization;
using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>A conversation as one who takes part in it may see it.</summary>
/// <param name="Conversation">Null between two who have not written to each other yet.</param>
/// <param name="With">The other, or the group.</param>
/// <param name="Floor">Messages with higher numbers are to be seen.</param>
/// <param name="CountBefore">How many messages there were before those.</param>
internal sealed record View(Conversation? Conversation, Target With, ulong Floor, long CountBefore = 0);

/// <summary>A message that was read, and where it was said.</summary>
internal readonly record struct Said(StoredMessage Message, Conversation Conversation);

/// <summary>What was read from the archive for somebody, before it is asked once more whether he may see it.</summary>
/// <param name="Messages">In the order of the answer.</param>
/// <param name="Next">Where to go on; 0 when there is no more.</param>
internal sealed record ReadMessages(IReadOnlyList<Said> Messages, ulong Next);

/// <summary>Which conversation a name means for an account, and whether it may look. Safe on any thread.</summary>
internal sealed class Conversations(MessengerEngine engine)
{
    /// <param name="account">Who asks.</param>
    /// <param name="name">An account's name, a group's with <c>#</c>, or <c>!</c> and the last number with one who is gone, as the client sent it.</param>
    public Outcome<View> Find(Account account, string name) =>
        name.StartsWith('#') ? FindGroup(account, name) : name.StartsWith('!') ? FindGone(account, name) : FindPair(account, name);

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

    /// <summary>
    /// Of messages that were read from the archive, those that the account may see. To be asked behind each read, which takes its time: one who was
    /// removed meanwhile, and one who was added again, sees nothing of what was said or written anew while out.
    /// </summary>
    public async Task<Outcome<Said[]>> StillReadableAsync(Account account, IReadOnlyList<Said> messages)
    {
        HashSet<Group> groups = [.. messages.Select(said => said.Conversation.Group).OfType<Group>()];
        if (groups.Count == 0)
            return messages.ToArray();
        (ErrorCode result, IReadOnlyDictionary<Group, ulong> joinedAfter) = await engine.FindMembershipsAsync(account, groups);
        if (result is not ErrorCode.None)
            return Refusals.Failed(result);
        return messages
            .Where(said => said.Conversation.Group is not { } group || (joinedAfter.TryGetValue(group, out ulong floor) && said.Message.Number > floor))
            .ToArray();
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

    /// <summary>Of several who had a name and are gone, and beside one who has it now, each has a last message of its own.</summary>
    private static Outcome<View> FindGone(Account account, string name) =>
        ulong.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong last)
        && Of(account).FirstOrDefault(view => view.With is Account { Deleted: true } && view.Conversation!.Last == last) is { } gone
            ? gone
            : Refusals.NoSuchAccount(name, null);

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
