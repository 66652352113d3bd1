using Messenger.Wire;

namespace Messenger.Client.Session;

/// <summary>A send without an answer yet. What changes is guarded by the session's lock.</summary>
/// <param name="id">The message's id.</param>
/// <param name="to">Its target, as it goes on the wire.</param>
/// <param name="text">Its text, as it goes on the wire.</param>
/// <param name="at">When it was taken up, by this machine's clock. For showing only.</param>
/// <param name="isEarlier">It was made before this login: nobody awaits it, so its end is told as an event.</param>
internal sealed class OutboxEntry(Guid id, byte[] to, byte[] text, DateTimeOffset at, bool isEarlier = false)
{
    private readonly TaskCompletionSource _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SendResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Guid Id { get; } = id;

    public byte[] To { get; } = to;

    public byte[] Text { get; } = text;

    public DateTimeOffset At { get; } = at;

    public bool IsEarlier { get; } = isEarlier;

    /// <summary>Done once the entry is where the outbox keeps its entries: in memory, or on disk. Only then may it leave.</summary>
    public Task Kept => _kept.Task;

    public Task<SendResult> Result => _result.Task;

    /// <summary>Its place in the file; given when it is written.</summary>
    public ulong Sequence { get; set; }

    /// <summary>The entries it takes turns with; null when it need not.</summary>
    public LinkedList<OutboxEntry>? Lane { get; set; }

    /// <summary>The connection it was last sent on.</summary>
    public Link? SentOn { get; set; }

    /// <summary>It was refused for now, and the time that the server named is not over.</summary>
    public bool Pauses { get; set; }

    /// <summary>Why it pauses, or paused last.</summary>
    public ErrorCode LastRefusal { get; set; }

    /// <summary>What counts against the bound in bytes.</summary>
    public int Size => To.Length + Text.Length;

    public UnsentMessage ToMessage() =>
        new(Id, System.Text.Encoding.UTF8.GetString(To), System.Text.Encoding.UTF8.GetString(Text), At, LastRefusal);

    public void Keep() => _kept.TrySetResult();

    public void Cancel()
    {
        _kept.TrySetCanceled();
        _result.TrySetCanceled();
    }

    public void Succeed(SendResult result) => _result.TrySetResult(result);

    public void Fail(RefusedException refusal)
    {
        _kept.TrySetException(refusal);
        _result.TrySetException(refusal);
        // Whoever sent it may have given up waiting; then nobody else looks at these.
        _ = _kept.Task.Exception;
        _ = _result.Task.Exception;
    }
}
