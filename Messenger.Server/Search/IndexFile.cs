using System.Collections.Concurrent;
using Messenger.Server.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Messenger.Server.Search;

/// <summary>
/// The index's own SQLite database, in a file or in memory, and the connections to it: one that writes, and for a file as many that read as were
/// needed at once. Whoever has it sees to it that nothing is under way when it is disposed.
/// </summary>
internal sealed class IndexFile : IDisposable
{
    /// <summary>
    /// Pages in its log at which they are moved to the file, and synced. Few: commits of the store wait for the same disk, and a sync of 4,000 pages held
    /// them up for 20 ms (docs/performance.md, W2).
    /// </summary>
    private const int CheckpointPages = 250;

    private const string Schema =
        """
        -- One row. crc is a RowCheck of the others.
        CREATE TABLE state (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, store BLOB NOT NULL, cursor INTEGER NOT NULL, crc INTEGER NOT NULL);

        -- A volume's words are in an FTS5 table named v and its first number.
        CREATE TABLE volumes (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, messages INTEGER NOT NULL, bytes INTEGER NOT NULL);

        -- The conversation of each message, 8 bytes a number, 0 where the index has nothing: so a search that must ask is answered from memory.
        CREATE TABLE places (block INTEGER PRIMARY KEY, conversations BLOB NOT NULL);

        -- The lowest and the highest number of each UTC day. Clocks are set back, so days may overlap.
        CREATE TABLE days (day INTEGER PRIMARY KEY, lowest INTEGER NOT NULL, highest INTEGER NOT NULL);
        """;

    private static readonly string[] Endings = ["", "-wal", "-shm", "-journal"];

    private readonly string? _path;
    private readonly SqliteConnection _connection;
    private readonly ConcurrentBag<IndexReader> _readers = [];

    private IndexFile(string? path, SqliteConnection connection, IndexWriter writer)
    {
        _path = path;
        _connection = connection;
        Writer = writer;
    }

    /// <summary>For one thread at a time.</summary>
    public IndexWriter Writer { get; }

    /// <summary>Readers share the connection of the writer, so that one of all may work at a time.</summary>
    public bool IsInMemory => _path is null;

    /// <param name="path">Null for one in memory.</param>
    /// <param name="store">The store whose messages are in it.</param>
    /// <param name="limits">How large volumes become.</param>
    /// <exception cref="DamagedIndexException">It is damaged, or of another version or store.</exception>
    /// <exception cref="StoreException">It cannot be opened now.</exception>
    public static IndexFile Open(string? path, Guid store, SearchLimits limits)
    {
        SqliteConnection? connection = null;
        try
        {
            if (path is not null)
                PrivateFile.Ensure(path, Endings);
            connection = Connect(path);
            Execute(connection, "PRAGMA journal_mode = WAL");
            // Synced now and then, in the right order: after a power cut it is whole and a little behind, and catches up.
            Execute(connection, "PRAGMA synchronous = NORMAL");
            Execute(connection, $"PRAGMA wal_autocheckpoint = {CheckpointPages}");
            Execute(connection, "PRAGMA cache_size = -8192");
            if (Count(connection, "SELECT COUNT(*) FROM sqlite_schema") == 0)
                Execute(connection, $"BEGIN IMMEDIATE; {Schema} COMMIT");
            return new IndexFile(path, connection, new IndexWriter(connection.Handle!, store, limits));
        }
        catch (Exception error) when (error is SqliteException or StoreException or IOException or UnauthorizedAccessException)
        {
            // A statement of ours that is refused means that the file holds something else.
            bool damaged = connection?.Handle is { } handle && (IsDamage(handle) || raw.sqlite3_errcode(handle) == raw.SQLITE_ERROR);
            connection?.Dispose();
            throw damaged ? new DamagedIndexException($"it is damaged ({error.Message})", error) : new StoreException(error.Message, error);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <exception cref="StoreException">It is still there.</exception>
    public static void Delete(string path)
    {
        try
        {
            foreach (string ending in Endings)
                File.Delete(path + ending);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(error.Message, error);
        }
    }

    /// <summary>Whether what just failed on this connection failed because the file is not what was written.</summary>
    public static bool IsDamage(sqlite3 database) => (raw.sqlite3_errcode(database) & 0xFF) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>Lends a reader for one call. In memory one call at a time may use it, and the writer not meanwhile.</summary>
    /// <exception cref="DamagedIndexException">What it read is not what was written.</exception>
    /// <exception cref="StoreException">It cannot be read now.</exception>
    public SearchPage Read(Func<IndexReader, SearchPage> read)
    {
        if (!_readers.TryTake(out IndexReader? reader))
            reader = OpenReader();
        try
        {
            SearchPage page = read(reader);
            _readers.Add(reader);
            return page;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_readers.TryTake(out IndexReader? reader))
            reader.Dispose();
        Writer.Dispose();
        _connection.Dispose();
    }

    private static SqliteConnection Connect(string? path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path ?? ":memory:", Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA busy_timeout = 5000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Count(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private IndexReader OpenReader()
    {
        if (_path is null)
            return new IndexReader(_connection.Handle!, owned: null);
        SqliteConnection? connection = null;
        try
        {
            connection = Connect(_path);
            Execute(connection, "PRAGMA query_only = ON; PRAGMA cache_size = -8192");
            return new IndexReader(connection.Handle!, connection);
        }
        catch (Exception error) when (error is SqliteException or StoreException)
        {
            connection?.Dispose();
            throw new StoreException(error.Message, error);
        }
    }
}
