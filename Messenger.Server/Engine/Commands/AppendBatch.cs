using System.Runtime.InteropServices;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>One message to be stored, and what came of it.</summary>
internal record struct Append(uint Tag, Guid Id, Target Target, byte[] Text)
{
    /// <summary><see cref="ErrorCode.None"/> when it is stored, now or before.</summary>
    public ErrorCode Result { get; set; }

    /// <summary>With <see cref="ErrorCode.RateLimited"/>: how long until one more is allowed.</summary>
    public TimeSpan RetryAfter { get; set; }

    public ulong Number { get; set; }

    public long At { get; set; }

    public bool Delivered { get; set; }

    public bool Duplicate { get; set; }

    /// <summary>Between staging and applying.</summary>
    internal Message? Staged { get; set; }

    /// <summary>Between staging and applying: who is in the group.</summary>
    internal GroupState? Members { get; set; }

    /// <summary>Between staging and applying: where the sender's memory has it.</summary>
    internal int Slot { get; set; }
}

/// <summary>
/// The messages of one session that arrived together: handed over, committed and answered as one. A batch is used again once it has
/// been answered. Order within it, and between batches of a session, is kept.
/// </summary>
internal sealed class AppendBatch(IAnswers answers) : EngineCommand
{
    private readonly List<Append> _items = [];
    private Session _session = null!;
    private long _accepted;
    private long _acceptedAt;

    public int Count => _items.Count;

    /// <summary>Results are there once <see cref="IAnswers.Appended"/> has been called.</summary>
    public Span<Append> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>Empties the batch for messages of this session.</summary>
    public void Begin(Session session)
    {
        _session = session;
        Clear();
    }

    public void Clear() => _items.Clear();

    public void Add(in Append append) => _items.Add(append);

    /// <summary>The engine takes it up.</summary>
    /// <param name="now">By the clock of <see cref="MessageWays"/>.</param>
    public void TakeUp(long now) => _accepted = now;

    public override void Stage(EngineState state)
    {
        long now = state.Now;
        // It may have waited for the commit before it.
        _acceptedAt = now - (state.Ways.Now - _accepted);
        foreach (ref Append item in Items)
            item.Result = StageItem(state, ref item, now);
    }

    public override void Apply(EngineState state)
    {
        state.Ways.BeginApply();
        try
        {
            foreach (ref Append item in Items)
            {
                if (item.Duplicate)
                    Recall(ref item);
                else if (item.Staged is { } message)
                    ApplyItem(state, ref item, message);
            }
        }
        finally
        {
            state.Ways.EndApply();
        }
    }

    public override void Undo(EngineState state)
    {
        foreach (ref Append item in Items)
        {
            if (item.Staged is { } message)
            {
                Forget(item, message);
                Unstage(ref item, message);
            }
            // A refusal stands.
            if (item.Result is ErrorCode.None)
                item.Result = ResultOfFailure(state, ref item);
        }
    }

    public override void Fail()
    {
        foreach (ref Append item in Items)
        {
            if (item.Staged is { } message)
                Unstage(ref item, message);
            // It may be queued or not; sent again it is recognised.
            if (item.Result is ErrorCode.None)
                item.Result = ErrorCode.Internal;
        }
    }

    public override void Answer() => answers.Appended(this);

    private ErrorCode StageItem(EngineState state, ref Append item, long now)
    {
        Account sender = _session.Account;
        if (_session.Ended)
            return ErrorCode.NotLoggedIn;

        ulong hash = RecentSends.Hash(item.Text);
        if (Remember(ref item, hash) is { } known)
            return known;
        if (Admission.Check(state, sender, item.Target, item.Text.Length, out GroupState? members, out TimeSpan wait) is not ErrorCode.None and var refusal)
        {
            item.RetryAfter = wait;
            return Refuse(state, ref item, refusal);
        }

        Conversation conversation = item.Target is Group group ? group.Conversation : state.ConversationOf(sender, (Account)item.Target);
        Message message = new(state.NextNumber(), item.Id, sender, conversation, now, item.Text, conversation.StagedLast);
        if (state.Journal.MessageStored(message) is { } stored)
            return Recognise(ref item, stored);
        state.NoteStaged(message);
        item.Number = message.Number;
        item.At = now;
        item.Staged = message;
        item.Members = members;
        item.Slot = sender.RecentSends.Add(new SentRecord(item.Id, item.Number, now, item.Target.Key, hash, Delivered: false));
        if (message.Recipient is { } recipient)
        {
            recipient.Staged = recipient.Staged.Plus(item.Text.Length);
            state.NoteWritten(conversation, sender);
        }
        return ErrorCode.None;
    }

