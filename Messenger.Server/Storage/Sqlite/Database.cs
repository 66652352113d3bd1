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

    private readonly SqliteConnection _connection;

    private Database(SqliteConnection connection) => _connection = connection;

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Opens the file, makes it when it is not there, and migrates it when it is older than this program.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fileSystem">The name of the SQLite VFS to use; null for the system's. Tests put a disk there that fails and forgets.</param>
    /// <exception cref="StoreRefusedException">It is newer than this program, damaged, or no such file at all.</exception>
    public static Database Open(string path, string? fileSystem = null)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Vfs = fileSystem }.ToString());
        try
        {
            connection.Open();
            Database database = new(connection);
            // Such a disk has no memory to share with other processes, which SQLite then must not ask for.
            if (fileSystem is not null)
                database.Execute("PRAGMA locking_mode = EXCLUSIVE");
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = FULL");
            database.Execute("PRAGMA trusted_schema = OFF");
            // One process owns the directory; who looks in meanwhile (backup, verify) reads a snapshot and never waits for long.
            database.Execute("PRAGMA busy_timeout = 5000");
            database.Migrate(path);
            return database;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new StoreRefusedException(error.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT
                ? $"{path} is damaged: {error.Message} (restore a backup with: messenger admin restore)"
                : $"{path}: {error.Message}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file to look at it or copy it, also while a server has it; nothing is migrated.</summary>
    /// <exception cref="StoreRefusedException">It is newer than this program, damaged, or not there.</exception>
    public static Database OpenAsIs(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite,
        }.ToString());
        try
        {
            connection.Open();
            Database database = new(connection);
            database.RefuseNewer(path);
            return database;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new StoreRefusedException($"{path} cannot be read as a store: {error.Message}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Copies the whole store, as of now, to a new file that its owner alone can read.</summary>
    /// <exception cref="StoreRefusedException">It cannot be written there.</exception>
    public void CopyTo(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // Made beforehand with the right mode; SQLite takes an empty file as a new one.
                FileStreamOptions owned = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
                owned.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                new FileStream(path, owned).Dispose();
            }
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "VACUUM INTO $path";
            command.Parameters.AddWithValue("$path", path);
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw new StoreRefusedException($"cannot write {path}: {error.Message}");
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

    public void Dispose() => _connection.Dispose();

    private void RefuseNewer(string path)
    {
        long version = Scalar("PRAGMA user_version");
        if (version > Schema.Version)
            throw new StoreRefusedException(
                $"{path} was written by a newer messenger (its schema is {version}, this program knows up to {Schema.Version}); run that one");
    }

    private void Migrate(string path)
    {
        RefuseNewer(path);
        int version = (int)Scalar("PRAGMA user_version");
        if (version > 0 && version < Schema.Version)
        {
            string backup = $"{path}.v{version}.backup";
            File.Delete(backup);
            CopyTo(backup);
        }
        for (; version < Schema.Version; version++)
            Execute($"BEGIN IMMEDIATE; {Schema.Steps[version]} PRAGMA user_version = {version + 1}; COMMIT");
    }
}
