using Messenger.Server.Storage.Sqlite;
using SQLitePCL;

namespace Messenger.Server.Search;

/// <summary>Keeps the conversation of each number: the blocks that the transaction under way has touched, and the newest. For the thread that writes.</summary>
internal sealed class PlaceWriter(sqlite3 database) : IDisposable
{
    private readonly Statement _read = new(database, "SELECT conversations FROM places WHERE block = ?1");
    private readonly Statement _write = new(database, "INSERT OR REPLACE INTO places (block, conversations) VALUES (?1, ?2)");
    private readonly Dictionary<ulong, byte[]> _blocks = [];
    private readonly HashSet<ulong> _changed = [];

    /// <summary>Sets a number's conversation; 0 for none.</summary>
    /// <returns>What it was.</returns>
    public long Set(ulong number, long conversation)
    {
        ulong block = Places.BlockOf(number);
        if (!_blocks.TryGetValue(block, out byte[]? bytes))
            _blocks.Add(block, bytes = Read(block));
        long was = Places.Get(bytes, number);
        if (was != conversation)
        {
            Places.Set(bytes, number, conversation);
            _changed.Add(block);
        }
        return was;
    }

    /// <summary>Forgets the numbers of a volume, but for blocks that others may have a part in.</summary>
    public void Drop(ulong first, ulong last)
    {
        using Statement drop = new(database, "DELETE FROM places WHERE block > ?1 AND block < ?2");
        drop.Bind(1, (long)Places.BlockOf(first)).Bind(2, (long)Places.BlockOf(last)).Run();
        foreach (ulong block in _blocks.Keys.Where(block => block > Places.BlockOf(first) && block < Places.BlockOf(last)).ToArray())
        {
            _blocks.Remove(block);
            _changed.Remove(block);
        }
    }

    /// <summary>Writes what has changed.</summary>
    public void Write()
    {
        foreach (ulong block in _changed)
            _write.Bind(1, (long)block).Bind(2, _blocks[block]).Run();
        _changed.Clear();
        foreach (ulong old in _blocks.Keys.Order().SkipLast(1).ToArray())
            _blocks.Remove(old);
    }

    /// <summary>Forgets what was not written.</summary>
    public void Forget()
    {
        _blocks.Clear();
        _changed.Clear();
    }

    public void Dispose()
    {
        _read.Dispose();
        _write.Dispose();
    }

    private byte[] Read(ulong block)
    {
        byte[] bytes = new byte[Places.BlockBytes];
        if (!_read.Bind(1, (long)block).Next())
            return bytes;
        ReadOnlySpan<byte> kept = _read.Blob(0);
        bool whole = kept.Length == bytes.Length;
        if (whole)
            kept.CopyTo(bytes);
        _read.Reset();
        return whole ? bytes : throw new DamagedIndexException(Places.WrongLength);
    }
}
