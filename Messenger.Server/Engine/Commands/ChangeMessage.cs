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
    private int _growth;

    /// <summary>Where the message was sent; null when there is none.</summary>
    public Target? Target { get; private set; }

    /// <summary>With <see cref="ErrorCode.RateLimited"/>: how long until it is allowed.</summary>
    public TimeSpan RetryAfter { get; private set; }

    public override void Stage(EngineState state)
    {
        Result = Find(state, out StoredMessage stored, out Conversation? conversation);
        if (Result is not ErrorCode.None)
            return;
        Result = Admit(state, conversation!, stored);
        if (Result is not ErrorCode.None)
            return;
        Result = Admission.Spend(state, session.Account, cost: 1, out TimeSpan wait);
        RetryAfter = wait;
        if (Result is not ErrorCode.None)
            return;
        _change = new Change(state.NextNumber(), stored.Number, id, session.Account, conversation!, state.Now, text);
        if (_growth != 0 && Target is Account recipient)
            recipient.Staged = recipient.Staged.Longer(_growth);
        state.Journal.MessageChanged(_change, stored);
    }

    public override void Apply(EngineState state)
    {
        if (_change is not { } change)
            return;
        change.Conversation.NoteChange(change.Number);
        Unstage();
        // In a group also those who have left, for whom it may still wait.
        IEnumerable<Account> others = change.Conversation.Group is { } group
            ? group.Everyone.Values.Where(account => account != change.Sender)
            : [change.Conversation.Other(change.Sender)];
        foreach (Account recipient in others)
        {
            lock (recipient.Gate)
                ApplyToLocked(recipient, change, isTold: _members is null || _members.Find(recipient)?.JoinedAfter < change.Message);
        }
        Account sender = session.Account;
        lock (sender.Gate)
        {
            foreach (Session other in sender.Sessions)
            {
                if (other != session)
                    Offer(other, change);
            }
        }
    }

    public override void Undo(EngineState state)
    {
        if (_change is not null)
            Unstage();
        base.Undo(state);
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

    private ErrorCode Admit(EngineState state, Conversation conversation, in StoredMessage stored)
    {
        if (conversation.Group is { } group)
        {
            _members = group.Coming;
            if (_members.Ended)
                return ErrorCode.NoSuchGroup;
            return _members.Has(session.Account) ? ErrorCode.None : ErrorCode.NotAMember;
        }
        Account other = conversation.Other(session.Account);
        if (other.Deleted)
            return ErrorCode.NoSuchAccount;
        // What was taken back may go from the queue of one who takes nothing any more.
        if (text is null)
            return ErrorCode.None;
        if (other.Blocked.ContainsKey(session.Account.Id))
            return ErrorCode.NotAccepted;
        if (text.Length <= stored.Text.Length || other.Confirmed.Contains(stored.Number))
            return ErrorCode.None;
        _growth = text.Length - stored.Text.Length;
        return other.HasRoomFor(session.Account, _growth, state.Limits, messages: 0) ? ErrorCode.None : ErrorCode.MailboxFull;
    }

    /// <summary>The caps count what is staged until it is applied.</summary>
    private void Unstage()
    {
        if (_growth != 0 && Target is Account recipient)
            recipient.Staged = recipient.Staged.Longer(-_growth);
        _growth = 0;
    }

    /// <param name="recipient">One of those that it was sent to.</param>
    /// <param name="change">What happens to it.</param>
    /// <param name="isTold">False when it is from before a member of the group joined, or behind one who is in it no more.</param>
    private static void ApplyToLocked(Account recipient, Change change, bool isTold)
    {
        Message? waiting = recipient.Mailbox.Find(change.Message);
        HashSet<Session> counts = waiting is null || !change.Unsent ? [] : [.. recipient.Sessions.Where(session => session.HoldsLocked(waiting))];
        HashSet<Session> unaware = [.. recipient.Sessions.Where(session => session.IsStillToGetLocked(change.Message))];
        if (waiting is not null && change.Text is { } text)
            recipient.ResizeLocked(waiting, text.Length);
        else if (waiting is not null)
            recipient.UnqueueLocked(waiting.Number);
        Rewrite(waiting, change);
        foreach (Session session in recipient.Sessions)
        {
            if (unaware.Contains(session) || (waiting is null && !isTold))
                Rewrite(session.FindLocked(change.Message), change);
            else
                Offer(session, change);
            if (counts.Contains(session))
                session.TellHeldChangedLocked();
            session.PumpLocked();
        }
    }

    /// <summary>What the terminal is handed again is as it is now, and behind it comes the change.</summary>
    private static void Offer(Session session, Change change)
    {
        Rewrite(session.FindLocked(change.Message), change);
        session.OfferExtraLocked(change);
    }

    private static void Rewrite(Message? message, Change change)
    {
        if (change.Text is { } text)
            message?.Edit(text);
        else
            message?.Unsend();
    }
}
