namespace Messenger.Client.Session;

/// <summary>
/// Which messages this process has had, by number, so that a repeat is shown once only, and which of these are to be confirmed.
/// For one account in one server's store. The session's lock guards it.
/// </summary>
internal sealed class ReceivedLedger
{
    /// <summary>A server never pushes again what it has confirmed; this many are remembered for the one whose confirmation crossed a push.</summary>
    private const int ConfirmedRemembered = 65_536;

    private readonly Dictionary<ulong, bool> _unconfirmed = [];
    private readonly HashSet<ulong> _confirmed = [];
    private readonly Queue<ulong> _confirmedOldestFirst = [];

    /// <summary>Numbers shown and not yet in a confirmation under way, oldest first.</summary>
    public LinkedList<ulong> ToConfirm { get; } = [];

    /// <summary>Messages that were received and whose confirmation the server has not taken note of.</summary>
    public bool HasUnconfirmed => _unconfirmed.Count > 0;

    /// <summary>Notes that a message came.</summary>
    /// <returns>True when it is new; a repeat of a confirmed one is to be confirmed again.</returns>
    public bool Receive(ulong number)
    {
        if (_confirmed.Contains(number))
        {
            ToConfirm.AddLast(number);
            return false;
        }
        return _unconfirmed.TryAdd(number, false);
    }

    /// <summary>Notes that a message was shown.</summary>
    /// <returns>Whether it now waits to be confirmed; false when it did before or is not known.</returns>
    public bool MarkShown(ulong number)
    {
        if (!_unconfirmed.TryGetValue(number, out bool shown) || shown)
            return false;
        _unconfirmed[number] = true;
        ToConfirm.AddLast(number);
        return true;
    }

    /// <summary>Takes the oldest numbers to confirm.</summary>
    public ulong[] TakeToConfirm(int most)
    {
        var taken = new ulong[Math.Min(most, ToConfirm.Count)];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = ToConfirm.First!.Value;
            ToConfirm.RemoveFirst();
        }
        return taken;
    }

    /// <summary>Puts back what <see cref="TakeToConfirm"/> took: its confirmation may not have arrived.</summary>
    public void PutBack(ulong[] numbers)
    {
        for (int i = numbers.Length - 1; i >= 0; i--)
            ToConfirm.AddFirst(numbers[i]);
    }

    /// <summary>Notes that the server has taken note.</summary>
    public void Confirmed(ulong[] numbers)
    {
        foreach (ulong number in numbers)
        {
            _unconfirmed.Remove(number);
            if (!_confirmed.Add(number))
                continue;
            _confirmedOldestFirst.Enqueue(number);
            if (_confirmedOldestFirst.Count > ConfirmedRemembered)
                _confirmed.Remove(_confirmedOldestFirst.Dequeue());
        }
    }
}
