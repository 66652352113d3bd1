using System.Diagnostics;
using System.Text;
using Messenger.Server.Security;

namespace Messenger.Server.Engine;

/// <summary>
/// One account: its name, its queue of undelivered messages and its sessions. <see cref="Gate"/> guards what is marked; it is held for
/// a few lines, never across an await, and no two accounts' gates are ever held together.
/// </summary>
internal sealed class Account(long id, string name, PasswordRecord password) : Target(id)
{
    /// <summary>Sessions an account may have; opening one more ends the one that was idle longest (product rule §3).</summary>
    public const int MaxSessions = 32;

    /// <summary>Confirmations on their way to the disk. Guarded by <see cref="Gate"/>.</summary>
    private readonly HashSet<ulong> _confirming = [];

    private SenderShares? _shares;
    private bool _deleted;
    private int _attached;
    private int _receiptsWanted;
    private int _sessionCount;

    public override string Name { get; } = name;

    public override byte[] NameUtf8 { get; } = Encoding.UTF8.GetBytes(name);

    public override long Key => Id;

    /// <summary>Guards <see cref="Mailbox"/>, <see cref="Sessions"/>, <see cref="LastNumber"/> and every session's state.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Changed only by the engine's turn; read anywhere.</summary>
    public PasswordRecord Password { get; set; } = password;

    /// <summary>What the batch under way makes of <see cref="Password"/>; null when it leaves it. Only for the engine's turn.</summary>
    public PasswordRecord? StagedPassword { get; set; }

    /// <summary>What none of the account's terminals has confirmed yet. Guarded by <see cref="Gate"/>; added to only in the engine's turn.</summary>
    public NumberedQueue<Message> Mailbox { get; } = new();

    /// <summary>What of <see cref="Mailbox"/> the caps count: direct messages and their bytes. Guarded by <see cref="Gate"/>.</summary>
    public StagedCount Capped { get; private set; }

    /// <summary>Guarded by <see cref="Gate"/>; changed in the engine's turn.</summary>
    public List<Session> Sessions { get; } = [];

    /// <summary>The number of the message that was queued last. Guarded by <see cref="Gate"/>.</summary>
    public ulong LastNumber { get; set; }

    /// <summary>Messages staged for this account and not yet applied. Only for the engine's turn.</summary>
    public StagedCount Staged { get; set; }

    /// <summary>Which of its messages are confirmed, for the journal. Only for the engine's turn; once it is deleted, for all, as it changes no more.</summary>
    public ConfirmedRuns Confirmed { get; } = new();

    /// <summary>With whom it has written, by their number. Changed in the engine's turn under <see cref="Gate"/>; others read it under the gate.</summary>
    public Dictionary<long, Conversation> Conversations { get; } = [];

    /// <summary>The groups it is in. Changed in the engine's turn under <see cref="Gate"/>; others read it under the gate.</summary>
    public HashSet<Group> Groups { get; } = [];

    /// <summary>Up to which message it has read, by conversation. Guarded by <see cref="Gate"/>.</summary>
    public Dictionary<long, ulong> ReadMarks { get; } = [];

    /// <summary>Whose messages it does not take, by their number. Changed in the engine's turn under <see cref="Gate"/>; others read it under the gate.</summary>
    public Dictionary<long, Account> Blocked { get; } = [];

    /// <summary>Others are told what it has read. Changed in the engine's turn; read anywhere.</summary>
    public bool ShowsReads { get; set; } = true;

    /// <summary>When its last terminal was cut off, milliseconds since 1970-01-01 UTC; 0 when that is not known. Guarded by <see cref="Gate"/>.</summary>
    public long LastSeen { get; set; }

    /// <summary>Whether others were last told that it is online. Only for the engine's turn.</summary>
    public bool AnnouncedOnline { get; set; }

    /// <summary>The <see cref="LastSeen"/> that others were last told. Only for the engine's turn.</summary>
    public long AnnouncedLastSeen { get; set; }

