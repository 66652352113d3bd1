using Messenger.Server.Engine;

namespace Messenger.Server.Service;

/// <summary>Whom an own message went to, and what they have done with it. Safe on any thread.</summary>
internal static class Recipients
{
    /// <summary>Between two the other, also when that account is gone; in a group those who were in it when the message was sent and still are.</summary>
    public static IEnumerable<Account> Of(Conversation conversation, Account sender, ulong number) => conversation.Group is { } group
        ? group.Current.Members.Where(member => member.Account != sender && member.JoinedAfter < number).Select(member => member.Account)
        : [conversation.Other(sender)];

    /// <summary>Whether one of them has confirmed it, and whether he has read it and lets it be known. One who is gone has done what he did before.</summary>
    public static (bool Confirmed, bool Read) Marks(Account recipient, Conversation conversation, ulong number)
    {
        lock (recipient.Gate)
        {
            // The queue of one who is gone is empty; what he has confirmed does not change any more.
            return (
                recipient.Deleted ? recipient.Confirmed.Contains(number) : !recipient.Mailbox.Contains(number),
                recipient.ShowsReads && recipient.ReadMarks.GetValueOrDefault(conversation.Id) >= number);
        }
    }
}
