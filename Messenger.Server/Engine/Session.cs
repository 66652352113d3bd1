using System.Diagnostics;
using Messenger.Wire;

namespace Messenger.Server.Engine;

/// <summary>
/// One login of an account on one terminal, from login to logout, over any number of connections. Keeps what the terminal has still to be
/// shown: what is <em>held</em> (numbers up to <see cref="HeldUpTo"/>, shown only when read) and what is live. Everything is
/// guarded by the account's gate; methods that need it held end in <c>Locked</c>.
/// </summary>
internal sealed class Session
{
    private readonly TimeProvider _clock;
    private readonly Deliveries _deliveries;
    private readonly HeldReads _reads;
    private ITerminal? _terminal;
    private TerminalFeatures _features;
    private int _window;
    private bool _started;
    private bool _heldChanged;
    private long _detachedAt;

    public Session(Account account, TokenHash token, MessageWays ways, TimeProvider clock)
    {
        Account = account;
        Token = token;
        Id = token.A;
        _clock = clock;
        _deliveries = new Deliveries(account, ways);
        _reads = new HeldReads(account.Mailbox);
        Use = new SessionUse(clock);
    }

    public Account Account { get; }

    public TokenHash Token { get; }

    /// <summary>What the account's terminals call it; says nothing about the token.</summary>
    public ulong Id { get; }

    /// <summary>Where its terminal connected from last, for people. Guarded by the account's gate.</summary>
    public string Address { get; private set; } = "";

    public SessionUse Use { get; }

    /// <summary>The login is over: logged out, ended, or its account deleted.</summary>
    public bool Ended { get; private set; }

    /// <summary>The session's live messages are kept, so that a resume goes on where the terminal was cut off (product rule §6).</summary>
    private bool Warm { get; set; }

    /// <summary>What had a number up to this when the terminal logged in is held.</summary>
    public ulong HeldUpTo { get; private set; }

    /// <summary>Whether a terminal is connected.</summary>
    public bool AttachedLocked => _terminal is not null;

    /// <summary>Whether it is this terminal that is connected.</summary>
    public bool IsAttachedLocked(ITerminal terminal) => ReferenceEquals(_terminal, terminal);

    /// <summary>Everything with a number up to this is held from now on.</summary>
    public void HoldUpTo(ulong number) => HeldUpTo = number;

    /// <summary>Connects a terminal that starts afresh: everything undelivered is held from now on. Pushes begin with <see cref="Start"/>.</summary>
    public void AttachFreshLocked(ITerminal terminal, int window)
    {
        CoolLocked();
        HoldUpTo(Account.LastNumber);
        Warm = true;
        TakeTerminalLocked(terminal, window);
    }

    /// <summary>
    /// Connects a terminal that comes back. What was pushed and not confirmed will be pushed again, then what arrived meanwhile.
    /// The connection that the session had before is closed.
    /// </summary>
    /// <param name="terminal">Where to push.</param><param name="window">Most unconfirmed pushes it takes.</param>
    /// <param name="receivedUpTo">It has received what has a number up to this, and is not pushed that again; 0 when it does not say.</param>
    /// <returns>False when it was away too long or too much waits; then it starts afresh.</returns>
    public bool AttachResumedLocked(ITerminal terminal, int window, ulong receivedUpTo = 0)
    {
        bool inTime = AttachedLocked || _clock.GetElapsedTime(_detachedAt) <= TimeSpan.FromSeconds(Limits.ResumeSeconds);
        _terminal?.Close(ErrorCode.ResumedElsewhere);
        DetachLocked();
        if (!Warm || !inTime || _deliveries.Count > Limits.ResumeMessages)
        {
            AttachFreshLocked(terminal, window);
            return false;
        }
        PushAgainLocked(terminal.Features);
        _deliveries.NoteReceived(receivedUpTo);
        TakeTerminalLocked(terminal, window);
        return true;
    }

