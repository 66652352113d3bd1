using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// Reads the store beside its writer, through connections of its own: each read sees what was committed when it began, and holds nobody up.
/// Connections are made when they are needed and kept. Safe on any thread.
/// </summary>
internal sealed class SqliteArchive(string path) : IMessageArchive
{
    private readonly ConcurrentBag<Reader> _idle = [];
    private volatile bool _disposed;

    public ulong FirstNumber => 0;

    public StoredMessage? Find(ulong number) => Read(reader => reader.Find(number));

    public IReadOnlyList<(ulong Number, StoredMessage Message)> After(ulong number, int most) => Read(reader => reader.After(number, most));

    public ulong NewestBefore(long conversation, ulong number) => Read(reader => reader.NewestBefore(conversation, number));

    public IReadOnlyList<StoredMessage> From(ulong number, int most) => Read(reader => reader.From(number, most));

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out Reader? reader))
            reader.Dispose();
    }

    private T Read<T>(Func<Reader, T> read)
    {
        if (!_idle.TryTake(out Reader? reader))
            reader = new Reader(path);
        try
        {
            T found = read(reader);
            _idle.Add(reader);
            if (_disposed)
                Dispose();
            return found;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>One connection and its statements; for one thread at a time.</summary>
    private sealed class Reader : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly Statement _find;
        private readonly Statement _messagesAfter;
        private readonly Statement _changesAfter;
        private readonly Statement _from;
        private readonly Statement _newestBefore;

        public Reader(string path)
        {
            _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
            try
            {
                _connection.Open();
                _find = Prepare($"SELECT {MessageRow.Columns} FROM messages WHERE number = ?1");
                _messagesAfter = Prepare($"SELECT {MessageRow.Columns} FROM messages WHERE number > ?1 ORDER BY number LIMIT ?2");
                _changesAfter = Prepare("SELECT number, message FROM changes WHERE number > ?1 ORDER BY number LIMIT ?2");
                _newestBefore = Prepare("SELECT number FROM messages WHERE number < ?1 AND conversation = ?2 ORDER BY number DESC LIMIT 1");
                _from = Prepare($"SELECT {MessageRow.Columns} FROM messages WHERE number >= ?1 ORDER BY number LIMIT ?2");
            }
            catch (Exception error) when (error is SqliteException or StoreException)
            {
                _connection.Dispose();
                throw new StoreException($"the store cannot be read: {error.Message}", error);
            }
        }

        public StoredMessage? Find(ulong number) => All(_find.Bind(1, (long)number)).Cast<StoredMessage?>().FirstOrDefault();

        /// <summary>In one snapshot: a message that is committed while changes are read must not be passed over.</summary>
        public List<(ulong Number, StoredMessage Message)> After(ulong number, int most)
        {
            using SqliteTransaction snapshot = _connection.BeginTransaction(deferred: true);
            List<(ulong Number, StoredMessage Message)> found = [.. All(_messagesAfter.Bind(1, (long)number).Bind(2, most)).Select(message => (message.Number, message))];
            List<(ulong Number, ulong Message)> changes = [];
            _changesAfter.Bind(1, (long)number).Bind(2, most);
            while (_changesAfter.Next())
                changes.Add(((ulong)_changesAfter.Int64(0), (ulong)_changesAfter.Int64(1)));
            // Both lists may be cut off; in front of either end nothing is missing.
            ulong end = Math.Min(found.Count == most ? found[^1].Number : ulong.MaxValue, changes.Count == most ? changes[^1].Number : ulong.MaxValue);
            foreach ((ulong change, ulong message) in changes)
            {
                if (Find(message) is { } changed)
                    found.Add((change, changed));
            }
            return [.. found.Where(entry => entry.Number <= end).OrderBy(entry => entry.Number)];
        }

        public List<StoredMessage> From(ulong number, int most) => All(_from.Bind(1, (long)number).Bind(2, most));

        public ulong NewestBefore(long conversation, ulong number)
        {
            _newestBefore.Bind(1, (long)number).Bind(2, conversation);
            ulong found = _newestBefore.Next() ? (ulong)_newestBefore.Int64(0) : 0;
            _newestBefore.Reset();
            return found;
        }

        public void Dispose()
        {
            foreach (Statement statement in new[] { _find, _messagesAfter, _changesAfter, _from, _newestBefore })
                statement.Dispose();
            _connection.Dispose();
        }

        private Statement Prepare(string sql) => new(_connection.Handle!, sql);

        private static List<StoredMessage> All(Statement statement)
        {
            List<StoredMessage> found = [];
            try
            {
                while (statement.Next())
                    found.Add(MessageRow.Of(statement).Copy());
            }
            finally
            {
                statement.Reset();
            }
            return found;
        }
    }
}
