using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// The SQLite file of a data directory: opened, brought to the present schema, made safe against power cuts (write-ahead log, synced at
/// every commit).
/// </summary>
internal sealed class Database : IDisposable
{
    public const string FileName = "messenger.db";

    /// <summary>Behind the file's name: a backup on its way into the file's place.</summary>
    public const string RestoringSuffix = ".restoring";

    /// <summary>The files of a store: the database, its write-ahead log, that log's index, and the mark of how far it has come.</summary>
    public static readonly string[] FileSuffixes = ["", "-wal", "-shm", CommitMark.Suffix];

    /// <summary>Up to this size a file is looked through at start; beyond, that would take too long and is left to <c>messenger admin verify</c>.</summary>
    private const long LookedThroughBytes = 256L << 20;

    /// <summary>No file that was once in use is smaller than a page.</summary>
    private const int SmallestFile = 512;

    private readonly SqliteConnection _connection;
    private bool _logHasRests;

    private Database(SqliteConnection connection, CommitMark? mark = null)
    {
        _connection = connection;
        Mark = mark;
    }

    /// <summary>The file.</summary>
    public string Path => _connection.DataSource;

    /// <summary>How far the store has come, as a file beside it tells; null when it has none. Disposed with the database.</summary>
    public CommitMark? Mark { get; }

    /// <summary>What was lost and could not be helped; null when all is there.</summary>
    public StoreLoss? Loss { get; private set; }

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Of its schema.</summary>
    public int Version => (int)Scalar("PRAGMA user_version");

    /// <summary>Opens the file, makes it when it is not there, and migrates it when it is older than this program.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fileSystem">The name of the SQLite VFS to use; null for the system's. Tests put a disk there that fails and forgets.</param>
    /// <param name="steps">The schema; null for this program's. Tests put an older or a newer one there.</param>
    /// <param name="mark">The mark of a store in that VFS.</param>
    /// <exception cref="StoreRefusedException">It is newer than this program, damaged, or no such file at all.</exception>
    public static Database Open(string path, string? fileSystem = null, IReadOnlyList<string>? steps = null, CommitMark? mark = null)
    {
        if (fileSystem is null)
            RefuseDirectories(path);
        if (fileSystem is null && !File.Exists(path) && File.Exists(path + RestoringSuffix))
            throw new StoreRefusedException($"a restore of {path} was cut off (run it again: messenger admin restore FILE)");
        if (fileSystem is null && !File.Exists(path) && File.Exists($"{path}-wal"))
            throw new StoreRefusedException($"{path} is not there, but its write-ahead log {path}-wal is (put it back, or move the log away too)");
        if (fileSystem is null && !File.Exists(path) && File.Exists(path + CommitMark.Suffix))
        {
            throw new StoreRefusedException($"{path} is not there, but {path}{CommitMark.Suffix} tells that it was "
                + "(put it back, or restore a backup with: messenger admin restore; to begin anew, remove that file too)");
        }
        if (fileSystem is null && !File.Exists(path))
            Make(path, steps);
        if (fileSystem is null && IsCutOff(path))
            throw new StoreRefusedException($"{path} is damaged: it is cut off (restore a backup with: messenger admin restore)");
        return OpenFile(path, fileSystem, steps, fileSystem is null ? CommitMark.Beside(path) : mark);
    }

    /// <summary>Makes the file under another name first, so that under its own it is never there in part, and an empty one is known to be cut off.</summary>
    private static void Make(string path, IReadOnlyList<string>? steps)
    {
        string made = $"{path}.new";
        Delete(made);
        OpenFile(made, fileSystem: null, steps, mark: null).Dispose();
        File.Move(made, path);
    }

