using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Messenger.Tools.Torture.Ledgers;

/// <summary>
/// The truth about a run: what was sent, acknowledged, shown and confirmed, and every way in which a server can be wrong about it. Safe on
/// any thread.
/// </summary>
internal sealed class Ledger
{
    private const int FaultsKept = 20;
    private const int TextShown = 60;

    private readonly ConcurrentDictionary<Entry, EntryHistory> _histories = new();
    private readonly ConcurrentQueue<(string What, Entry? Entry)> _faults = new();
    private readonly ConcurrentDictionary<string, TimeSpan> _newestShown = new();
    private readonly ConcurrentDictionary<string, TimeSpan> _newestAcknowledged = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gapGate = new();
    private TimeSpan? _lastAcknowledgement;
    private int _acknowledged;
    private int _doubled;
    private int _outOfOrder;
    private int _invented;
    private int _refused;
    private int _troubles;
    private int _recognised;

    public int SentCount => _histories.Count;

    public int AcknowledgedCount => Volatile.Read(ref _acknowledged);

    public int Doubled => _doubled;

    public int OutOfOrder => _outOfOrder;

    public int Invented => _invented;

    /// <summary>The longest time without an acknowledgement to anybody, from the first to the last.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>The run's time.</summary>
    public TimeSpan Now => _clock.Elapsed;

    /// <param name="entry">What is about to be sent.</param>
    /// <param name="id">Under which id.</param>
    public void Sent(Entry entry, Guid id)
    {
        if (!_histories.TryAdd(entry, new EntryHistory(id, _clock.Elapsed)))
            throw new InvalidOperationException($"{entry} was sent before");
    }

    public void Acknowledged(Entry entry)
    {
        TimeSpan now = _clock.Elapsed;
        EntryHistory history = _histories[entry];
        lock (history)
            history.Acknowledge(now);
        Newest(_newestAcknowledged, entry.From, history);
        Interlocked.Increment(ref _acknowledged);
        lock (_gapGate)
        {
            if (now - _lastAcknowledgement is { } gap && gap > LongestGap)
                LongestGap = gap;
            _lastAcknowledgement = now;
        }
    }

    /// <summary>When the newest of all that this account was shown had been sent, by <see cref="Now"/>; zero when it was shown nothing.</summary>
    public TimeSpan NewestShownTo(string account) => _newestShown.GetValueOrDefault(account);

    /// <summary>When the newest of all that this account had acknowledged had been sent.</summary>
    public TimeSpan NewestAcknowledgedTo(string account) => _newestAcknowledged.GetValueOrDefault(account);

    /// <summary>The server refused a send, which it may; it counts neither way.</summary>
    public void WasRefused() => Interlocked.Increment(ref _refused);

    /// <summary>The server has answered the confirmation: from now on this must not be shown again to anybody.</summary>
    public void Confirmed(Entry entry)
    {
        EntryHistory history = _histories[entry];
        lock (history)
            history.Confirm(_clock.Elapsed);
    }

    /// <summary>A client was handed once more what it had shown and not confirmed, as its door may, and knew it by its number.</summary>
    public void WasRecognised() => Interlocked.Increment(ref _recognised);

    /// <summary>What happened to each message so far.</summary>
    public IEnumerable<(Entry Entry, bool IsAcknowledged, bool IsShown, bool IsConfirmed)> Standing()
    {
        foreach ((Entry entry, EntryHistory history) in _histories)
        {
            (bool, bool, bool) standing;
            lock (history)
                standing = (history.IsAcknowledged, history.IsShown, history.IsConfirmed);
            yield return (entry, standing.Item1, standing.Item2, standing.Item3);
        }
    }

    /// <summary>Something else went wrong with a client.</summary>
    /// <param name="what">In words.</param>
    /// <param name="entry">The message concerned, if it is about one.</param>
    public void Trouble(string what, Entry? entry = null) => Fault(ref _troubles, what, entry);

    /// <summary>A client process of the recipient showed a message.</summary>
    /// <returns>The entry; null when nobody sent such a text.</returns>
    public Entry? Shown(ClientView view, string from, string text, bool queued)
    {
        if (Claim(text, view.Account) is not { } entry || entry.From != from || !_histories.TryGetValue(entry, out EntryHistory? history))
        {
            Fault(ref _invented, $"invented: {from} → {view.Account}: {text[..Math.Min(TextShown, text.Length)]}", null);
            return null;
        }
        bool wasConfirmed;
        lock (history)
        {
            wasConfirmed = history.IsConfirmed;
            history.Show(_clock.Elapsed, view.Number, queued);
        }
        Newest(_newestShown, entry.Recipient, history);
        ClientView.Order order = view.Note(entry, queued);
        if (order is ClientView.Order.Again)
            Fault(ref _doubled, "doubled, shown twice by one client", entry);
        else if (wasConfirmed)
            Fault(ref _doubled, "doubled, shown after its confirmation was answered", entry);
        if (order is ClientView.Order.Late)
            Fault(ref _outOfOrder, "out of order, behind a later one", entry);
        return entry;
    }

    /// <summary>What was acknowledged and never shown to its recipient.</summary>
    public IReadOnlyList<Entry> Lost()
    {
        List<Entry> lost = [];
        foreach ((Entry entry, EntryHistory history) in _histories)
        {
            lock (history)
            {
                if (history.IsLost)
                    lost.Add(entry);
            }
        }
        return lost;
    }

    /// <summary>Says what came of the run, and of each fault the history.</summary>
    public void Report(Verdict verdict)
    {
        IReadOnlyList<Entry> lost = Lost();
        string line = string.Create(CultureInfo.InvariantCulture,
            $"sent {SentCount} · acknowledged {AcknowledgedCount} · lost {lost.Count} · doubled {_doubled} "
            + $"· out of order {_outOfOrder} · invented {_invented} · longest gap {LongestGap.TotalSeconds:F1} s");
        verdict.Judge(line, lost.Count + _doubled + _outOfOrder + _invented == 0 && AcknowledgedCount > 0);
        if (_refused > 0)
            verdict.Note($"refused {_refused}, which the server may; they count neither way");
        if (_recognised > 0)
            verdict.Note($"came again before it was confirmed, as the contract has it, and was known by its number: {_recognised}");
        foreach ((string what, Entry? entry) in lost.Take(FaultsKept).Select(entry => ("lost", (Entry?)entry)).Concat(_faults))
            verdict.Fault(entry is { } known ? $"{what}: {InWords(known)}" : what);
    }

    private static void Newest(ConcurrentDictionary<string, TimeSpan> times, string account, EntryHistory history) =>
        times.AddOrUpdate(account, history.SentAt, (_, before) => before > history.SentAt ? before : history.SentAt);

    /// <summary>The entry that a text shown to this account claims to be; null when it was for somebody else, or is no entry.</summary>
    private static Entry? Claim(string text, string account) => Entry.Of(text) switch
    {
        { } entry when entry.To.StartsWith('#') => entry with { Member = account },
        { } entry when entry.To == account => entry,
        _ => null,
    };

    /// <summary>When what happened to an entry.</summary>
    private string InWords(Entry entry)
    {
        EntryHistory history = _histories[entry];
        lock (history)
            return $"{entry.From} → {entry.Recipient}{(entry.Member is null ? "" : $" in {entry.To}")} #{entry.Sequence}, {history.InWords()}";
    }

    private void Fault(ref int counter, string what, Entry? entry)
    {
        // Its history is told at the end, when all of it has happened.
        if (Interlocked.Increment(ref counter) <= FaultsKept)
            _faults.Enqueue((what, entry));
    }
}
