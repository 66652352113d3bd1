namespace Messenger.Server.Search;

/// <summary>What the index takes up in one transaction: bounded, so that it is done in some milliseconds and held in little memory.</summary>
internal sealed class IndexChunk
{
    public const int EntriesMax = 1_024;

    /// <summary>Bytes of text. The entry that goes beyond is still taken.</summary>
    public const int BytesMax = 256 * 1024;

    private readonly List<IndexEntry> _entries = [];
    private int _bytes;

    public IReadOnlyList<IndexEntry> Entries => _entries;

    public bool IsFull => _entries.Count >= EntriesMax || _bytes >= BytesMax;

    /// <returns>False when the chunk is full now; then nothing more may be added.</returns>
    public bool Add(in IndexEntry entry)
    {
        if (IsFull)
            throw new InvalidOperationException("the chunk is full");
        _entries.Add(entry);
        _bytes += entry.Text.Length;
        return !IsFull;
    }

    public void Clear()
    {
        _entries.Clear();
        _bytes = 0;
    }
}