    private static Database OpenFile(string path, string? fileSystem, IReadOnlyList<string>? steps, CommitMark? mark)
    {
        if (fileSystem is null)
            PrivateFile.Ensure(path, FileSuffixes);
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Vfs = fileSystem }.ToString());
        Database database = new(connection, mark);
        try
        {
            int behindDamage = fileSystem is null ? LogCheck.CommitsBehindDamage(path) : 0;
            database._logHasRests = behindDamage > 0;
            connection.Open();
            // A store that is refused stays as it is: closing it would else tidy its log away.
            database.TidyWhenClosed(false);
            // Such a disk has no memory to share with other processes, which SQLite then must not ask for.
            if (fileSystem is not null)
                database.Execute("PRAGMA locking_mode = EXCLUSIVE");
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = FULL");
            // What is taken back or too old shall not stay behind in free pages.
            database.Execute("PRAGMA secure_delete = ON");
            // On macOS a sync without it stops at the drive's memory; elsewhere it changes nothing.
            database.Execute("PRAGMA fullfsync = ON");
            database.Execute("PRAGMA trusted_schema = OFF");
            database.Execute("PRAGMA cell_size_check = ON");
            // One process owns the directory; who looks in meanwhile (backup, verify) reads a snapshot and never waits for long.
            database.Execute("PRAGMA busy_timeout = 5000");
            RefuseNewer(path, database.Version, (steps ?? Schema.Steps).Count);
            ulong lost = Math.Max(database.Missing(), (ulong)LogCheck.Lost(behindDamage));
            database.LookThrough();
            // Before anything is written, and not for a store that is refused.
            if (lost > 0)
                database.Loss = new StoreLoss(lost, path, fileSystem is null ? LogCheck.SetAside(path) : null);
            database.Migrate(path, steps ?? Schema.Steps);
            database.TidyWhenClosed(true);
            return database;
        }
        catch (Exception error) when (error is SqliteException or StoreException)
        {
            database.Dispose();
            throw new StoreRefusedException(error is SqliteException { SqliteErrorCode: not (raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT) }
                ? $"{path}: {error.Message} (make room there, see who may read and write its files, or name another directory with --data)"
                : $"{path} is damaged: {error.Message} (restore a backup with: messenger admin restore)");
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a file to look at it or copy it, also while a server has it; nothing is migrated, and its log is left where it is: with a file that is
    /// not its own, SQLite would move it there, or remove it.
    /// </summary>
    /// <exception cref="StoreRefusedException">It is newer than this program, not there, or cannot be read.</exception>
    /// <exception cref="StoreException">It is damaged, or no store at all.</exception>
    public static Database OpenAsIs(string path)
    {
        RefuseDirectories(path);
        if (File.Exists(path) && IsCutOff(path))
            throw new StoreException($"{path} is no store, or is damaged: it is cut off");
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            Mode = SqliteOpenMode.ReadWrite,
        }.ToString());
        try
        {
            connection.Open();
            Database database = new(connection);
            database.TidyWhenClosed(false);
            RefuseNewer(path, database.Scalar("PRAGMA user_version"), Schema.Version);
            return database;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            if (error.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT)
                throw new StoreException($"{path} is no store, or is damaged: {error.Message}");
            throw new StoreRefusedException($"{path} cannot be read as a store: {error.Message}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Removes a store's files, where there are any.</summary>
    public static void Delete(string path)
    {
        foreach (string suffix in FileSuffixes)
            File.Delete(path + suffix);
    }

    /// <summary>Copies the whole store, as of now, to a new file that its owner alone can read; all of it or nothing.</summary>
    /// <exception cref="StoreRefusedException">It cannot be written there.</exception>
    public void CopyTo(string path)
    {
        try
        {
            // Made before SQLite writes to it, so that it is never readable by others.
            PrivateFile.Create(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"cannot write {path}: {error.Message}");
        }
        try
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "VACUUM INTO $path";
            command.Parameters.AddWithValue("$path", path);
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            File.Delete(path);
            throw new StoreRefusedException($"cannot write {path}: {error.Message}");
        }
    }

    /// <summary>
    /// Before the first transaction of who told the loss: where commits lie behind a damaged place of the log, they are cut off. What goes on in
    /// front of them would else look damaged once more when the next start finds them, and nothing is lost then.
    /// </summary>
    public void LeaveRestsOfLog()
    {
        if (!_logHasRests)
            return;
        _logHasRests = false;
        try
        {
            LogCheck.CutOffRests(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or StoreException)
        {
            // A disk that cannot: a loss may then be told twice, and that is all.
        }
    }

    public void Execute(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public long Scalar(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public Statement Prepare(string sql) => new(Handle, sql);

    /// <summary>Whether closing moves the log into the database, as SQLite does by itself, or leaves both as they are.</summary>
    public void TidyWhenClosed(bool tidies) =>
        SQLitePCL.raw.sqlite3_db_config(Handle, SQLitePCL.raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, tidies ? 0 : 1, out _);

    public void Dispose()
    {
        _connection.Dispose();
        Mark?.Dispose();
    }

    /// <summary>One of the store's own values; null when there is none.</summary>
    /// <exception cref="StoreException">It is not what was written.</exception>
    public string? ReadMeta(string key)
    {
        using Statement find = Prepare("SELECT value, crc FROM meta WHERE key = ?1").Bind(1, key);
        if (!find.Next())
            return null;
        Rows.Meta(key, find.Text(0)).Verify(find.Int64(1), $"meta ({key})", 0);
        return find.Text(0);
    }

    /// <exception cref="StoreException">It could not be written.</exception>
    public void WriteMeta(string key, string value)
    {
        using Statement write = Prepare("INSERT OR REPLACE INTO meta (key, value, crc) VALUES (?1, ?2, ?3)");
        write.Bind(1, key).Bind(2, value).Bind(3, Rows.Meta(key, value).Value).Run();
    }

    private static void RefuseDirectories(string path)
    {
        if (FileSuffixes.Select(suffix => path + suffix).FirstOrDefault(Directory.Exists) is { } directory)
            throw new StoreRefusedException($"{directory} is a directory, where a file of the store belongs; move it away, and put back the file if there was one");
    }

    private static bool IsCutOff(string path) => new FileInfo(path).Length < SmallestFile;

    private static void RefuseNewer(string path, long version, int known)
    {
        if (version > known)
            throw new StoreRefusedException(
                $"{path} was written by a newer messenger (its schema is {version}, this program knows up to {known}); run that one");
    }

    /// <summary>How many commits the mark has and the store has not.</summary>
    private ulong Missing() =>
        Mark is not null && Version > 0 && Scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'meta'") > 0 ? CommitCount.Lost(this, Mark) : 0;

    private void Migrate(string path, IReadOnlyList<string> steps)
    {
        int version = Version;
        if (version == steps.Count)
            return;
        if (version < 0 || (version == 0 && Scalar("SELECT COUNT(*) FROM sqlite_schema") > 0))
            throw new StoreException("it holds something else, or the number of its schema is lost");
        if (version > 0)
        {
            string backup = $"{path}.v{version}.backup";
            File.Delete(backup);
            CopyTo(backup);
        }
        StoreException? damage = null;
        // What steps need that SQL has not.
        _connection.CreateFunction(
            "message_check", (long number, byte[] id, long sender, long conversation, long at, long previous, long state, byte[] text, long kept) =>
            {
                try
                {
                    Rows.FirstMessage((ulong)number, id, sender, conversation, at, text).Verify(kept, "messages", number);
                }
                catch (StoreException found)
                {
                    damage = found;
                    throw;
                }
                return Rows.Message((ulong)number, id, sender, conversation, at, (ulong)previous, state, text).Value;
            },
            isDeterministic: true);
        _connection.CreateFunction("tally_check", (long conversation, long last, long lastAt, long count) =>
            Rows.Tally(conversation, last, lastAt, count).Value, isDeterministic: true);
        try
        {
            for (; version < steps.Count; version++)
                Execute($"BEGIN IMMEDIATE; {steps[version]} PRAGMA user_version = {version + 1}; COMMIT");
        }
        catch (SqliteException) when (damage is not null)
        {
            throw damage;
        }
    }

    /// <summary>
    /// Looks for damage to the structure: pages that lost rows, and indexes that did, without which a repeat would be stored twice. What is in
    /// the rows is checked when they are loaded.
    /// </summary>
    private void LookThrough()
    {
        if (Scalar("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") > LookedThroughBytes)
            return;
        using Statement check = Prepare("PRAGMA integrity_check(1)");
        if (!check.Next() || check.Text(0) != "ok")
            throw new StoreException(check.Text(0).ReplaceLineEndings(" "));
    }
}