    /// <summary>Groups that it made and that have not ended, whoever owns them now. Only for the engine's turn.</summary>
    public int GroupsMade { get; set; }

    /// <summary>What this account sent lately. Only for the engine's turn.</summary>
    public RecentSends RecentSends { get; } = new();

    /// <summary>The allowance of sends. Any thread.</summary>
    public TokenBucket SendAllowance { get; } = new();

    /// <summary>Once true it stays true; written under <see cref="Gate"/>, and checked again there by whoever queues.</summary>
    public override bool Deleted => Volatile.Read(ref _deleted);

    /// <summary>It is gone, or the batch under way deletes it. Only for the engine's turn.</summary>
    public bool Leaving => Deleted || StagedPassword == PasswordRecord.None;

    /// <summary>At least one terminal is connected.</summary>
    public bool Online => Volatile.Read(ref _attached) > 0;

    /// <summary>
    /// Whether a password that was checked against this record still opens the account, commands of the same batch taken into account. Only
    /// for the engine's turn.
    /// </summary>
    public bool OpensWith(PasswordRecord checkedPassword) => !Deleted && ReferenceEquals(StagedPassword ?? Password, checkedPassword);

    /// <summary>One of its terminals wants to hear what becomes of what it sends.</summary>
    public bool WantsReceipts => Volatile.Read(ref _receiptsWanted) > 0;

    /// <summary>It has more than one login, so that what one terminal sends may concern another.</summary>
    public bool HasOtherSessions => Volatile.Read(ref _sessionCount) > 1;

