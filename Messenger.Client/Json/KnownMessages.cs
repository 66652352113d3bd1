using Messenger.Client.Session;

namespace Messenger.Client.Json;

/// <summary>
/// What this process has shown, sent or listed, the newest 65,536: a command names a message by the sender's id, the server by its number.
/// Of own messages also who has read how far, so that each is told of once. For one account. Any thread may call it.
/// </summary>
internal sealed class KnownMessages
{
    public const int Most = 65_536;

    private readonly Lock _gate = new();
    private readonly Queue<Known> _oldestFirst = [];
    private readonly HashSet<ulong> _numbers = [];

    /// <summary>Two senders may use the same id.</summary>
    private readonly Dictionary<Guid, List<Known>> _byId = [];
    private readonly Dictionary<string, OwnMessages> _own = new(StringComparer.OrdinalIgnoreCase);
    private string? _account;

    /// <summary>Goes on with what is known if it is the same account as before.</summary>
    public void TakeAccount(string name)
    {
        lock (_gate)
        {
            if (!string.Equals(_account, name, StringComparison.OrdinalIgnoreCase))
                ForgetLocked();
            _account = name;
        }
    }

    /// <summary>The account is gone, or the store whose numbers these are.</summary>
    public void Forget()
    {
        lock (_gate)
            ForgetLocked();
    }

    /// <param name="id">The sender's id of a message.</param>
    /// <param name="number">The server's number of it.</param>
    /// <param name="with">The conversation: the other's name, or the group's with <c>#</c>.</param>
    /// <param name="own">This account sent it.</param>
    public void Add(Guid id, ulong number, string with, bool own)
    {
        lock (_gate)
        {
            if (!_numbers.Add(number))
                return;
            Known known = new(id, number, own) { With = with };
            _oldestFirst.Enqueue(known);
            if (!_byId.TryGetValue(id, out List<Known>? sameId))
                _byId.Add(id, sameId = new List<Known>(1));
            sameId.Add(known);
            if (own)
                OwnLocked(with).Messages.Add((number, id));
            if (_oldestFirst.Count > Most)
                RemoveLocked(_oldestFirst.Dequeue());
        }
    }

    /// <summary>The number of the message of this id in that conversation; null when none is known there.</summary>
    public ulong? NumberOf(Guid id, string with)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(id, out List<Known>? sameId)
                ? sameId.Find(known => string.Equals(known.With, with, StringComparison.OrdinalIgnoreCase))?.Number
                : null;
        }
    }

    /// <summary>Notes that somebody had read a conversation so far before this process began to look.</summary>
    public void HadRead(string with, string by, ulong number)
    {
        lock (_gate)
        {
            if (_own.TryGetValue(with, out OwnMessages? own))
                own.ReadTo(by, number);
        }
    }

    /// <summary>Somebody has read: the own messages that this newly covers, oldest first; at least the one that is named.</summary>
    public IReadOnlyList<Guid> NewlyRead(ReceiptReceived receipt)
    {
        lock (_gate)
        {
            if (!_own.TryGetValue(receipt.To, out OwnMessages? own))
                return [receipt.Id];
            ulong before = own.ReadTo(receipt.By, receipt.Number);
            List<Guid> covered = before >= receipt.Number
                ? []
                : [.. own.Messages.GetViewBetween((before + 1, Guid.Empty), (receipt.Number, Guid.AllBitsSet)).Select(message => message.Id)];
            return covered.Contains(receipt.Id) ? covered : [.. covered, receipt.Id];
        }
    }

    /// <summary>A group has another name.</summary>
    public void Rename(string oldName, string name)
    {
        lock (_gate)
        {
            foreach (Known known in _oldestFirst)
            {
                if (string.Equals(known.With, oldName, StringComparison.OrdinalIgnoreCase))
                    known.With = name;
            }
            if (_own.Remove(oldName, out OwnMessages? own))
                _own[name] = own;
        }
    }

    private OwnMessages OwnLocked(string with)
    {
        if (!_own.TryGetValue(with, out OwnMessages? own))
            _own.Add(with, own = new OwnMessages());
        return own;
    }

    private void RemoveLocked(Known known)
    {
        _numbers.Remove(known.Number);
        List<Known> sameId = _byId[known.Id];
        sameId.Remove(known);
        if (sameId.Count == 0)
            _byId.Remove(known.Id);
        if (known.Own && _own.TryGetValue(known.With, out OwnMessages? own) && own.Messages.Remove((known.Number, known.Id)) && own.Messages.Count == 0)
            _own.Remove(known.With);
    }

    private void ForgetLocked()
    {
        _account = null;
        _oldestFirst.Clear();
        _numbers.Clear();
        _byId.Clear();
        _own.Clear();
    }

    private sealed class Known(Guid id, ulong number, bool own)
    {
        public Guid Id { get; } = id;

        public ulong Number { get; } = number;

        public bool Own { get; } = own;

        public required string With { get; set; }
    }

    /// <summary>The own messages of one conversation, and how far others have read.</summary>
    private sealed class OwnMessages
    {
        private readonly Dictionary<string, ulong> _readTo = new(StringComparer.OrdinalIgnoreCase);

        public SortedSet<(ulong Number, Guid Id)> Messages { get; } = [];

        /// <returns>How far it was before.</returns>
        public ulong ReadTo(string by, ulong number)
        {
            ulong before = _readTo.GetValueOrDefault(by);
            _readTo[by] = Math.Max(before, number);
            return before;
        }
    }
}
