using Messenger.Wire;

namespace Messenger.Server.Connections;

/// <summary>What the clock asks of a connection (PROTOCOL.md §9).</summary>
internal enum DeadlineVerdict
{
    Nothing,
    SendPing,
    Close,

    /// <summary>The peer takes no bytes: there is no point in saying why.</summary>
    Abort,
}

/// <summary>
/// The times of one connection, as timestamps of the monotonic clock; 0 means not under way. The read loop writes them, the server's
/// watch reads them about twice a second, so that no connection needs a timer of its own.
/// </summary>
internal sealed class Deadlines(TimeProvider clock)
{
    /// <summary>How long a closed connection may linger so that the peer reads the reason before it sees a reset.</summary>
    public const int LingerSeconds = 2;

    private readonly long _acceptedAt = clock.GetTimestamp();
    private long _heardAt = clock.GetTimestamp();
    private long _frameBeganAt;
    private long _finishedAt;
    private bool _reading;
    private bool _greeted;
    private long _pingSentAt;

    /// <summary>HELLO has come.</summary>
    public void Greeted() => Volatile.Write(ref _greeted, true);

    /// <summary>The read loop waits for the peer; only from now on is silence the peer's.</summary>
    public void Reading()
    {
        Volatile.Write(ref _heardAt, clock.GetTimestamp());
        Volatile.Write(ref _reading, true);
    }

    /// <summary>Bytes have come.</summary>
    public void Heard()
    {
        Volatile.Write(ref _reading, false);
        Volatile.Write(ref _pingSentAt, 0);
    }

    /// <summary>Notes whether a part of a frame is waiting for its rest.</summary>
    /// <param name="partial">There is a part.</param>
    /// <param name="another">It is not the part of the frame that waited before.</param>
    public void FramePending(bool partial, bool another)
    {
        if (!partial)
            Volatile.Write(ref _frameBeganAt, 0);
        else if (another || _frameBeganAt == 0)
            Volatile.Write(ref _frameBeganAt, clock.GetTimestamp());
    }

    /// <summary>Our side has said its last.</summary>
    public void Finished() => Volatile.Write(ref _finishedAt, clock.GetTimestamp());

    /// <param name="writeBegan">When the write under way began; 0 when none is.</param>
    public DeadlineVerdict Check(long writeBegan)
    {
        if (Passed(writeBegan, Limits.WriteSeconds) || Passed(Volatile.Read(ref _finishedAt), LingerSeconds))
            return DeadlineVerdict.Abort;
        if (!Volatile.Read(ref _greeted))
            return Passed(_acceptedAt, Limits.HelloSeconds) ? DeadlineVerdict.Close : DeadlineVerdict.Nothing;
        bool reading = Volatile.Read(ref _reading);
        if (reading && Passed(Volatile.Read(ref _frameBeganAt), Limits.FrameSeconds))
            return DeadlineVerdict.Close;
        // Silence counts from the PING that went unanswered, so that a process that was stopped for a while does not blame its peers.
        if (Volatile.Read(ref _pingSentAt) is var pinged and not 0)
            return reading && Passed(pinged, Limits.SilenceSeconds - Limits.PingAfterSeconds) ? DeadlineVerdict.Close : DeadlineVerdict.Nothing;
        if (!Passed(Volatile.Read(ref _heardAt), Limits.PingAfterSeconds))
            return DeadlineVerdict.Nothing;
        Volatile.Write(ref _pingSentAt, clock.GetTimestamp());
        return DeadlineVerdict.SendPing;
    }

    private bool Passed(long since, int seconds) => since != 0 && clock.GetElapsedTime(since) >= TimeSpan.FromSeconds(seconds);
}
