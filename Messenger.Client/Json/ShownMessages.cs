namespace Messenger.Client.Json;

/// <summary>With manual confirmation: what was shown and not confirmed, by the sender's id, which two senders may share. Any thread may call it.</summary>
internal sealed class ShownMessages
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Queue<ulong>> _numbers = [];

    public int Count { get; private set; }

    public void Add(Guid id, ulong number)
    {
        lock (_gate)
        {
            if (!_numbers.TryGetValue(id, out Queue<ulong>? numbers))
                _numbers.Add(id, numbers = new Queue<ulong>(1));
            numbers.Enqueue(number);
            Count++;
        }
    }

    /// <summary>Whether each of these was shown and waits to be confirmed.</summary>
    public bool HasAll(IEnumerable<Guid> ids)
    {
        lock (_gate)
            return ids.All(_numbers.ContainsKey);
    }

    /// <summary>Takes the oldest message of each id; ids that are not known give nothing.</summary>
    public List<ulong> Take(IEnumerable<Guid> ids)
    {
        List<ulong> taken = [];
        lock (_gate)
        {
            foreach (Guid id in ids)
            {
                if (!_numbers.TryGetValue(id, out Queue<ulong>? numbers))
                    continue;
                taken.Add(numbers.Dequeue());
                Count--;
                if (numbers.Count == 0)
                    _numbers.Remove(id);
            }
        }
        return taken;
    }
}
