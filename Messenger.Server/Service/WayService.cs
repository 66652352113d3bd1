using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Service;

/// <summary>What became of an own message. Times are milliseconds since 1970-01-01 UTC; 0: it has not happened, or when is not known.</summary>
/// <param name="Message">As the store has it.</param>
/// <param name="To">The one it went to, or the group.</param>
/// <param name="TimesKnown">The server remembers its times.</param>
/// <param name="Durable">Stored means on disk.</param>
/// <param name="IsLarge">It went to so large a group that nobody is counted before all have confirmed or read.</param>
/// <param name="Way">Its times, and to how many terminals it was handed.</param>
/// <param name="Recipients">How many count: between two the other, in a group those whom it went to and who are still in it.</param>
/// <param name="Confirmed">How many of them have confirmed it.</param>
/// <param name="Read">How many of them have read it and let it be known.</param>
internal sealed record SentWay(
    StoredMessage Message, Target To, bool TimesKnown, bool Durable, bool IsLarge, MessageWay Way, int Recipients, int Confirmed, int Read);

/// <summary>
/// The way of an own message (PROTOCOL.md §5.35). It tells nobody more than receipts and the marks of history do, but for times and a number of
/// terminals. Safe on any thread.
/// </summary>
internal sealed class WayService(MessengerEngine engine)
{
    /// <summary>Finds it by the sender's id.</summary>
    public async Task<Outcome<SentWay>> FindAsync(Session session, Guid id)
    {
        (ErrorCode result, SentMessage? sent) = await engine.FindSentAsync(session, id);
        if (Refusals.Of(result, "") is { } refused)
            return refused;
        return sent is not null && MaySee(session.Account, sent) ? Describe(session.Account, sent) : Refusals.NoSuchMessage;
    }

    /// <summary>Of a group in which one is no more, or again, history shows nothing of before either.</summary>
    private static bool MaySee(Account sender, SentMessage sent) =>
        sent.Conversation.Group is not { } group
        || (group.Current is { Ended: false } state && state.Find(sender)?.JoinedAfter < sent.Stored.Number);

    private SentWay Describe(Account sender, SentMessage sent)
    {
        (StoredMessage stored, Conversation conversation, MessageWay? known) = sent;
        Account[] recipients = [.. Recipients.Of(conversation, sender, stored.Number)];
        bool isLarge = conversation.Group is { Current.Members.Count: > Group.MostForReceipts };
        int confirmed = 0;
        int read = 0;
        bool showsFirst = false;
        // One that was taken back has left the queues without being confirmed.
        foreach (Account recipient in stored.HasText ? recipients : [])
        {
            (bool hasConfirmed, bool hasRead) = Recipients.Marks(recipient, conversation, stored.Number);
            confirmed += hasConfirmed ? 1 : 0;
            read += hasRead ? 1 : 0;
            showsFirst |= hasRead && recipient.Id == known?.FirstReader;
        }
        if (isLarge)
        {
            confirmed = confirmed == recipients.Length ? confirmed : 0;
            read = confirmed > 0 && read == recipients.Length ? read : 0;
        }
        MessageWay way = known ?? new MessageWay(stored.At, 0, 0, 0, 0, 0, 0);
        way = way with
        {
            ConfirmedAt = confirmed > 0 ? way.ConfirmedAt : 0,
            // Who has switched that off since tells nothing of before either.
            ReadAt = read > 0 && showsFirst ? way.ReadAt : 0,
        };
        Target to = (Target?)conversation.Group ?? conversation.Other(sender);
        return new SentWay(stored, to, known is not null, engine.IsDurable, isLarge, way, recipients.Length, confirmed, read);
    }
}
