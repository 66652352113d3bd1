using System.Threading.Channels;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// What a session knows, behind one lock: the connection, who is logged in, the unanswered sends, what was received. Every change that has
/// an order (answers, pushes, reconnects) is made on the read loop of the one live connection, under this lock.
/// </summary>
internal sealed class SessionCore
{
    private readonly Channel<SessionEvent> _events = Channel.CreateUnbounded<SessionEvent>();
    private readonly Pushes _pushes;

    public SessionCore(SessionOptions options)
    {
        // The server stops at the window; twice that can only come of a reconnect in between. Earlier sends have an event each.
        _pushes = new Pushes(this, 2 * options.Window + 1024 + (options.OutboxDirectory is null ? 0 : Outbox.MostSends));
        Confirmations = new Confirmations(Gate, options.Time, () => IsReady ? Link : null);
        Sends = new Sends(Gate, options, () => IsReady ? Link : null, PostLocked);
    }

    public Lock Gate { get; } = new();

    public Confirmations Confirmations { get; }

    public Sends Sends { get; }

    public ChannelReader<SessionEvent> Events => _events.Reader;

    /// <summary>How many events have been posted.</summary>
    public long EventsPosted { get; private set; }

    /// <summary>The connection, from its hello answer to its end.</summary>
    public Link? Link { get; set; }

    /// <summary>The connection is logged in, and the sends of the one before have been sent again.</summary>
    public bool IsReady { get; private set; }

    public string? Account { get; private set; }

    public byte[]? Token { get; private set; }

    /// <summary>Of the store that the server met last has.</summary>
    public Guid ServerId { get; private set; }

    public void PostLocked(SessionEvent happened)
    {
        if (_events.Writer.TryWrite(happened))
            EventsPosted++;
    }

    public void CompleteEvents() => _events.Writer.TryComplete();

    /// <summary>Another store has other numbers: what was remembered of the last one means nothing now.</summary>
    public void MeetServerLocked(Guid serverId)
    {
        if (ServerId != serverId)
            Confirmations.ClearLocked();
        ServerId = serverId;
    }

    /// <summary>A login, registration or resume succeeded on this connection.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="opened">The server's answer.</param>
    /// <param name="happened">Posted before anything that follows from it; null for none.</param>
    /// <param name="isNewAccount">The account was made just now.</param>
    public void Opened(Link link, SessionOpened opened, SessionEvent? happened, bool isNewAccount = false)
    {
        bool isNewLogin;
        Guid store;
        lock (Gate)
            (isNewLogin, store) = (Token is null, ServerId);
        (OutboxFile? file, string? notice) = isNewLogin ? Sends.Open(store, opened.Name) : (null, null);
        lock (Gate)
        {
            Confirmations.TakeAccountLocked(opened.Name);
            Link = link;
            Account = opened.Name;
            Token = opened.Token;
            IsReady = true;
            if (happened is not null)
                PostLocked(happened);
            if (notice is not null)
                PostLocked(new OutboxNotice(notice));
            Sends.BeginLocked(file, isNewAccount);
            Sends.PumpLocked();
            Confirmations.PumpLocked();
        }
    }

    /// <summary>Nobody is logged in any more.</summary>
    /// <param name="message">What unanswered sends fail with.</param>
    /// <param name="isDeleted">The account is gone, and with it what was to be confirmed.</param>
    /// <returns>The ids of those sends.</returns>
    public IReadOnlyList<Guid> EndLoginLocked(string message, bool isDeleted = false)
    {
        IsReady = false;
        Account = null;
        Token = null;
        if (isDeleted)
            Confirmations.ForgetAccountLocked();
        return Sends.EndLocked(message, isDeleted);
    }

    /// <summary>The connection is gone; the login may come back with the next.</summary>
    public void LinkLostLocked()
    {
        Link = null;
        IsReady = false;
    }

    /// <summary>Takes a send into the outbox and, when logged in, sends it. Order of calls is order on the wire.</summary>
    /// <exception cref="RefusedException">Nobody is logged in.</exception>
    public void Enqueue(OutboxEntry entry)
    {
        lock (Gate)
        {
            if (Token is null)
                throw Link is null ? RefusedException.NotConnected() : RefusedException.NotLoggedIn();
            Sends.EnqueueLocked(entry);
        }
    }

    /// <summary>Takes a push from the server, on the read loop.</summary>
    public void OnPush(Frame push) => _pushes.Take(push);
}
