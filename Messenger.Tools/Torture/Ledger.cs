using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Messenger.Tools.Torture;

/// <summary>What was sent from one account to another, by its place in the order of sending.</summary>
internal readonly record struct Entry(string From, string To, long Sequence)
{
    /// <summary>The text that says which entry it is, of a length that varies, so that damage shows.</summary>
    public string Text() => string.Create(CultureInfo.InvariantCulture, $"{From} {To} {Sequence} {new string((char)('a' + (Sequence % 26)), (int)(Sequence * 37 % 400))}");

    /// <summary>The entry that a text claims to be; null when no entry has this text.</summary>
    public static Entry? Of(string text)
    {
        string[] parts = text.Split(' ');
        if (parts.Length != 4 || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out long sequence))
            return null;
        Entry entry = new(parts[0], parts[1], sequence);
        return entry.Text() == text ? entry : null;
    }
}

/// <summary>
/// The truth about a run: what was sent, acknowledged, shown and confirmed, and every way in which a server can be wrong about it. Safe on
/// any thread.
/// </summary>
internal sealed class Ledger
{
    private const int FaultsKept = 20;

    private readonly ConcurrentDictionary<Entry, TimeSpan> _sent = new();
    private readonly ConcurrentDictionary<Entry, TimeSpan> _acknowledged = new();
    private readonly ConcurrentDictionary<Entry, TimeSpan> _shown = new();
    private readonly ConcurrentDictionary<Entry, TimeSpan> _confirmed = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gapGate = new();
    private TimeSpan _lastAcknowledgement;
    private int _doubled;
    private int _outOfOrder;
    private int _invented;
    private int _refused;

    public int SentCount => _sent.Count;

    public int AcknowledgedCount => _acknowledged.Count;

    public int Doubled => _doubled;

    public int OutOfOrder => _outOfOrder;

    public int Invented => _invented;

    /// <summary>Sends that the server refused, which it may; they count neither way.</summary>
    public int Refused => _refused;

    /// <summary>The longest time without an acknowledgement to anybody.</summary>
    public TimeSpan LongestGap { get; private set; }

    public IEnumerable<string> Faults => _faults;

    public void Sent(Entry entry) => _sent[entry] = _clock.Elapsed;

    public void Acknowledged(Entry entry)
    {
        TimeSpan now = _clock.Elapsed;
        _acknowledged[entry] = now;
        lock (_gapGate)
        {
            if (now - _lastAcknowledgement is var gap && gap > LongestGap)
                LongestGap = gap;
            _lastAcknowledgement = now;
        }
    }

    public void WasRefused() => Interlocked.Increment(ref _refused);

    /// <summary>The server has answered the confirmation: from now on this must not be shown again to anybody.</summary>
    public void Confirmed(Entry entry) => _confirmed[entry] = _clock.Elapsed;

    /// <summary>A client process of the recipient showed a message.</summary>
    /// <returns>The entry; null when nobody sent such a text.</returns>
    public Entry? Shown(ClientView view, string from, string text, bool queued)
    {
        if (Entry.Of(text) is not { } entry || entry.From != from || entry.To != view.Account || !_sent.ContainsKey(entry))
        {
            Fault(ref _invented, $"invented: {from} → {view.Account}: {text[..Math.Min(60, text.Length)]}");
            return null;
        }
        if (_confirmed.ContainsKey(entry))
            Fault(ref _doubled, $"shown after its confirmation was answered: {History(entry)}");
        switch (view.Note(entry, queued))
        {
            case ClientView.Order.Again:
                Fault(ref _doubled, $"shown twice by one client: {History(entry)}");
                break;
            case ClientView.Order.Late:
                Fault(ref _outOfOrder, $"out of order: {History(entry)}");
                break;
        }
        _shown.TryAdd(entry, _clock.Elapsed);
        return entry;
    }

    /// <summary>What was acknowledged and never shown to its recipient.</summary>
    public IReadOnlyList<Entry> Lost(string? recipient = null) =>
        [.. _acknowledged.Keys.Where(entry => !_shown.ContainsKey(entry) && (recipient is null || entry.To == recipient))];

    /// <summary>When what happened to an entry, in seconds of the run.</summary>
    public string History(Entry entry) => string.Create(CultureInfo.InvariantCulture,
        $"{entry.From} → {entry.To} #{entry.Sequence}: sent {At(_sent, entry)}, acknowledged {At(_acknowledged, entry)}, shown {At(_shown, entry)}, confirmed {At(_confirmed, entry)}, now {_clock.Elapsed.TotalSeconds:F3}");

    private static string At(ConcurrentDictionary<Entry, TimeSpan> times, Entry entry) =>
        times.TryGetValue(entry, out TimeSpan at) ? at.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture) : "never";

    private void Fault(ref int counter, string what)
    {
        Interlocked.Increment(ref counter);
        if (_faults.Count < FaultsKept)
            _faults.Enqueue(what);
    }
}
