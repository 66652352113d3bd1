using Messenger.Server.Engine;

namespace Messenger.Server.Storage;

/// <summary>
/// The last messages of a server that keeps things in memory only, so that it has a history too: a ring, bounded in number and bytes. Written
/// in the engine's turn, read on any thread.
/// </summary>
internal sealed class MemoryArchive : IMessageArchive
{
    /// <summary>Numbers that it goes back; a power of two.</summary>
    public const int Capacity = 1 << 17;

    /// <summary>Bytes of text that it keeps.</summary>
    public const long MostBytes = 64L << 20;

    private readonly Delivery?[] _ring = new Delivery?[Capacity];
    private readonly Stack<(ulong Slot, Delivery? Was)> _written = new();
    private (ulong Last, ulong Oldest, long Bytes)? _before;
    private ulong _last;
    private ulong _oldest = 1;
    private long _bytes;

    public ulong FirstNumber => Volatile.Read(ref _oldest);

    public void Add(Delivery delivery)
    {
        Begin();
        ulong number = delivery.Number;
        while (_oldest + Capacity <= number || (_bytes > MostBytes && _oldest < number))
        {
            Drop(_oldest);
            Volatile.Write(ref _oldest, _oldest + 1);
        }
        Put(number, delivery);
        Volatile.Write(ref _last, number);
    }

    /// <summary>What was noted since the last one has come true.</summary>
    public void Commit()
    {
        _written.Clear();
        _before = null;
    }

    /// <summary>What was noted since the last commit has come to nothing.</summary>
    public void Rollback()
    {
        while (_written.TryPop(out (ulong Slot, Delivery? Was) entry))
            Volatile.Write(ref _ring[entry.Slot], entry.Was);
        if (_before is not { } before)
            return;
        (_bytes, _before) = (before.Bytes, null);
        Volatile.Write(ref _oldest, before.Oldest);
        Volatile.Write(ref _last, before.Last);
    }

    /// <summary>The message of this number, unless it is too long ago.</summary>
    public Message? FindMessage(ulong number) => At(number) as Message;

    public StoredMessage? Find(ulong number) => FindMessage(number) is { } message ? Stored(message) : null;

    public IReadOnlyList<(ulong Number, StoredMessage Message)> After(ulong number, int most)
    {
        List<(ulong, StoredMessage)> found = [];
        ulong last = Volatile.Read(ref _last);
        // What has left the ring meanwhile is not there to be followed.
        for (ulong next = Math.Max(number + 1, last < Capacity ? 1 : last - Capacity + 1); next <= last && found.Count < most; next++)
        {
            if ((At(next) switch { Message message => message, Change change => FindMessage(change.Message), _ => null }) is { } entry)
                found.Add((next, Stored(entry)));
        }
        return found;
    }

    public ulong NewestBefore(long conversation, ulong number)
    {
        for (ulong next = Math.Min(number, Volatile.Read(ref _last) + 1) - 1; next >= FirstNumber && next > 0; next--)
        {
            if (FindMessage(next) is { } message && message.Conversation.Id == conversation)
                return next;
        }
        return 0;
    }

    public IReadOnlyList<StoredMessage> From(ulong number, int most)
    {
        List<StoredMessage> found = [];
        ulong last = Volatile.Read(ref _last);
        for (ulong next = Math.Max(number, last < Capacity ? 1 : last - Capacity + 1); next <= last && found.Count < most; next++)
        {
            if (FindMessage(next) is { } message)
                found.Add(Stored(message));
        }
        return found;
    }

    /// <summary>Gives a message its new text. The queues' own copy is the engine's to change.</summary>
    public void Replace(Change change)
    {
        Begin();
        if (FindMessage(change.Message) is not { } old)
            return;
        Message changed = new(old.Number, old.Id, old.Sender, old.Conversation, old.At, change.Text ?? [], old.Previous, edited: true);
        if (change.Unsent)
            changed.Unsend();
        _bytes -= BytesOf(old);
        Put(old.Number, changed);
    }

    /// <summary>Forgets a message.</summary>
    public void Remove(ulong number)
    {
        Begin();
        Drop(number);
    }

    public void Dispose()
    {
    }

    private static StoredMessage Stored(Message message)
    {
        // The text first: of one that is edited or unsent meanwhile the state may be the newer.
        byte[] text = message.Text;
        MessageState state = message.Unsent ? MessageState.Unsent : message.Edited ? MessageState.Edited : MessageState.Sent;
        return new StoredMessage(message.Number, message.Id, message.Sender.Id, message.Conversation.Id, message.At, message.Previous, state, text);
    }

    private static long BytesOf(Delivery delivery) => delivery is Message message ? message.Text.Length : 0;

    private Delivery? At(ulong number) =>
        Volatile.Read(ref _ring[number % Capacity]) is { } delivery && delivery.Number == number ? delivery : null;

    private void Drop(ulong number)
    {
        if (At(number) is not { } delivery)
            return;
        _bytes -= BytesOf(delivery);
        Put(number, null);
    }

    private void Begin() => _before ??= (_last, _oldest, _bytes);

    private void Put(ulong number, Delivery? delivery)
    {
        ulong slot = number % Capacity;
        _written.Push((slot, _ring[slot]));
        _bytes += delivery is null ? 0 : BytesOf(delivery);
        Volatile.Write(ref _ring[slot], delivery);
    }
}
