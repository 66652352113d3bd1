using Messenger.Server.Search;
using Messenger.Server.Storage;

namespace Messenger.Tests.Server.Search;

/// <summary>A store that is a list. Safe on any thread.</summary>
internal sealed class MemorySource : IIndexSource
{
    private readonly Lock _gate = new();
    private readonly List<IndexEntry> _entries = [];
    private bool _fails;

    public ulong FirstNumber { get; set; }

    /// <summary>How many entries each call took.</summary>
    public List<int> Reads { get; } = [];

    /// <summary>The lowest number that was ever read.</summary>
    public ulong LowestRead { get; private set; } = ulong.MaxValue;

    public ulong LastNumber
    {
        get
        {
            lock (_gate)
                return _entries.Count == 0 ? 0 : _entries[^1].Number;
        }
    }

    /// <summary>Whether reading fails.</summary>
    public bool Fails
    {
        set
        {
            lock (_gate)
                _fails = value;
        }
    }

    public void Commit(params ReadOnlySpan<IndexEntry> entries)
    {
        lock (_gate)
            _entries.AddRange(entries);
    }

    public ulong ReadAfter(ulong number, IndexChunk chunk)
    {
        lock (_gate)
        {
            if (_fails)
                throw new StoreException("the disk is on fire");
            ulong upTo = number;
            foreach (IndexEntry entry in _entries.Where(entry => entry.Number > number))
            {
                LowestRead = Math.Min(LowestRead, entry.Number);
                upTo = entry.Number;
                if (!chunk.Add(entry))
                    break;
            }
            Reads.Add(chunk.Entries.Count);
            return upTo;
        }
    }
}
