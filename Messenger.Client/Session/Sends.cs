using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// Sends what is in the outbox of the account that is logged in, when it may leave: kept (on disk, where that is asked for), a connection
/// ready, its turn come. Methods ending in Locked need the session's lock.
/// </summary>
/// <param name="gate">The session's lock.</param>
/// <param name="options">Its options.</param>
/// <param name="readyLinkLocked">The connection that is logged in, or null.</param>
/// <param name="postLocked">Tells an event.</param>
internal sealed class Sends(Lock gate, SessionOptions options, Func<Link?> readyLinkLocked, Action<SessionEvent> postLocked)
{
    /// <summary>When the server names no time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly OutboxLanes _lanes = new();
    private OutboxWriter? _writer;

    public Outbox Outbox { get; } = new();

    public bool IsOnDisk => _writer is not null;

    /// <summary>Done when the file of the login before is closed and may be opened again.</summary>
    public Task Closed { get; private set; } = Task.CompletedTask;

    /// <summary>Opens the outbox file of an account, if one is asked for. Reads a disk: not under the lock.</summary>
    /// <returns>The file, or why there is none, in words; neither when none is asked for.</returns>
    public (OutboxFile? File, string? Notice) Open(Guid store, string account)
    {
        if (options.OutboxDirectory is not { } directory)
            return (null, null);
        try
        {
            OutboxFile file = OutboxFile.Open(directory, HostPort.Format(options.Host, options.Port), store, account, options.OpenOutboxFile);
            return (file, file.Damage);
        }
        catch (OutboxException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>A login begins.</summary>
    /// <param name="file">What <see cref="Open"/> gave.</param>
    /// <param name="isNewAccount">The account was made just now: what an earlier one of its name wrote is not sent as its.</param>
    public void BeginLocked(OutboxFile? file, bool isNewAccount)
    {
        if (file is null)
            return;
        _writer = new OutboxWriter(file, Written);
        foreach (OutboxEntry entry in file.Earlier)
        {
            entry.Keep();
            Outbox.Add(entry);
            _lanes.Add(entry);
        }
        if (isNewAccount)
            GiveUpLocked("the account that wrote it is gone; this new one of its name is another");
    }

    /// <summary>A login is over. What is on disk stays there for the next one, unless the account is gone.</summary>
    /// <returns>The ids of what had no answer.</returns>
    public IReadOnlyList<Guid> EndLocked(string message, bool isDeleted)
    {
        IReadOnlyList<Guid> ids = Outbox.Ids;
        if (isDeleted || _writer is null)
        {
            GiveUpLocked(message);
        }
        else
        {
            foreach (OutboxEntry entry in Outbox.Clear())
            {
                // What is just being written ends in Written.
                if (entry.Kept.IsCompletedSuccessfully)
                    entry.Fail(RefusedException.Waits());
            }
        }
        _lanes.Clear();
        if (_writer is { } writer)
            Closed = writer.CloseAsync();
        _writer = null;
        return ids;
    }

    /// <summary>Nobody is there any more who would want to know.</summary>
    public void CancelAllLocked()
    {
        foreach (OutboxEntry entry in Outbox.InOrder)
            entry.Cancel();
    }

    public void EnqueueLocked(OutboxEntry entry)
    {
        Outbox.Add(entry);
        _lanes.Add(entry);
        if (_writer is not null)
        {
            _writer.Add(entry);
            return;
        }
        entry.Keep();
        TrySendLocked(entry);
    }

    /// <summary>Sends what may leave. Called when a connection has become ready.</summary>
    public void PumpLocked()
    {
        foreach (OutboxEntry entry in Outbox.InOrder)
            TrySendLocked(entry);
    }

    public bool RetryLocked(Guid id)
    {
        if (Outbox.InOrder.FirstOrDefault(entry => entry.Id == id && entry.Pauses) is not { } entry)
            return false;
        entry.Pauses = false;
        TrySendLocked(entry);
        return true;
    }

    public bool DropLocked(Guid id)
    {
        if (Outbox.InOrder.FirstOrDefault(entry => entry.Id == id) is not { } entry)
            return false;
        RemoveLocked(entry);
        entry.Cancel();
        return true;
    }

    private void TrySendLocked(OutboxEntry entry)
    {
        if (readyLinkLocked() is not { } link || entry.SentOn == link || entry.Pauses
            || !entry.Kept.IsCompletedSuccessfully || !OutboxLanes.IsItsTurn(entry))
            return;
        entry.SentOn = link;
        link.TryRequest(new SendRequest(entry.Id, entry.To, entry.Text), new PendingSend(this, entry));
    }

    private void RemoveLocked(OutboxEntry entry)
    {
        if (!Outbox.Remove(entry))
            return;
        _writer?.Done(entry);
        foreach (OutboxEntry next in _lanes.Remove(entry))
            TrySendLocked(next);
    }

    private void GiveUpLocked(string message)
    {
        foreach (OutboxEntry entry in Outbox.Clear())
        {
            _writer?.Done(entry);
            entry.Fail(new RefusedException(ErrorCode.NotLoggedIn, message));
            if (entry.IsEarlier)
                postLocked(new EarlierRefused(entry.ToMessage(), ErrorCode.AccountDeleted, message));
        }
        _lanes.Clear();
    }

    /// <summary>The writer has written entries, or could not.</summary>
    private void Written(IReadOnlyList<OutboxEntry> entries, IOException? failure)
    {
        lock (gate)
        {
            foreach (OutboxEntry entry in entries)
            {
                if (failure is not null)
                {
                    RemoveLocked(entry);
                    entry.Fail(RefusedException.NotKept(failure.Message));
                    continue;
                }
                // The login may have ended meanwhile; then it waits for the next.
                if (!Outbox.Contains(entry))
                    entry.Fail(RefusedException.Waits());
                entry.Keep();
                TrySendLocked(entry);
            }
        }
    }

    private void Sent(OutboxEntry entry, SendAnswer answer)
    {
        SendResult result = new(entry.Id, answer.Delivered, answer.Duplicate, DateTimeOffset.FromUnixTimeMilliseconds((long)answer.At), answer.Number);
        lock (gate)
        {
            if (entry.IsEarlier && Outbox.Contains(entry))
                postLocked(new EarlierSent(entry.ToMessage(), result));
            RemoveLocked(entry);
        }
        entry.Succeed(result);
    }

    private void Refused(OutboxEntry entry, Refusal refusal)
    {
        // A server on its way out closes the connection next; what it would not take waits for its successor.
        if (refusal.Code is ErrorCode.ShuttingDown)
            return;
        lock (gate)
        {
            // A login that is over on the server is about to be over here.
            if (!Outbox.Contains(entry) || (IsOnDisk && refusal.Code is ErrorCode.NotLoggedIn))
                return;
            if (entry.IsEarlier && IsForNow(refusal.Code))
            {
                _ = PauseAsync(entry, refusal);
                return;
            }
            RemoveLocked(entry);
            if (entry.IsEarlier)
                postLocked(new EarlierRefused(entry.ToMessage(), refusal.Code, refusal.Message));
        }
        entry.Fail(RefusedException.Of(refusal));
    }

    /// <summary>Nobody awaits an earlier send who could try again, so the session does (PROTOCOL.md §7.1: again later).</summary>
    private static bool IsForNow(ErrorCode code) => code is ErrorCode.RateLimited or ErrorCode.MailboxFull or ErrorCode.Throttled
        or ErrorCode.StoreFailed or ErrorCode.Internal;

    private async Task PauseAsync(OutboxEntry entry, Refusal refusal)
    {
        entry.LastRefusal = refusal.Code;
        entry.SentOn = null;
        entry.Pauses = true;
        TimeSpan wait = refusal.RetryAfter > TimeSpan.Zero ? refusal.RetryAfter : Pause;
        // Spread, so that many clients do not come back in the same moment.
        wait *= 1 + (Random.Shared.NextDouble() / 4);
        await Task.Delay(wait < LongestPause ? wait : LongestPause, options.Time).ConfigureAwait(false);
        lock (gate)
        {
            entry.Pauses = false;
            if (Outbox.Contains(entry))
                TrySendLocked(entry);
        }
    }

    private sealed class PendingSend(Sends sends, OutboxEntry entry) : Pending(Opcode.Send)
    {
        public override void Succeed(ReadOnlySpan<byte> body) => sends.Sent(entry, FieldReader.ReadWhole<SendAnswer>(body));

        public override void Refuse(Refusal refusal) => sends.Refused(entry, refusal);

        public override void Lose()
        {
            // It stays in the outbox and is sent again.
        }
    }
}
