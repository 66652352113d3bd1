using System.Diagnostics;
using System.Text;
using Messenger.Server.Security;

namespace Messenger.Server.Engine;

/// <summary>
/// One account: its name, its queue of undelivered messages and its sessions. <see cref="Gate"/> guards what is marked; it is held for
/// a few lines, never across an await, and no two accounts' gates are ever held together.
/// </summary>
internal sealed class Account(long id, string name, PasswordRecord password)
{
    /// <summary>Sessions an account may have; opening one more ends the one that was idle longest (product rule §3).</summary>
    public const int MaxSessions = 32;

    /// <summary>Confirmations on their way to the disk. Guarded by <see cref="Gate"/>.</summary>
    private readonly HashSet<ulong> _confirming = [];

    private SenderShares? _shares;
    private bool _deleted;
    private int _attached;

    /// <summary>Internal, never used again, so that a new account of an old name inherits nothing.</summary>
    public long Id { get; } = id;

    public string Name { get; } = name;

    public byte[] NameUtf8 { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>Guards <see cref="Mailbox"/>, <see cref="Sessions"/>, <see cref="LastNumber"/> and every session's state.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Changed only by the engine's turn; read anywhere.</summary>
    public PasswordRecord Password { get; set; } = password;

    /// <summary>What the batch under way makes of <see cref="Password"/>; null when it leaves it. Only for the engine's turn.</summary>
    public PasswordRecord? StagedPassword { get; set; }

    /// <summary>What none of the account's terminals has confirmed yet. Guarded by <see cref="Gate"/>; added to only in the engine's turn.</summary>
    public NumberedQueue Mailbox { get; } = new();

    /// <summary>Bytes of text in <see cref="Mailbox"/>. Guarded by <see cref="Gate"/>.</summary>
    public long MailboxBytes { get; set; }

    /// <summary>Guarded by <see cref="Gate"/>.</summary>
    public List<Session> Sessions { get; } = [];

    /// <summary>The number of the message that was queued last. Guarded by <see cref="Gate"/>.</summary>
    public ulong LastNumber { get; set; }

    /// <summary>Messages staged for this account and not yet applied. Only for the engine's turn.</summary>
    public StagedCount Staged { get; set; }

    /// <summary>Which of its messages are confirmed, for the journal. Only for the engine's turn.</summary>
    public ConfirmedRuns Confirmed { get; } = new();

    /// <summary>With whom it has written, by their <see cref="Id"/>. Only for the engine's turn.</summary>
    public Dictionary<long, Conversation> Conversations { get; } = [];

    /// <summary>What this account sent lately. Only for the engine's turn.</summary>
    public RecentSends RecentSends { get; } = new();

    /// <summary>The allowance of sends. Any thread.</summary>
    public TokenBucket SendAllowance { get; } = new();

    /// <summary>Once true it stays true; written under <see cref="Gate"/>, and checked again there by whoever queues.</summary>
    public bool Deleted
    {
        get => Volatile.Read(ref _deleted);
        set
        {
            Debug.Assert(Gate.IsHeldByCurrentThread);
            Volatile.Write(ref _deleted, value);
        }
    }

    /// <summary>At least one terminal is connected.</summary>
    public bool Online => Volatile.Read(ref _attached) > 0;

    /// <summary>
    /// Whether a password that was checked against this record still opens the account, commands of the same batch taken into account. Only
    /// for the engine's turn.
    /// </summary>
    public bool OpensWith(PasswordRecord checkedPassword) => !Deleted && ReferenceEquals(StagedPassword ?? Password, checkedPassword);

    public void CountAttachedLocked(int change)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        Volatile.Write(ref _attached, _attached + change);
    }

    /// <summary>Whom this account has written to may fill its mailbox. Only for the engine's turn.</summary>
    private bool HasWrittenTo(Account other) =>
        Conversations.TryGetValue(other.Id, out Conversation? conversation) && conversation.HasWritten(this);

    /// <summary>
    /// Whether the mailbox has room for one more text: in all, and for a stranger in the half that one stranger may fill. Only for the
    /// engine's turn; what is staged for this account counts, and where a stranger is concerned as if it were all his.
    /// </summary>
    public bool HasRoomFor(Account sender, int bytes, EngineLimits limits)
    {
        StagedCount with = new(Mailbox.Count + Staged.Messages + 1, MailboxBytes + Staged.Bytes + bytes);
        if (with.Messages > limits.MailboxMessages || with.Bytes > limits.MailboxBytes)
            return false;
        int halfMessages = limits.MailboxMessages - (limits.MailboxMessages / 2);
        long halfBytes = limits.MailboxBytes - (limits.MailboxBytes / 2);
        if ((with.Messages <= halfMessages && with.Bytes <= halfBytes) || HasWrittenTo(sender))
            return true;
        StagedCount share = (_shares ??= new SenderShares(Mailbox)).Of(sender);
        return share.Messages + Staged.Messages + 1 <= halfMessages && share.Bytes + Staged.Bytes + bytes <= halfBytes;
    }

    /// <summary>Queues a committed message and offers it to every terminal.</summary>
    /// <returns>Whether a connected terminal took it up.</returns>
    public bool QueueLocked(Message message)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        Mailbox.Add(message);
        MailboxBytes += message.Text.Length;
        LastNumber = message.Number;
        _shares?.Add(message);
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

    /// <summary>Takes a message out of the queue whose confirmation is committed.</summary>
    public void ConfirmLocked(ulong number)
    {
        Debug.Assert(Gate.IsHeldByCurrentThread);
        _confirming.Remove(number);
        if (Mailbox.Remove(number) is not { } message)
            return;
        MailboxBytes -= message.Text.Length;
        if (Mailbox.Count == 0)
            _shares = null;
        else
            _shares?.Remove(message);
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
}