    /// <summary>What the sender's memory makes of this id; null when it has nothing.</summary>
    private ErrorCode? Remember(ref Append item, ulong hash)
    {
        int slot = _session.Account.RecentSends.Find(item.Id);
        if (slot < 0)
            return null;
        SentRecord sent = _session.Account.RecentSends.At(slot);
        if (sent.TargetKey != item.Target.Key || sent.TextHash != hash)
            return ErrorCode.IdReused;
        item.Duplicate = true;
        item.Number = sent.Number;
        item.At = sent.At;
        return ErrorCode.None;
    }

    /// <summary>
    /// Nothing of this batch was stored; but a repetition of what an earlier one stored is answered as ever, for of that it would be untrue.
    /// </summary>
    private ErrorCode ResultOfFailure(EngineState state, ref Append item)
    {
        item.Duplicate = false;
        try
        {
            ErrorCode result = Remember(ref item, RecentSends.Hash(item.Text)) ?? Refuse(state, ref item, ErrorCode.StoreFailed);
            if (item.Duplicate)
                Recall(ref item);
            return result;
        }
        catch (StoreException)
        {
            // It cannot be asked either.
            return ErrorCode.StoreFailed;
        }
    }

    /// <summary>A message that cannot be taken up; but one that the store has already, from before a restart, is not refused.</summary>
    private ErrorCode Refuse(EngineState state, ref Append item, ErrorCode refusal) =>
        refusal is not (ErrorCode.NoSuchAccount or ErrorCode.NoSuchGroup) && state.Journal.FindMessage(_session.Account, item.Id) is { } stored
            ? Recognise(ref item, stored)
            : refusal;

    /// <summary>The store knows this id of this sender from longer ago than memory goes back.</summary>
    private ErrorCode Recognise(ref Append item, in StoredMessage stored)
    {
        Conversation? conversation = item.Target is Group group ? group.Conversation : _session.Account.Conversations.GetValueOrDefault(item.Target.Id);
        if (stored.Conversation != conversation?.Id || !stored.WasSentAs(item.Text))
            return ErrorCode.IdReused;
        item.Duplicate = true;
        item.Number = stored.Number;
        item.At = stored.At;
        return ErrorCode.None;
    }

    private void ApplyItem(EngineState state, ref Append item, Message message)
    {
        GroupState? members = item.Members;
        Unstage(ref item, message);
        state.Ways.Stored(message, _acceptedAt, _accepted);
        if (members is not null)
            item.Delivered = QueueForMembers(message, members);
        else if (!TryQueue(message, message.Recipient!, out bool delivered))
            item.Result = ErrorCode.NoSuchAccount;
        else
            item.Delivered = delivered;

        if (item.Result is not ErrorCode.None)
        {
            Forget(item, message);
            return;
        }
        CopyToOthers(message);
        RecentSends memory = _session.Account.RecentSends;
        if (memory.At(item.Slot).Number == message.Number)
            memory.At(item.Slot).Delivered = item.Delivered;
    }

    private static bool QueueForMembers(Message message, GroupState members)
    {
        bool delivered = false;
        foreach (GroupMember member in members.Members)
        {
            if (member.Account != message.Sender && TryQueue(message, member.Account, out bool handedOver))
                delivered |= handedOver;
        }
        return delivered;
    }

    private static bool TryQueue(Message message, Account recipient, out bool handedOver)
    {
        lock (recipient.Gate)
        {
            // Deleted between staging and now: deleted stays deleted.
            handedOver = !recipient.Deleted && recipient.QueueLocked(message);
            return !recipient.Deleted;
        }
    }

    /// <summary>The sender's other terminals show what this one sent.</summary>
    private void CopyToOthers(Message message)
    {
        Account sender = _session.Account;
        if (!sender.HasOtherSessions)
            return;
        lock (sender.Gate)
        {
            foreach (Session other in sender.Sessions)
            {
                if (other != _session)
                    other.OfferExtraLocked(message);
            }
        }
    }

    private static void Unstage(ref Append item, Message message)
    {
        if (message.Recipient is { } recipient)
            recipient.Staged = recipient.Staged.Minus(message.Text.Length);
        item.Staged = null;
        item.Members = null;
    }

    /// <summary>Unless so many were sent meanwhile that its place belongs to another message.</summary>
    private void Forget(in Append item, Message message)
    {
        if (_session.Account.RecentSends.At(item.Slot).Number == message.Number)
            _session.Account.RecentSends.Forget(item.Slot);
    }

    /// <summary>Whether the first sending was handed to a terminal; it may also have come to nothing since this one was staged.</summary>
    private void Recall(ref Append item)
    {
        int slot = _session.Account.RecentSends.Find(item.Id);
        item.Delivered = slot >= 0 && _session.Account.RecentSends.At(slot).Delivered;
        if (slot < 0 && item.Target is Account { Deleted: true })
            item.Result = ErrorCode.NoSuchAccount;
    }
}