    public void CountAttachedLocked(int change, TerminalFeatures features)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        Volatile.Write(ref _attached, _attached + change);
        if (features.HasFlag(TerminalFeatures.Receipts))
            Volatile.Write(ref _receiptsWanted, _receiptsWanted + change);
    }

    public void AddSessionLocked(Session session)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        Sessions.Add(session);
        Volatile.Write(ref _sessionCount, Sessions.Count);
    }

    public void RemoveSessionsLocked(Predicate<Session> which)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        Sessions.RemoveAll(which);
        Volatile.Write(ref _sessionCount, Sessions.Count);
    }

    /// <summary>It is no more: nothing waits for it, and nobody can log in to it. What it has confirmed and read stays, for those whose messages these were.</summary>
    public void DeleteLocked()
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        Volatile.Write(ref _deleted, true);
        Mailbox.Clear();
        Capped = default;
        _shares = null;
    }

    /// <summary>Remembers a conversation with another.</summary>
    public void Know(Conversation conversation, Account other)
    {
        lock (Gate)
            Conversations[other.Id] = conversation;
    }

    public void Unknow(Account other)
    {
        lock (Gate)
            Conversations.Remove(other.Id);
    }

    /// <summary>Hands something to every terminal that takes it. Soft: a terminal that is cut off does not get it later.</summary>
    public void Notify(Notice notice, TerminalFeatures wanted = TerminalFeatures.None, Session? butNot = null)
    {
        lock (Gate)
        {
            foreach (Session session in Sessions)
            {
                if (session != butNot)
                    session.NotifyLocked(notice, wanted);
            }
        }
    }

    /// <summary>Whom this account has written to may fill its mailbox. Only for the engine's turn.</summary>
    private bool HasWrittenTo(Account other) =>
        Conversations.TryGetValue(other.Id, out Conversation? conversation) && conversation.HasWritten(this);

    /// <summary>
    /// Whether the mailbox has room for one more text: in all, and for a stranger in the half that one stranger may fill. Only for the
    /// engine's turn; what is staged for this account counts, and where a stranger is concerned as if it were all his.
    /// </summary>
    /// <param name="sender">Whose.</param>
    /// <param name="bytes">How long it is, or how much longer one gets that waits.</param>
    /// <param name="limits">The caps.</param>
    /// <param name="messages">0 for one that waits.</param>
    public bool HasRoomFor(Account sender, int bytes, EngineLimits limits, int messages = 1)
    {
        StagedCount with = new(Capped.Messages + Staged.Messages + messages, Capped.Bytes + Staged.Bytes + bytes);
        if (with.Messages > limits.MailboxMessages || with.Bytes > limits.MailboxBytes)
            return false;
        int halfMessages = limits.MailboxMessages - (limits.MailboxMessages / 2);
        long halfBytes = limits.MailboxBytes - (limits.MailboxBytes / 2);
        if ((with.Messages <= halfMessages && with.Bytes <= halfBytes) || HasWrittenTo(sender))
            return true;
        StagedCount share = (_shares ??= new SenderShares(Mailbox)).Of(sender);
        return share.Messages + Staged.Messages + messages <= halfMessages && share.Bytes + Staged.Bytes + bytes <= halfBytes;
    }

    /// <summary>Queues a committed message and offers it to every terminal.</summary>
    /// <returns>Whether a connected terminal took it up.</returns>
    public bool QueueLocked(Message message)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        Mailbox.Add(message);
        LastNumber = message.Number;
        // What waits from groups is there by reference, and outside the caps.
        if (message.Conversation.Group is null)
        {
            Capped = Capped.Plus(message.Text.Length);
            _shares?.Add(message.Sender, message.Text.Length);
        }
        bool handedOver = false;
        foreach (Session session in Sessions)
            handedOver |= session.OfferLocked(message);
        return handedOver;
    }

    /// <summary>Notes for the journal that a message is confirmed; it stays in the queue until that is committed.</summary>
    /// <returns>False when it does not wait, or its confirmation is under way.</returns>
    public bool StageConfirmLocked(ulong number)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        if (!Mailbox.Contains(number) || !_confirming.Add(number))
            return false;
        (ulong? before, ulong? after) = Mailbox.Neighbours(number, Confirmed);
        Confirmed.Add(number, before, after);
        return true;
    }

    /// <summary>Takes a message out of the queue: its confirmation is committed, or it was taken back.</summary>
    /// <returns>Null when it was not there any more.</returns>
    public Message? UnqueueLocked(ulong number)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        _confirming.Remove(number);
        if (Mailbox.Remove(number) is not { } message)
            return null;
        if (message.Conversation.Group is null)
        {
            Capped = Capped.Minus(message.Text.Length);
            _shares?.Remove(message.Sender, message.Text.Length);
        }
        if (Mailbox.Count == 0)
            _shares = null;
        return message;
    }

    /// <summary>A waiting message has another text from now on; the caller sets it.</summary>
    public void ResizeLocked(Message message, int bytes)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        if (message.Conversation.Group is not null)
            return;
        Capped = Capped.Minus(message.Text.Length).Plus(bytes);
        _shares?.Remove(message.Sender, message.Text.Length);
        _shares?.Add(message.Sender, bytes);
    }

    /// <summary>Takes back what was noted, because it could not be committed.</summary>
    public void UndoConfirmLocked(IEnumerable<ulong> numbers)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        _confirming.ExceptWith(numbers);
        List<ulong> waiting = [];
        foreach (Message message in Mailbox)
            waiting.Add(message.Number);
        Confirmed.Rebuild(waiting, LastNumber);
    }

    /// <summary>How many messages wait, and from whom.</summary>
    public MailboxSummary Summarize()
    {
        // Counting thousands takes a while: not under the lock that senders need.
        Message[] waiting;
        lock (Gate)
            waiting = Mailbox.ToArray();
        return MailboxSummary.Of(waiting);
    }
}

/// <summary>Messages and bytes on their way to the disk, which the caps of a mailbox count already.</summary>
internal readonly record struct StagedCount(int Messages, long Bytes)
{
    public StagedCount Plus(int bytes) => new(Messages + 1, Bytes + bytes);

    public StagedCount Minus(int bytes) => new(Messages - 1, Bytes - bytes);

    /// <summary>As many messages, with so many bytes more.</summary>
    public StagedCount Longer(int bytes) => this with { Bytes = Bytes + bytes };
}
