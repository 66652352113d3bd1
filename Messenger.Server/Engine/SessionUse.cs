namespace Messenger.Server.Engine;

/// <summary>When a login was used: its token, and its terminal. Guarded by the gate of its account, but for what any thread may do.</summary>
internal sealed class SessionUse
{
    /// <summary>How exactly the store knows when a token without a terminal was last used; a token lasts for weeks.</summary>
    private static readonly TimeSpan Granularity = TimeSpan.FromHours(1);

    private readonly TimeProvider _clock;
    private DateTimeOffset _kept;
    private long _active;

    public SessionUse(TimeProvider clock)
    {
        _clock = clock;
        Note();
        _kept = Last;
    }

    /// <summary>When the token was last used; it expires some time after that.</summary>
    public DateTimeOffset Last { get; private set; }

    /// <summary>When the terminal last asked for something, as a timestamp of the clock. Any thread.</summary>
    public long Active => Volatile.Read(ref _active);

    /// <summary>The terminal asked for something. Any thread.</summary>
    public void Touch() => Volatile.Write(ref _active, _clock.GetTimestamp());

    /// <summary>A terminal came or went.</summary>
    public void Note() => Last = _clock.GetUtcNow();

    /// <summary>The token was shown with a request of its own, without a terminal.</summary>
    /// <returns>Whether that is to be stored: it is not each time.</returns>
    public bool Show()
    {
        Touch();
        Note();
        if (Last - _kept < Granularity)
            return false;
        _kept = Last;
        return true;
    }

    /// <summary>Takes over what the store kept. Connected until the server ended, it was in use until now.</summary>
    /// <returns>How long its terminal has been away.</returns>
    public TimeSpan Restore(DateTimeOffset last, bool wasAttached)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        Last = wasAttached ? now : last;
        return now > Last ? now - Last : TimeSpan.Zero;
    }
}
