using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using SQLitePCL;

namespace Messenger.Server.Search;

/// <summary>The one row that says what the index is: its version, its store, and how far it has come.</summary>
internal static class IndexState
{
    /// <summary>Counts up with the schema and with the rules of <see cref="SearchText"/>; a file of another version is made anew.</summary>
    public const int Version = 1;

    /// <returns>The cursor; 0 in a new index.</returns>
    /// <exception cref="DamagedIndexException">It is of another version or store, or not what was written.</exception>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public static ulong Read(sqlite3 database, Guid store)
    {
        using Statement find = new(database, "SELECT version, store, cursor, crc FROM state");
        if (!find.Next())
            return 0;
        long version = find.Int64(0);
        if (version != Version)
            throw new DamagedIndexException("it is of another version of this program");
        byte[] of = find.Blob(1).ToArray();
        if (Check(of, find.Int64(2)).Value != find.Int64(3))
            throw new DamagedIndexException("it is damaged (its state is not what was written)");
        if (!of.AsSpan().SequenceEqual(store.ToByteArray(bigEndian: true)))
            throw new DamagedIndexException("it is of another store");
        return (ulong)find.Int64(2);
    }

    /// <exception cref="StoreException">It cannot be written.</exception>
    public static void Write(sqlite3 database, Guid store, ulong cursor)
    {
        byte[] of = store.ToByteArray(bigEndian: true);
        using Statement write = new(database, "INSERT OR REPLACE INTO state (id, version, store, cursor, crc) VALUES (1, ?1, ?2, ?3, ?4)");
        write.Bind(1, Version).Bind(2, of).Bind(3, (long)cursor).Bind(4, Check(of, (long)cursor).Value).Run();
    }

    private static RowCheck Check(byte[] store, long cursor) => default(RowCheck).Add(Version).Add(store).Add(cursor);
}
