using Messenger.Wire;

namespace Messenger.Client.Session;

/// <summary>A message that the server has not answered for yet.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="To">Whom it is for, as it was given.</param>
/// <param name="Text">Its text.</param>
/// <param name="At">When it was taken up, by this machine's clock.</param>
/// <param name="LastRefusal">Why the server would not take it yet; <see cref="ErrorCode.None"/> when it was not refused.</param>
public sealed record UnsentMessage(Guid Id, string To, string Text, DateTimeOffset At, ErrorCode LastRefusal);

/// <summary>
/// The outbox of the account that is logged in: what waits for the server's answer. Empty when nobody is. Any thread may call it.
/// </summary>
public sealed class UnsentMessages
{
    private readonly Lock _gate;
    private readonly Sends _sends;

    internal UnsentMessages(Lock gate, Sends sends)
    {
        _gate = gate;
        _sends = sends;
    }

    /// <summary>The messages outlast this process. False without <see cref="SessionOptions.OutboxDirectory"/>, and after <see cref="OutboxNotice"/> said so.</summary>
    public bool IsOnDisk
    {
        get
        {
            lock (_gate)
                return _sends.IsOnDisk;
        }
    }

    /// <summary>All of them, oldest first; with an outbox on disk only what is safely there.</summary>
    public IReadOnlyList<UnsentMessage> List()
    {
        OutboxEntry[] entries;
        lock (_gate)
            entries = [.. _sends.Outbox.InOrder.Where(entry => entry.Kept.IsCompletedSuccessfully)];
        // Decoding megabytes takes a while: not under the lock.
        return [.. entries.Select(entry => entry.ToMessage())];
    }

    /// <summary>Tries again now what the server would not take yet, instead of when the time it named is over.</summary>
    /// <returns>Whether there is such a message; what waits for a connection or for its turn goes on waiting.</returns>
    public bool Retry(Guid id)
    {
        lock (_gate)
            return _sends.RetryLocked(id);
    }

    /// <summary>
    /// Gives a message up; whoever awaits its answer is cancelled. One that is on its way to the server may be stored there all the same.
    /// </summary>
    /// <returns>Whether there was such a message.</returns>
    public bool Drop(Guid id)
    {
        lock (_gate)
            return _sends.DropLocked(id);
    }
}
