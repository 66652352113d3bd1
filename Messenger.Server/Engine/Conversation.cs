using Messenger.Server.Storage;

namespace Messenger.Server.Engine;

/// <summary>
/// A pair of accounts of which one at least has written to the other (the one with the lower number first), or a group. Changed in the
/// engine's turn only; what is marked may be read on any thread.
/// </summary>
internal sealed class Conversation
{
    private const int FirstWrote = 1;
    private const int SecondWrote = 2;

    private ulong _last;
    private ulong _lastChange;
    private long _lastAt;
    private long _count;
    private ulong _stagedLast;
    private long _stagedLastAt;
    private int _staged;

    public Conversation(long id, Account first, Account second)
    {
        Id = id;
        First = first;
        Second = second;
    }

    public Conversation(long id, Group group)
    {
        Id = id;
        Group = group;
    }

    public long Id { get; }

    /// <summary>Null in a group.</summary>
    public Account? First { get; }

    /// <summary>Null in a group.</summary>
    public Account? Second { get; }

    /// <summary>Null between two.</summary>
    public Group? Group { get; }

    /// <summary>Who has written to the other: bit 0 the first, bit 1 the second.</summary>
    public int Wrote { get; set; }

    /// <summary>The number of its last committed message; 0 when it has none. Any thread.</summary>
    public ulong Last => Volatile.Read(ref _last);

    /// <summary>When that was stored, milliseconds since 1970-01-01 UTC. Any thread.</summary>
    public long LastAt => Volatile.Read(ref _lastAt);

    /// <summary>The highest number of a message of it, or of a change of one since the server's start. Any thread.</summary>
    public ulong Newest => Math.Max(Last, Volatile.Read(ref _lastChange));

    /// <summary>How many messages were ever committed to it. Any thread.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The number of its last message, staged ones included: what the next one follows.</summary>
    public ulong StagedLast => _stagedLast;

    /// <summary>What its messages add up to, staged ones included.</summary>
    public Tally StagedTally => new(_stagedLast, _stagedLastAt, _count + _staged);

    /// <summary>The other of the two.</summary>
    public Account Other(Account one) => one == First ? Second! : First!;

    public bool HasWritten(Account account) => (Wrote & BitOf(account)) != 0;

    public void NoteWritten(Account sender) => Wrote |= BitOf(sender);

    /// <summary>Lets both accounts know it.</summary>
    public void Remember()
    {
        First!.Know(this, Second!);
        Second!.Know(this, First);
    }

    /// <summary>It could not be stored.</summary>
    public void Forget()
    {
        First!.Unknow(Second!);
        Second!.Unknow(First);
    }

    /// <summary>A message is staged behind its last one.</summary>
    /// <returns>Whether it is the first of this batch.</returns>
    public bool Stage(ulong number, long at)
    {
        _stagedLast = number;
        _stagedLastAt = at;
        return _staged++ == 0;
    }

    /// <summary>A change of one of its messages is committed.</summary>
    public void NoteChange(ulong number) => Volatile.Write(ref _lastChange, number);

    /// <summary>The batch is over: what was staged has come true, or has come to nothing.</summary>
    public void Settle(bool committed)
    {
        if (committed)
        {
            Volatile.Write(ref _count, _count + _staged);
            Volatile.Write(ref _lastAt, _stagedLastAt);
            Volatile.Write(ref _last, _stagedLast);
        }
        else
        {
            _stagedLast = _last;
            _stagedLastAt = _lastAt;
        }
        _staged = 0;
    }

    /// <summary>Takes over what a store kept.</summary>
    public void Restore(Tally tally)
    {
        _last = _stagedLast = tally.Last;
        _lastAt = _stagedLastAt = tally.LastAt;
        _count = tally.Count;
    }

    private int BitOf(Account account) => account == First ? FirstWrote : SecondWrote;
}