    /// <summary>
    /// Takes over a login that the store kept. One that was connected when the server ended, or shortly before, may be resumed as if only
    /// its connection had been lost.
    /// </summary>
    public void RestoreLocked(ulong heldUpTo, DateTimeOffset lastUsed, bool wasAttached, string address)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        HeldUpTo = heldUpTo;
        Address = address;
        // What the terminal took and what it was handed is not kept: it may have asked for copies, and may have shown all there is.
        _features = TerminalFeatures.Copies;
        _deliveries.PushedUpTo = Account.LastNumber;
        TimeSpan away = Use.Restore(lastUsed, wasAttached);
        _detachedAt = _clock.GetTimestamp() - (long)(away.TotalSeconds * _clock.TimestampFrequency);
        Warm = away <= TimeSpan.FromSeconds(Limits.ResumeSeconds);
    }

    /// <summary>Begins to push. Called once the terminal has been told that it is logged in, so that it learns that first.</summary>
    /// <param name="terminal">Who has been told. Nothing happens when another terminal has taken over meanwhile.</param>
    public void Start(ITerminal terminal)
    {
        lock (Account.Gate)
        {
            if (!IsAttachedLocked(terminal))
                return;
            _started = true;
            PumpLocked();
        }
    }

    /// <summary>The terminal is gone; the login stays. Nothing happens when another terminal has taken over already.</summary>
    public void Detach(ITerminal terminal)
    {
        lock (Account.Gate)
        {
            if (IsAttachedLocked(terminal))
                DetachLocked();
        }
    }

    /// <summary>Ends the login and closes its terminal with a reason; <see cref="ErrorCode.None"/> leaves the connection open.</summary>
    public void EndLocked(ErrorCode reason)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        Ended = true;
        if (reason is not ErrorCode.None)
            _terminal?.Close(reason);
        else
            EndReadsLocked();
        DetachLocked();
        CoolLocked();
    }

    /// <summary>Forgets what waits for a terminal that has been away too long. Its token still logs in.</summary>
    /// <returns>Whether there is nothing left to watch: it cooled down, or a terminal is connected again.</returns>
    public bool CoolDown()
    {
        lock (Account.Gate)
        {
            if (AttachedLocked || !Warm)
                return true;
            if (_clock.GetElapsedTime(_detachedAt) <= TimeSpan.FromSeconds(Limits.ResumeSeconds))
                return false;
            CoolLocked();
            return true;
        }
    }

    /// <summary>Takes up a message that was just queued, and pushes it if window and outbox allow.</summary>
    /// <returns>Whether a connected terminal took it up.</returns>
    public bool OfferLocked(Message message)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        return Warm && TakeUpLocked(message);
    }

    /// <summary>Takes up what only some terminals take: a copy of what another terminal of the account sent, or the change of a message.</summary>
    public void OfferExtraLocked(Delivery delivery)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        if (!Warm || !_features.HasFlag(TerminalFeatures.Copies))
            return;
        TakeUpLocked(delivery);
        BurdenLocked(delivery.Number);
    }

    /// <summary>
    /// Whether a message is still to be handed to this terminal for the first time: then it will be handed over as it is, or not at all, and
    /// its changes until then are none of the terminal's business.
    /// </summary>
    public bool IsStillToGetLocked(ulong number)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        return number <= HeldUpTo
            ? Account.Mailbox.Contains(number) && FindLocked(number) is null
            : _deliveries.WaitsForTheFirstTime(number);
    }

    /// <summary>Whether this message waits for the terminal and has not been asked for.</summary>
    public bool HoldsLocked(Message message) => IsHeldLocked(message) && Account.Mailbox.Contains(message.Number);

    /// <summary>A message that this terminal has to be handed, or has been and may be handed again; null when it is none of these.</summary>
    public Message? FindLocked(ulong number)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        return _deliveries.Find(number);
    }

    /// <summary>Tells the terminal at once, or never.</summary>
    public void NotifyLocked(Notice notice, TerminalFeatures wanted)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        if (_started && _terminal is not null && _features.HasFlag(wanted))
            _terminal.Notify(notice);
    }

    /// <summary>Answers the reads that wait, with what they pushed: the terminal will confirm nothing any more.</summary>
    public void EndReads()
    {
        lock (Account.Gate)
            EndReadsLocked();
    }

    /// <summary>Pushes what window and outbox allow: live messages first, then reads.</summary>
    public void Pump()
    {
        lock (Account.Gate)
            PumpLocked();
    }

    /// <summary>A message of the account was confirmed. When this terminal did it, that frees its place in this terminal's window.</summary>
    /// <returns>Whether the count of what is held for this terminal changed without its doing.</returns>
    public bool ConfirmedLocked(ulong number, bool byThisTerminal)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        if (!byThisTerminal)
        {
            BurdenLocked(number);
            return AttachedLocked && number <= HeldUpTo && !_reads.IsAsked(number);
        }
        _deliveries.Confirmed(number);
        _reads.Confirmed(number);
        return false;
    }

    /// <summary>Asks for held messages, oldest first. They are pushed as the window allows; then the terminal is told that the read is done.</summary>
    /// <param name="readId">Names the read to the terminal.</param>
    /// <param name="from">Only from this sender, or with <c>#</c> this group, without regard to case; empty means anyone.</param>
    /// <param name="count">At most so many; 0 means all.</param>
    /// <returns>False when <see cref="HeldReads.Most"/> wait already; then nothing was asked for.</returns>
    public bool Read(uint readId, string from, uint count)
    {
        lock (Account.Gate)
        {
            if (!_reads.Ask(readId, from, count, HeldUpTo))
                return false;
            PumpLocked();
            return true;
        }
    }

    /// <summary>Hands out what waits, for a door that is asked and answers: the same again and again until it is confirmed, unless only new ones are wanted.</summary>
    /// <inheritdoc cref="HeldReads.Fetch"/>
    public (IReadOnlyList<Message> Messages, uint Left) Fetch(string from, bool once, Func<Message, bool> takes)
    {
        lock (Account.Gate)
        {
            // A terminal that is connected is pushed what is not held.
            return _reads.Fetch(from, once, AttachedLocked ? HeldUpTo : ulong.MaxValue, takes, _deliveries.NoteFetched);
        }
    }

    /// <summary>What waits for this terminal and is shown only when asked for.</summary>
    public MailboxSummary HeldLocked() => MailboxSummary.OfLocked(Account.Mailbox, IsHeldLocked);

    /// <summary>Sends the terminal a fresh count: at once, or when it knows that it is logged in and has room.</summary>
    public void TellHeldChangedLocked()
    {
        _heldChanged = true;
        PumpHeldChangedLocked();
    }

    private bool IsHeldLocked(Message message) => message.Number <= HeldUpTo && !_reads.IsAsked(message.Number);

    private bool CanPushLocked() => _started && _terminal is not null && _deliveries.UnderWay < _window;

    public void PumpLocked()
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        PumpHeldChangedLocked();
        while (_deliveries.Next is { } delivery)
        {
            // Taken back before it was pushed: there is nothing to show.
            if (delivery is not Message { Unsent: true } && !TryPushLocked(delivery))
                return;
            _deliveries.DropNext(delivery);
        }
        if (_started && !_reads.IsEmpty)
            _reads.Pump(TryPushReadLocked, (id, pushed) => _terminal?.ReadDone(id, pushed, HeldLocked().Total));
    }

    private bool TakeUpLocked(Delivery delivery)
    {
        if (!_deliveries.HasBacklog && TryPushLocked(delivery))
            return true;
        if (_deliveries.IsFull)
        {
            GiveUpLocked();
            return false;
        }
        _deliveries.Wait(delivery);
        return AttachedLocked;
    }

    /// <summary>Nobody but this terminal needs it any more: what is held so is bounded, or one that never confirms would hold texts without end.</summary>
    private void BurdenLocked(ulong number)
    {
        _deliveries.Burden(number);
        if (_deliveries.IsFull)
            GiveUpLocked();
    }

    /// <summary>Too much waits for the terminal. What no terminal has confirmed stays in the mailbox, and its next login finds it.</summary>
    private void GiveUpLocked()
    {
        _terminal?.Close(ErrorCode.SlowConsumer);
        DetachLocked();
        CoolLocked();
    }

    private bool TryPushLocked(Delivery delivery)
    {
        // What a resume pushes again may have been held when it was pushed first; then it is said to be queued again.
        if (!CanPushLocked() || !delivery.TryHandTo(_terminal!, Account, HeldUpTo))
            return false;
        _deliveries.NotePushed(delivery);
        return true;
    }

    private bool TryPushReadLocked(Message message)
    {
        if (!CanPushLocked() || !_terminal!.TryPush(message, queued: true, own: false))
            return false;
        _deliveries.NotePushedByRead(message);
        return true;
    }

    private void PumpHeldChangedLocked()
    {
        if (_heldChanged && _started && _terminal is not null)
            _heldChanged = !_terminal.HeldChanged(MailboxSummary.OfLocked(Account.Mailbox));
    }

    /// <summary>
    /// Puts everything that was pushed and not confirmed in front of what waits. Reads that were cut off are held again. The terminal that
    /// comes back may take less than the one before.
    /// </summary>
    private void PushAgainLocked(TerminalFeatures features)
    {
        _reads.Return();
        _deliveries.PushAgain(delivery =>
            features.HasFlag(TerminalFeatures.Copies) || (delivery is Message message && message.Sender != Account));
    }

    /// <summary>Answers reads that the end of the login cuts off: the connection stays, and each request has its answer.</summary>
    private void EndReadsLocked()
    {
        foreach ((uint id, uint pushed) in _reads.Return())
            _terminal?.ReadDone(id, pushed, HeldLocked().Total);
    }

    private void TakeTerminalLocked(ITerminal terminal, int window)
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        (_terminal, _features) = (terminal, terminal.Features);
        (Address, _window) = (terminal.Address, window);
        (_started, _heldChanged) = (false, false);
        Use.Touch();
        Use.Note();
        Account.CountAttachedLocked(+1, _features);
    }

    private void DetachLocked()
    {
        Debug.Assert(Account.Gate.IsHeldByCurrentThread);
        if (_terminal is null)
            return;
        _terminal = null;
        _started = false;
        _detachedAt = _clock.GetTimestamp();
        Use.Note();
        _reads.Return();
        Account.CountAttachedLocked(-1, _features);
        if (!Account.Online)
            Account.LastSeen = Use.Last.ToUnixTimeMilliseconds();
    }

    /// <summary>Forgets what the terminal was and is to be handed: nothing is left to resume.</summary>
    private void CoolLocked()
    {
        Warm = false;
        _deliveries.Clear();
        _reads.Clear();
    }
}
