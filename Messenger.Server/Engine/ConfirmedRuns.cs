namespace Messenger.Server.Engine;

/// <summary>
/// Which of an account's messages have been confirmed, as little as says it: a low-water mark, up to which all are, and above it runs of
/// numbers (reading on demand and live pushes confirm out of order). A run may cover numbers that are no message of the account; it never
/// covers one that waits. Notes what changed since the last commit, so that only that is written. Only for the engine's turn.
/// </summary>
internal sealed class ConfirmedRuns
{
    internal readonly record struct Run(ulong First, ulong Last);

    private readonly List<Run> _runs = [];
    private readonly Dictionary<ulong, ulong?> _changes = [];

    /// <summary>Every message with this number or a lower one is confirmed.</summary>
    public ulong Mark { get; private set; }

    public IReadOnlyList<Run> Runs => _runs;

    /// <summary>What is written must be replaced as a whole: a commit failed, and its changes with it.</summary>
    public bool ReplaceAll { get; private set; }

    /// <summary>Runs to write (first → last) and to remove (first → null) since <see cref="Written"/>.</summary>
    public IReadOnlyDictionary<ulong, ulong?> Changes => _changes;

    /// <summary>Takes over what is on disk. Runs come in rising order.</summary>
    public void Load(ulong mark, IEnumerable<Run> runs)
    {
        Mark = mark;
        _runs.AddRange(runs);
    }

    public bool Contains(ulong number) => RunOf(number) is not null;

    /// <summary>The run that covers a number, the mark as the first of them; null when it is not confirmed.</summary>
    public Run? RunOf(ulong number)
    {
        if (number <= Mark)
            return new Run(0, Mark);
        int index = number == ulong.MaxValue ? _runs.Count - 1 : IndexFrom(number + 1) - 1;
        return index >= 0 && number <= _runs[index].Last ? _runs[index] : null;
    }

    /// <summary>A message was confirmed.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="before">The next lower number that waits; null when none does.</param>
    /// <param name="after">The next higher number that waits; null when none does.</param>
    public void Add(ulong number, ulong? before, ulong? after)
    {
        int index = before is { } below ? IndexFrom(below + 1) : 0;
        ulong first = number;
        ulong last = number;
        // What lies between two waiting messages is one run.
        while (index < _runs.Count && (after is null || _runs[index].First < after))
        {
            first = Math.Min(first, _runs[index].First);
            last = Math.Max(last, _runs[index].Last);
            _changes[_runs[index].First] = null;
            _runs.RemoveAt(index);
        }
        if (before is null)
        {
            Mark = Math.Max(Mark, last);
            return;
        }
        _runs.Insert(index, new Run(first, last));
        _changes[first] = last;
    }

    /// <summary>Makes the runs anew from what waits, after a commit failed and its messages went back.</summary>
    /// <param name="waiting">Numbers that wait, in rising order.</param>
    /// <param name="lastNumber">The account's last number, as far as is known since the start.</param>
    public void Rebuild(IReadOnlyList<ulong> waiting, ulong lastNumber)
    {
        // After a restart the account's last messages may be known from here only.
        lastNumber = Math.Max(lastNumber, _runs.Count > 0 ? _runs[^1].Last : Mark);
        _runs.Clear();
        _changes.Clear();
        ReplaceAll = true;
        Mark = waiting.Count > 0 ? waiting[0] - 1 : lastNumber;
        for (int i = 0; i < waiting.Count; i++)
        {
            ulong next = i + 1 < waiting.Count ? waiting[i + 1] : lastNumber + 1;
            if (next > waiting[i] + 1)
                _runs.Add(new Run(waiting[i] + 1, next - 1));
        }
    }

    /// <summary>The changes are on disk.</summary>
    public void Written()
    {
        _changes.Clear();
        ReplaceAll = false;
    }

    /// <summary>The first run that begins at this number or behind it.</summary>
    private int IndexFrom(ulong number)
    {
        int low = 0;
        int high = _runs.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_runs[middle].First < number)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
