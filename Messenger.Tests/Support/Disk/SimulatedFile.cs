namespace Messenger.Tests.Support.Disk;

/// <summary>
/// One file of a simulated disk, kept twice: as programs see it, and as it is on the platter. What was written and not synced is known by
/// sectors, for these are what a real disk writes whole or not at all. Its disk guards it.
/// </summary>
internal sealed class SimulatedFile
{
    public const int SectorSize = 512;

    private byte[] _seen = [];
    private int _seenLength;
    private byte[] _kept = [];
    private int _keptLength;
    private readonly SortedSet<int> _dirty = [];
    private readonly SortedSet<int> _doubtful = [];

    public SimulatedFile()
    {
    }

    /// <summary>A file that is on the platter with this content.</summary>
    public SimulatedFile(byte[] kept)
    {
        _kept = kept;
        _seen = [.. kept];
        _keptLength = _seenLength = kept.Length;
        IsKept = true;
    }

    /// <summary>As programs see it.</summary>
    public ReadOnlySpan<byte> Seen => _seen.AsSpan(0, _seenLength);

    /// <summary>It has been synced once, and its name with it.</summary>
    public bool IsKept { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        int end = checked((int)offset + bytes.Length);
        if (end > _seen.Length)
            Array.Resize(ref _seen, Math.Max(end, _seen.Length * 2));
        bytes.CopyTo(_seen.AsSpan((int)offset));
        Mark((int)Math.Min(offset, _seenLength), end);
        _seenLength = Math.Max(_seenLength, end);
    }

    public void Truncate(long length)
    {
        if (length >= _seenLength)
            return;
        _seen.AsSpan((int)length, _seenLength - (int)length).Clear();
        Mark((int)length, _seenLength);
        _seenLength = (int)length;
    }

    public void Sync()
    {
        if (_kept.Length < _seenLength)
            Array.Resize(ref _kept, _seen.Length);
        if (_keptLength > _seenLength)
            _kept.AsSpan(_seenLength, _keptLength - _seenLength).Clear();
        _keptLength = _seenLength;
        foreach (int sector in _dirty)
            CopySector(sector, _kept.AsSpan(0, _keptLength));
        _dirty.Clear();
        IsKept = true;
    }

    /// <summary>
    /// As systems do when a sync fails: what was to be written counts as clean from now on, so that a later sync does not write it either.
    /// </summary>
    public void FailSync()
    {
        _doubtful.UnionWith(_dirty);
        _dirty.Clear();
    }

    /// <summary>What is there after the power was cut.</summary>
    /// <param name="luck">Chooses which sectors that were not synced have made it all the same; null for none of them.</param>
    /// <returns>Null when there is no such file.</returns>
    public byte[]? AfterPowerCut(Random? luck)
    {
        if (luck is null)
            return IsKept ? _kept.AsSpan(0, _keptLength).ToArray() : null;
        if (!IsKept && luck.Next(2) == 0)
            return null;
        int[] survivors = [.. _dirty.Union(_doubtful).Where(_ => luck.Next(2) == 0)];
        int length = _keptLength;
        foreach (int sector in survivors)
            length = Math.Max(length, Math.Min((sector + 1) * SectorSize, _seenLength));
        if (length > _seenLength && luck.Next(2) == 0)
            length = _seenLength;
        byte[] content = new byte[length];
        _kept.AsSpan(0, Math.Min(length, _keptLength)).CopyTo(content);
        foreach (int sector in survivors)
            CopySector(sector, content);
        return content;
    }

    private void Mark(int from, int to)
    {
        for (int sector = from / SectorSize; sector * SectorSize < to; sector++)
        {
            _dirty.Add(sector);
            _doubtful.Remove(sector);
        }
    }

    /// <summary>Beyond the end of what is seen there are zeros.</summary>
    private void CopySector(int sector, Span<byte> to)
    {
        int from = sector * SectorSize;
        int length = Math.Min(SectorSize, to.Length - from);
        if (length <= 0)
            return;
        to.Slice(from, length).Clear();
        int seen = Math.Min(length, _seenLength - from);
        if (seen > 0)
            _seen.AsSpan(from, seen).CopyTo(to[from..]);
    }
}
