using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>
/// The sender edits a message, or takes it back. What waits in queues changes with it; terminals that have seen it are told.
/// </summary>
/// <param name="session">The sender's.</param>
/// <param name="id">The sender's id of the message.</param>
/// <param name="text">The new text; null to take it back.</param>
internal sealed class ChangeMessage(Session session, Guid id, byte[]? text) : AwaitedCommand
{
    private Change? _change;
    private GroupState? _members;

    /// <summary>Where the message was sent; null when there is none.</summary>
    public Target? Target { get; private set; }

    /// <summary>With <see cref="ErrorCode.RateLimited"/>: how long until it is allowed.</summary>
    public TimeSpan RetryAfter { get; private set; }

    public override void Stage(EngineState state)
    {
        Result = Find(state, out StoredMessage stored, out Conversation? conversation);
        if (Result is not ErrorCode.None)
            return;
        Result = Admit(conversation!);
        if (Result is not ErrorCode.None)
            return;
        Result = Admission.Spend(state, session.Account, cost: 1, out TimeSpan wait);
        RetryAfter = wait;
        if (Result is not ErrorCode.None)
            return;
        _change = new Change(state.NextNumber(), stored.Number, id, session.Account, conversation!, state.Now, text);
        state.Journal.MessageChanged(_change, stored);
    }

    public override void Apply(EngineState state)
    {
        if (_change is not { } change)
            return;
        // In a group also those who have left, for whom it may still wait.
        IEnumerable<Account> others = change.Conversation.Group is { } group
            ? group.Everyone.Values.Where(account => account != change.Sender)
            : [change.Conversation.Other(change.Sender)];
        foreach (Account recipient in others)
        {
            lock (recipient.Gate)
                ApplyToLocked(recipient, change, isThere: _members?.Has(recipient) ?? true);
        }
        Account sender = session.Account;
        lock (sender.Gate)
        {
            foreach (Session other in sender.Sessions)
            {
                if (other != session)
                    other.OfferExtraLocked(change);
            }
        }
    }

    private ErrorCode Find(EngineState state, out StoredMessage stored, out Conversation? conversation)
    {
        stored = default;
        conversation = null;
        if (session.Ended)
            return ErrorCode.NotLoggedIn;
        int recent = session.Account.RecentSends.Find(id);
        StoredMessage? found = recent >= 0
            ? state.Journal.ReadMessage(session.Account.RecentSends.At(recent).Number)
            : state.Journal.FindMessage(session.Account, id);
        if (found is not { } message || message.State is MessageState.Unsent or MessageState.Expired)
            return ErrorCode.NoSuchMessage;
        stored = message;
        conversation = state.FindConversation(message.Conversation);
        if (conversation is null)
            return ErrorCode.NoSuchMessage;
        Target = (Target?)conversation.Group ?? conversation.Other(session.Account);
        return ErrorCode.None;
    }

    private ErrorCode Admit(Conversation conversation)
    {
        if (conversation.Group is { } group)
        {
            _members = group.Coming;
            if (_members.Ended)
                return ErrorCode.NoSuchGroup;
            return _members.Has(session.Account) ? ErrorCode.None : ErrorCode.NotAMember;
        }
        Account other = conversation.Other(session.Account);
        // What was taken back may go from the queue of one who takes nothing any more.
        if (other.Blocked.ContainsKey(session.Account.Id) && text is not null)
            return ErrorCode.NotAccepted;
        return other.Deleted ? ErrorCode.NoSuchAccount : ErrorCode.None;
    }

    private static void ApplyToLocked(Account recipient, Change change, bool isThere)
    {
        Message? waiting = recipient.Mailbox.Find(change.Message);
        // Who has it held will see the new text, or never the message: no need to be told of a change.
        HashSet<Session> unaware = waiting is null ? [] : [.. recipient.Sessions.Where(session => session.HoldsLocked(waiting))];
        if (waiting is not null && change.Text is { } text)
        {
            recipient.ResizeLocked(waiting, text.Length);
            waiting.Edit(text);
        }
        else if (waiting is not null)
        {
            recipient.UnqueueLocked(waiting.Number);
            waiting.Unsend();
        }
        foreach (Session session in recipient.Sessions)
        {
            if (!isThere && waiting is null)
                break;
            if (!unaware.Contains(session))
                session.OfferExtraLocked(change);
            else if (change.Unsent)
                session.TellHeldChangedLocked();
            session.PumpLocked();
        }
    }
}
