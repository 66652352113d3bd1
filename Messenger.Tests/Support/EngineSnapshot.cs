using System.Text;
using Messenger.Server.Engine;
using Messenger.Server.Storage;

namespace Messenger.Tests.Support;

/// <summary>
/// Everything an engine has in memory that a restart must bring back, as lines: equal before and after it. What only people look at (when somebody
/// was last seen) is not in it. No command may be under way.
/// </summary>
internal static class EngineSnapshot
{
    /// <param name="engine">What to look at.</param>
    /// <param name="find">Looks messages up, to walk through each conversation; null to leave that out.</param>
    public static IReadOnlyList<string> Of(MessengerEngine engine, Func<ulong, StoredMessage?>? find = null)
    {
        List<string> lines = [];
        SortedDictionary<long, Conversation> conversations = [];
        SortedDictionary<long, Group> groups = [];
        NameSearch everyone = engine.Search(GlobPattern.All, "", int.MaxValue);
        everyone.Advance(int.MaxValue);
        foreach (Account account in everyone.Page.OrderBy(account => account.Id))
        {
            lock (account.Gate)
            {
                lines.Add($"account {account.Id} {account.Name} shows reads {account.ShowsReads} capped {account.Capped}"
                    + $" made {account.GroupsMade}"
                    + $" blocks [{Sorted(account.Blocked.Keys)}] groups [{Sorted(account.Groups.Select(group => group.Id))}]"
                    + $" read [{string.Join(' ', account.ReadMarks.OrderBy(mark => mark.Key).Select(mark => $"{mark.Key}:{mark.Value}"))}]");
                lines.AddRange(account.Mailbox.ToArray().Select(message => $"  waits {Describe(message)}"));
                lines.AddRange(account.Sessions.OrderBy(session => session.Id).Select(session => $"  login {session.Id} holds up to {session.HeldUpTo}"));
                foreach ((long other, Conversation conversation) in account.Conversations)
                {
                    if (conversation.Other(account).Id != other)
                        lines.Add($"  conversation {conversation.Id} is filed under {other}");
                    conversations[conversation.Id] = conversation;
                }
                foreach (Group group in account.Groups)
                    groups[group.Id] = group;
            }
        }
        foreach (Group group in groups.Values)
        {
            conversations[group.Conversation.Id] = group.Conversation;
            lines.Add($"group {group.Id} {group.Name} of {group.Current.Owner.Name} made {group.CreatedAt} conversation {group.Conversation.Id}"
                + $" ever [{Sorted(group.Everyone.Keys)}] found {ReferenceEquals(engine.FindGroup(group.Name), group)}");
            lines.AddRange(group.Current.Members.Select(member =>
                $"  member {member.Account.Name} at {member.Position} after {member.JoinedAfter}, {member.CountBefore} before"));
        }
        foreach (Conversation conversation in conversations.Values)
        {
            lines.Add($"conversation {conversation.Id} {conversation.First?.Id} {conversation.Second?.Id} wrote {conversation.Wrote}"
                + $" last {conversation.Last} at {conversation.LastAt} staged {conversation.StagedTally} count {conversation.Count}"
                + $" found {ReferenceEquals(engine.FindConversation(conversation.Id), conversation)}");
            if (find is not null)
                lines.AddRange(History(conversation, find).Select(message => $"  said {Describe(message)}"));
        }
        return lines;
    }

    /// <summary>The messages of a conversation, newest first: a walk along the chain.</summary>
    public static IEnumerable<StoredMessage> History(Conversation conversation, Func<ulong, StoredMessage?> find)
    {
        for (ulong next = conversation.Last; next != 0 && find(next) is { } message; next = message.Previous)
            yield return message;
    }

    private static string Describe(Message message) =>
        $"{message.Number} {message.Id} of {message.Sender.Id} in {message.Conversation.Id} at {message.At} behind {message.Previous}"
        + $"{(message.Edited ? " edited" : "")}: {Short(message.Text)}";

    private static string Describe(in StoredMessage message) =>
        $"{message.Number} {message.Id} of {message.Sender} in {message.Conversation} at {message.At} behind {message.Previous} {message.State}: {Short(message.Text)}";

    private static string Short(byte[] text) => text.Length <= 40 ? Encoding.UTF8.GetString(text) : $"{text.Length} bytes, {Convert.ToHexString(text.AsSpan(0, 8))}…";

    private static string Sorted(IEnumerable<long> ids) => string.Join(' ', ids.Order());
}
