namespace Messenger.Server.Engine;

/// <summary>
/// The reads of one terminal: which held messages it has asked for, and which of these are still to be pushed. Guarded by the gate of
/// the mailbox's account.
/// </summary>
internal sealed class HeldReads(NumberedQueue<Message> mailbox)
{
    /// <summary>Reads that may wait for the window at a time; each is a request that the terminal has made and not been answered.</summary>
    public const int Most = 1024;

    /// <summary>Numbers of messages that were held and have been asked for, until they are confirmed.</summary>
    private readonly HashSet<ulong> _asked = [];

    private readonly Queue<HeldRead> _waiting = new();

    public bool IsAsked(ulong number) => _asked.Contains(number);

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Takes up a read, oldest messages first.</summary>
    /// <returns>False when <see cref="Most"/> wait already; then nothing was asked for.</returns>
    public bool Ask(uint readId, string from, uint count, ulong heldUpTo)
    {
        if (_waiting.Count >= Most)
            return false;
        HeldRead read = new(readId);
        foreach (Message message in mailbox)
        {
            if (message.Number > heldUpTo || (count != 0 && read.Messages.Count == count))
                break;
            if (from.Length != 0 && !string.Equals(from, message.From.Name, StringComparison.OrdinalIgnoreCase))
                continue;
            if (_asked.Add(message.Number))
                read.Messages.Enqueue(message);
        }
        _waiting.Enqueue(read);
        return true;
    }

    /// <summary>Chooses messages for an answer, oldest first, whether they were asked for before or not; they count as asked for from now on.</summary>
    /// <param name="from">Only from this sender or group; empty means anyone.</param>
    /// <param name="once">As if those that were asked for before were not there.</param>
    /// <param name="upTo">Only with numbers up to this.</param>
    /// <param name="takes">Whether the answer has room for one more; asked no more once it had none.</param>
    /// <param name="chosen">Told of each that was chosen.</param>
    /// <returns>The messages, and how many others wait.</returns>
    public (IReadOnlyList<Message> Messages, uint Left) Fetch(string from, bool once, ulong upTo, Func<Message, bool> takes, Action<Message> chosen)
    {
        List<Message> fetched = [];
        uint left = 0;
        bool hasRoom = true;
        foreach (Message message in mailbox)
        {
            if (message.Number > upTo)
                break;
            if (once && _asked.Contains(message.Number))
                continue;
            bool wanted = from.Length == 0 || string.Equals(from, message.From.Name, StringComparison.OrdinalIgnoreCase);
            if (hasRoom && wanted && (hasRoom = takes(message)))
                fetched.Add(message);
            else
                left++;
        }
        foreach (Message message in fetched)
        {
            _asked.Add(message.Number);
            chosen(message);
        }
        return (fetched, left);
    }

    /// <summary>Pushes what can be pushed.</summary>
    /// <param name="tryPush">Pushes one message; false when there is no room now.</param>
    /// <param name="done">Told of each read of which nothing is left to push: its id, and how many it pushed.</param>
    public void Pump(Func<Message, bool> tryPush, Action<uint, uint> done)
    {
        while (_waiting.TryPeek(out HeldRead? read))
        {
            while (read.Messages.TryPeek(out Message? message))
            {
                // Another terminal may have confirmed it since it was chosen.
                if (!mailbox.Contains(message.Number))
                    _asked.Remove(message.Number);
                else if (tryPush(message))
                    read.Pushed++;
                else
                    return;
                read.Messages.Dequeue();
            }
            _waiting.Dequeue();
            done(read.Id, read.Pushed);
        }
    }

    public void Confirmed(ulong number) => _asked.Remove(number);

    /// <summary>Cuts off the reads that wait: what they have not pushed is held again.</summary>
    /// <returns>The id of each, and how many messages it pushed.</returns>
    public IReadOnlyList<(uint Id, uint Pushed)> Return()
    {
        (uint, uint)[] cut = [.. _waiting.Select(read => (read.Id, read.Pushed))];
        foreach (HeldRead read in _waiting)
            _asked.ExceptWith(read.Messages.Select(message => message.Number));
        _waiting.Clear();
        return cut;
    }

    public void Clear()
    {
        _asked.Clear();
        _waiting.Clear();
    }

    /// <summary>Held messages that were asked for in one read and are not pushed yet.</summary>
    private sealed class HeldRead(uint id)
    {
        public uint Id { get; } = id;

        public Queue<Message> Messages { get; } = new();

        public uint Pushed { get; set; }
    }
}
