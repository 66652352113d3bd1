using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// Sends confirmations: what was shown gathers, and one CONFIRM at a time takes up to <see cref="Limits.ConfirmMax"/> of it. One that was
/// not answered is sent again on the next connection. Methods ending in Locked need the session's lock.
/// </summary>
/// <param name="gate">The session's lock.</param>
/// <param name="time">Its clock.</param>
/// <param name="readyLinkLocked">The connection that is logged in, or null.</param>
internal sealed class Confirmations(Lock gate, TimeProvider time, Func<Link?> readyLinkLocked)
{
    private static readonly TimeSpan LeastRetry = TimeSpan.FromSeconds(1);

    /// <summary>Of accounts that were logged in before, as far as they left something unconfirmed.</summary>
    private readonly Dictionary<string, ReceivedLedger> _others = new(StringComparer.OrdinalIgnoreCase);

    private ReceivedLedger _ledger = new();
    private string? _account;
    private readonly Queue<(long Through, TaskCompletionSource Done)> _waiters = [];
    private long _asked;
    private long _answered;
    private int _generation;
    private bool _underWay;

    /// <returns>Whether the message is new and to be shown.</returns>
    public bool ReceiveLocked(ulong number)
    {
        int before = _ledger.ToConfirm.Count;
        bool isNew = _ledger.Receive(number);
        AskedLocked(_ledger.ToConfirm.Count - before);
        return isNew;
    }

    public void MarkShownLocked(ulong number)
    {
        if (_ledger.MarkShown(number))
            AskedLocked(1);
    }

    /// <summary>Done when the server has answered for everything that was shown so far.</summary>
    public Task WhenAnsweredLocked()
    {
        if (_answered >= _asked)
            return Task.CompletedTask;
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Enqueue((_asked, done));
        return done.Task;
    }

    /// <summary>Goes on with what is known of this account.</summary>
    public void TakeAccountLocked(string account)
    {
        if (string.Equals(_account, account, StringComparison.OrdinalIgnoreCase))
            return;
        if (_account is not null && _ledger.HasUnconfirmed)
            _others[_account] = _ledger;
        BeginLocked(account, _others.Remove(account, out ReceivedLedger? known) ? known : new ReceivedLedger());
    }

    /// <summary>Forgets the account that is logged in, or was last: it was deleted.</summary>
    public void ForgetAccountLocked() => BeginLocked(null, new ReceivedLedger());

    /// <summary>Forgets everything: the numbers belong to another store.</summary>
    public void ClearLocked()
    {
        _others.Clear();
        BeginLocked(_account, new ReceivedLedger());
    }

    /// <summary>Sends what waits, if it can be sent now. Called when a connection has become ready.</summary>
    public void PumpLocked()
    {
        if (_underWay || _ledger.ToConfirm.Count == 0 || readyLinkLocked() is null)
            return;
        _underWay = true;
        // Not at once: what is shown in the same breath joins the same frame.
        ThreadPool.UnsafeQueueUserWorkItem(static confirmations => confirmations.Send(), this, preferLocal: false);
    }

    private void BeginLocked(string? account, ReceivedLedger ledger)
    {
        _account = account;
        _ledger = ledger;
        // Whoever waits for confirmations of before waits for nothing now.
        _generation++;
        _answered = _asked;
        CompleteWaitersLocked();
        AskedLocked(ledger.ToConfirm.Count);
    }

    private void AskedLocked(int count)
    {
        if (count == 0)
            return;
        _asked += count;
        PumpLocked();
    }

    private void Send()
    {
        lock (gate)
        {
            ulong[] numbers = _ledger.TakeToConfirm(Limits.ConfirmMax);
            if (numbers.Length > 0 && readyLinkLocked() is { } link)
            {
                byte[] bytes = new byte[numbers.Length * sizeof(ulong)];
                if (link.TryRequest(ConfirmRequest.Of(numbers, bytes), new PendingConfirm(this, new Batch(_ledger, numbers, _generation))))
                    return;
            }
            // No connection: the next one begins with these.
            _ledger.PutBack(numbers);
            _underWay = false;
        }
    }

    private void Answered(Batch batch)
    {
        lock (gate)
        {
            _underWay = false;
            batch.Ledger.Confirmed(batch.Numbers);
            if (batch.Generation == _generation)
            {
                _answered += batch.Numbers.Length;
                CompleteWaitersLocked();
            }
            PumpLocked();
        }
    }

    private void NotAnswered(Batch batch)
    {
        lock (gate)
        {
            _underWay = false;
            batch.Ledger.PutBack(batch.Numbers);
            PumpLocked();
        }
    }

    private async Task RefusedAsync(Batch batch, TimeSpan wait)
    {
        await Task.Delay(wait, time).ConfigureAwait(false);
        NotAnswered(batch);
    }

    private void CompleteWaitersLocked()
    {
        while (_waiters.TryPeek(out (long Through, TaskCompletionSource Done) waiter) && waiter.Through <= _answered)
            _waiters.Dequeue().Done.SetResult();
    }

    /// <summary>The numbers of one CONFIRM, and where they came from.</summary>
    private sealed record Batch(ReceivedLedger Ledger, ulong[] Numbers, int Generation);

    private sealed class PendingConfirm(Confirmations owner, Batch batch) : Pending(Opcode.Confirm)
    {
        public override void Succeed(ReadOnlySpan<byte> body)
        {
            FieldReader.ReadWhole<Empty>(body);
            owner.Answered(batch);
        }

        public override void Refuse(Refusal refusal) =>
            _ = owner.RefusedAsync(batch, refusal.RetryAfter > LeastRetry ? refusal.RetryAfter : LeastRetry);

        public override void Lose() => owner.NotAnswered(batch);
    }
}
