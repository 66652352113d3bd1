namespace Messenger.Server.Engine;

/// <summary>
/// Messages in rising order of their numbers, from which any may be taken out by its number. Two parallel arrays: adding and
/// removing at the ends is O(1), removing elsewhere O(log n) and leaves a hole that the next growth closes.
/// Holds no memory while empty. Its owner guards it.
/// </summary>
internal sealed class NumberedQueue
{
    private const int SmallestCapacity = 8;
    private const int KeptCapacity = 64;

    private ulong[] _numbers = [];
    private Message?[] _messages = [];
    private int _head;
    private int _tail;

    public int Count { get; private set; }

    /// <summary>Appends a message whose number is higher than any in the queue.</summary>
    public void Add(Message message)
    {
        if (_tail == _numbers.Length)
            MakeRoom();
        _numbers[_tail] = message.Number;
        _messages[_tail++] = message;
        Count++;
    }

    /// <summary>Takes a message out; null when it is not there.</summary>
    public Message? Remove(ulong number)
    {
        int index = IndexOf(number);
        if (index < 0 || _messages[index] is not { } message)
            return null;
        _messages[index] = null;
        Count--;
        if (Count == 0)
            Clear();
        else
            DropHolesAtHead();
        return message;
    }

    /// <summary>
    /// The numbers on either side of this one in the queue that are not confirmed yet; null where there is none. Passes over a whole run at
    /// a time: a terminal may confirm thousands at once.
    /// </summary>
    public (ulong? Before, ulong? After) Neighbours(ulong number, ConfirmedRuns confirmed)
    {
        int index = IndexOf(number);
        int before = (index < 0 ? ~index : index) - 1;
        int after = index < 0 ? ~index : index + 1;
        while (before >= _head && confirmed.RunOf(_numbers[before]) is { } run)
            before = FirstFrom(run.First) - 1;
        while (after < _tail && confirmed.RunOf(_numbers[after]) is { } run)
            after = run.Last == ulong.MaxValue ? _tail : FirstFrom(run.Last + 1);
        return (before >= _head ? _numbers[before] : null, after < _tail ? _numbers[after] : null);
    }

    public bool Contains(ulong number)
    {
        int index = IndexOf(number);
        return index >= 0 && _messages[index] is not null;
    }

    public void Clear()
    {
        Array.Clear(_messages, _head, _tail - _head);
        _head = _tail = Count = 0;
        if (_numbers.Length <= KeptCapacity)
            return;
        _numbers = [];
        _messages = [];
    }

    /// <summary>What is in it now, from the oldest to the newest.</summary>
    public Message[] ToArray()
    {
        Message[] all = new Message[Count];
        int to = 0;
        foreach (Message message in this)
            all[to++] = message;
        return all;
    }

    /// <summary>From the oldest to the newest. The queue must not change meanwhile.</summary>
    public Enumerator GetEnumerator() => new(this);

    private int IndexOf(ulong number) =>
        _head < _tail && _numbers[_head] == number ? _head : Array.BinarySearch(_numbers, _head, _tail - _head, number);

    private int FirstFrom(ulong number)
    {
        int index = IndexOf(number);
        return index < 0 ? ~index : index;
    }

    private void DropHolesAtHead()
    {
        while (_messages[_head] is null)
            _head++;
    }

    private void MakeRoom()
    {
        int capacity = Count * 2 <= _numbers.Length ? Math.Max(SmallestCapacity, _numbers.Length) : _numbers.Length * 2;
        ulong[] numbers = capacity == _numbers.Length ? _numbers : new ulong[capacity];
        Message?[] messages = capacity == _messages.Length ? _messages : new Message?[capacity];
        int to = 0;
        for (int from = _head; from < _tail; from++)
        {
            if (_messages[from] is not { } message)
                continue;
            numbers[to] = _numbers[from];
            messages[to++] = message;
        }
        if (ReferenceEquals(messages, _messages))
            Array.Clear(messages, to, _tail - to);
        _numbers = numbers;
        _messages = messages;
        _head = 0;
        _tail = to;
    }

    internal struct Enumerator(NumberedQueue queue)
    {
        private int _index = queue._head - 1;

        public Message Current { get; private set; } = null!;

        public bool MoveNext()
        {
            while (++_index < queue._tail)
            {
                if (queue._messages[_index] is { } message)
                {
                    Current = message;
                    return true;
                }
            }
            return false;
        }
    }
}
