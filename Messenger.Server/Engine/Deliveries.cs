using Messenger.Wire;

namespace Messenger.Server.Engine;

/// <summary>
/// What one terminal has still to be handed, and what it was handed and has not confirmed. References to messages that are shared; guarded by
/// the gate of the terminal's account.
/// </summary>
/// <param name="account">Whose terminal it is.</param>
/// <param name="ways">Told of each message that is handed to the terminal for the first time.</param>
internal sealed class Deliveries(Account account, MessageWays ways)
{
    /// <summary>What to push as soon as window, outbox and connection allow.</summary>
    private readonly NumberedQueue<Delivery> _backlog = new();

    /// <summary>Pushed from the backlog and not confirmed by this terminal.</summary>
    private readonly NumberedQueue<Delivery> _pushed = new();

    /// <summary>Pushed by a read and not confirmed by this terminal.</summary>
    private readonly Dictionary<ulong, Message> _pushedByRead = [];

    /// <summary>
    /// Of all these, the ones that wait for nobody but this terminal, with their bytes: copies, changes, and what another terminal has confirmed.
    /// Nothing else holds their texts, and no mailbox counts them.
    /// </summary>
    private readonly Dictionary<ulong, int> _ownBurden = [];

    private long _ownBytes;

    /// <summary>Bytes of text held for this terminal alone, beyond which it is too slow.</summary>
    public const long MostOwnBytes = 4L << 20;

    /// <summary>Everything with a number up to this was handed over at least once, or was not the terminal's.</summary>
    public ulong PushedUpTo { get; set; }

    /// <summary>Pushed and not confirmed: what takes up the terminal's window.</summary>
    public int UnderWay => _pushed.Count + _pushedByRead.Count;

    public int Count => _backlog.Count + UnderWay;

    public bool HasBacklog => _backlog.Count > 0;

    /// <summary>No more may wait for the terminal.</summary>
    public bool IsFull => _backlog.Count >= Limits.ResumeMessages || _ownBytes > MostOwnBytes;

    /// <summary>What comes next of the backlog; null when nothing waits.</summary>
    public Delivery? Next => _backlog.First;

    public void Wait(Delivery delivery) => _backlog.Add(delivery);

    public void DropNext(Delivery delivery) => _backlog.Remove(delivery.Number);

    public void NotePushed(Delivery delivery)
    {
        _pushed.Add(delivery);
        if (delivery.Number > PushedUpTo && delivery is Message message)
            ways.Pushed(message, account);
        PushedUpTo = Math.Max(PushedUpTo, delivery.Number);
    }

    public void NotePushedByRead(Message message)
    {
        _pushedByRead[message.Number] = message;
        // It is held, so that no live message has a smaller number. A resume may push it again.
        PushedUpTo = Math.Max(PushedUpTo, message.Number);
        ways.Pushed(message, account);
    }

    /// <summary>A door was asked for this message and hands it over in its answer. What waits to be pushed as well goes on waiting.</summary>
    public void NoteFetched(Message message)
    {
        bool handedBefore = message.Number <= PushedUpTo && Find(message.Number) is not null;
        if (Find(message.Number) is null)
            _pushedByRead[message.Number] = message;
        PushedUpTo = Math.Max(PushedUpTo, message.Number);
        if (!handedBefore)
            ways.Pushed(message, account);
    }

    /// <summary>
    /// Of what is to be pushed again, the terminal says that it has received everything up to this number: it waits for its confirmation and for
    /// nothing else. What was never handed to it is pushed, whatever it says.
    /// </summary>
    public void NoteReceived(ulong upTo)
    {
        while (_backlog.First is { } delivery && delivery.Number <= Math.Min(upTo, PushedUpTo))
        {
            _backlog.Remove(delivery.Number);
            _pushed.Add(delivery);
        }
    }

    public void Confirmed(ulong number)
    {
        _pushed.Remove(number);
        _pushedByRead.Remove(number);
        Unburden(number);
    }

    /// <summary>From now on this is held for the terminal alone, if it is held at all.</summary>
    public void Burden(ulong number)
    {
        if ((_backlog.Find(number) ?? _pushed.Find(number) ?? _pushedByRead.GetValueOrDefault(number)) is not { } delivery)
            return;
        if (_ownBurden.TryAdd(number, delivery.Bytes))
            _ownBytes += _ownBurden[number];
    }

    /// <summary>A message that waits for the terminal, or was handed to it and may be again; null when it is none of these.</summary>
    public Message? Find(ulong number) => (_backlog.Find(number) ?? _pushed.Find(number) ?? _pushedByRead.GetValueOrDefault(number)) as Message;

    /// <summary>Whether it waits and was never handed over.</summary>
    public bool WaitsForTheFirstTime(ulong number) => number > PushedUpTo && _backlog.Contains(number);

    /// <summary>Puts everything that was pushed and not confirmed in front of what waits.</summary>
    /// <param name="takes">What the terminal takes; it may be less than before.</param>
    public void PushAgain(Func<Delivery, bool> takes)
    {
        List<Delivery> all = [.. _pushedByRead.Values, .. _backlog.ToArray(), .. _pushed.ToArray()];
        foreach (Delivery unwanted in all.FindAll(delivery => !takes(delivery)))
            Unburden(unwanted.Number);
        all.RemoveAll(delivery => !takes(delivery));
        all.Sort((a, b) => a.Number.CompareTo(b.Number));
        ClearQueues();
        foreach (Delivery delivery in all)
            _backlog.Add(delivery);
    }

    public void Clear()
    {
        ClearQueues();
        _ownBurden.Clear();
        _ownBytes = 0;
    }

    private void Unburden(ulong number)
    {
        if (_ownBurden.Remove(number, out int bytes))
            _ownBytes -= bytes;
    }

    private void ClearQueues()
    {
        _backlog.Clear();
        _pushed.Clear();
        _pushedByRead.Clear();
    }
}
