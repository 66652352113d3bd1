namespace Messenger.Server.Engine;

/// <summary>
/// Deliveries in rising order of their numbers, from which any may be taken out by its number. Two parallel arrays: adding and
/// removing at the ends is O(1), removing elsewhere O(log n) and leaves a hole that the next growth closes.
/// Holds no memory while empty. Its owner guards it.
/// </summary>
internal sealed class NumberedQueue<T>
    where T : Delivery
{
    private const int SmallestCapacity = 8;
    private const int KeptCapacity = 64;

    private ulong[] _numbers = [];
    private T?[] _items = [];
    private int _head;
    private int _tail;

    public int Count { get; private set; }

    /// <summary>Appends one whose number is higher than any in the queue.</summary>
    public void Add(T item)
    {
        if (_tail == _numbers.Length)
            MakeRoom();
        _numbers[_tail] = item.Number;
        _items[_tail++] = item;
        Count++;
    }

    /// <summary>Takes one out; null when it is not there.</summary>
    public T? Remove(ulong number)
    {
        int index = IndexOf(number);
        if (index < 0 || _items[index] is not { } item)
            return null;
        _items[index] = null;
        Count--;
        if (Count == 0)
            Clear();
        else
            DropHolesAtHead();
        return item;
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

    /// <summary>The oldest; null when there is none.</summary>
    public T? First => Count == 0 ? null : _items[_head];

    public bool Contains(ulong number) => Find(number) is not null;

    public T? Find(ulong number)
    {
        int index = IndexOf(number);
        return index >= 0 ? _items[index] : null;
    }

    public void Clear()
    {
        Array.Clear(_items, _head, _tail - _head);
        _head = _tail = Count = 0;
        if (_numbers.Length <= KeptCapacity)
            return;
        _numbers = [];
        _items = [];
    }

    /// <summary>What is in it now, from the oldest to the newest.</summary>
    public T[] ToArray()
    {
        T[] all = new T[Count];
        int to = 0;
        foreach (T item in this)
            all[to++] = item;
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
        while (_items[_head] is null)
            _head++;
    }

    private void MakeRoom()
    {
        int capacity = Count * 2 <= _numbers.Length ? Math.Max(SmallestCapacity, _numbers.Length) : _numbers.Length * 2;
        ulong[] numbers = capacity == _numbers.Length ? _numbers : new ulong[capacity];
        T?[] items = capacity == _items.Length ? _items : new T?[capacity];
        int to = 0;
        for (int from = _head; from < _tail; from++)
        {
            if (_items[from] is not { } item)
                continue;
            numbers[to] = _numbers[from];
            items[to++] = item;
        }
        if (ReferenceEquals(items, _items))
            Array.Clear(items, to, _tail - to);
        _numbers = numbers;
        _items = items;
        _head = 0;
        _tail = to;
    }

    internal struct Enumerator(NumberedQueue<T> queue)
    {
        private int _index = queue._head - 1;

        public T Current { get; private set; } = null!;

        public bool MoveNext()
        {
            while (++_index < queue._tail)
            {
                if (queue._items[_index] is { } item)
                {
                    Current = item;
                    return true;
                }
            }
            return false;
        }
    }
}
