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

    private readonly ReceivedLedger _ledger = new();
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

    /// <summary>Forgets everything: the numbers belong to another store or account.</summary>
    public void ClearLocked()
    {
        _ledger.Clear();
        _generation++;
        _answered = _asked;
        CompleteWaitersLocked();
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
                if (link.TryRequest(ConfirmRequest.Of(numbers, bytes), new PendingConfirm(this, numbers, _generation)))
                    return;
            }
            // No connection: the next one begins with these.
            _ledger.PutBack(numbers);
            _underWay = false;
        }
    }

    private void Answered(ulong[] numbers, int generation)
    {
        lock (gate)
        {
            _underWay = false;
            if (generation == _generation)
            {
                _ledger.Confirmed(numbers);
                _answered += numbers.Length;
                CompleteWaitersLocked();
            }
            PumpLocked();
        }
    }

    private void NotAnswered(ulong[] numbers, int generation)
    {
        lock (gate)
        {
            _underWay = false;
            if (generation == _generation)
                _ledger.PutBack(numbers);
            PumpLocked();
        }
    }

    private async Task RefusedAsync(ulong[] numbers, int generation, TimeSpan wait)
    {
        await Task.Delay(wait, time).ConfigureAwait(false);
        NotAnswered(numbers, generation);
    }

    private void CompleteWaitersLocked()
    {
        while (_waiters.TryPeek(out (long Through, TaskCompletionSource Done) waiter) && waiter.Through <= _answered)
            _waiters.Dequeue().Done.SetResult();
    }

    private sealed class PendingConfirm(Confirmations owner, ulong[] numbers, int generation) : Pending(Opcode.Confirm)
    {
        public override void Succeed(ReadOnlySpan<byte> body)
        {
            FieldReader.ReadWhole<Empty>(body);
            owner.Answered(numbers, generation);
        }

        public override void Refuse(Refusal refusal) =>
            _ = owner.RefusedAsync(numbers, generation, refusal.RetryAfter > LeastRetry ? refusal.RetryAfter : LeastRetry);

        public override void Lose() => owner.NotAnswered(numbers, generation);
    }
}
