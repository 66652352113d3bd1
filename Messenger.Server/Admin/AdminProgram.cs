using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Wire;

namespace Messenger.Server.Admin;

/// <summary>
/// The command <c>admin</c>: what an operator does to a data directory. <c>verify</c> and <c>backup</c> work while the server runs, since they only
/// read a snapshot; <c>restore</c> and <c>passwd</c> change what it holds in memory, so they need it to be stopped.
/// </summary>
public static class AdminProgram
{
    /// <summary>The store's files: the database, its write-ahead log and that log's index.</summary>
    private static readonly string[] FileSuffixes = ["", "-wal", "-shm"];

    private const int Well = 0;
    private const int Failed = 1;
    private const int CannotStart = 2;

    /// <summary>Checks the file's structure and what it says, and counts what is in it.</summary>
    /// <returns>0 whole, 1 damaged, 2 not there.</returns>
    public static int Verify(string? data, TextWriter output, TextWriter errors) => Guard(errors, () =>
    {
        using Database database = Database.OpenAsIs(Existing(data));
        StoreCheck check = StoreCheck.Of(database);
        output.WriteLine($"accounts {check.Accounts} · logins {check.Sessions} · messages {check.Messages} · waiting {check.Waiting}");
        foreach (string fault in check.Faults)
            output.WriteLine(fault);
        output.WriteLine(check.Faults.Count == 0 ? "the store is whole" : "the store is damaged; restore a backup with: messenger admin restore FILE");
        return check.Faults.Count == 0 ? Well : Failed;
    });

    /// <summary>Writes a copy of the store as it is now to a new file, also while the server runs.</summary>
    public static int Backup(string? data, string file, TextWriter output, TextWriter errors) => Guard(errors, () =>
    {
        if (File.Exists(file))
            throw new StoreRefusedException($"{file} exists already; name a new file");
        using Database database = Database.OpenAsIs(Existing(data));
        database.CopyTo(file);
        output.WriteLine($"backed up to {file} ({new FileInfo(file).Length} bytes)");
        return Well;
    });

    /// <summary>Puts a backup in the place of the store. What was there is kept beside it.</summary>
    public static int Restore(string? data, string file, TextWriter output, TextWriter errors) => Guard(errors, () =>
    {
        if (!File.Exists(file))
            throw new StoreRefusedException($"there is no {file}");
        string directory = data ?? ServerProgram.DefaultDataDirectory();
        using DataDirectory owned = DataDirectory.Take(directory);
        string path = Path.Combine(directory, Database.FileName);
        string incoming = $"{path}.restoring";
        File.Delete(incoming);
        using (Database backup = Database.OpenAsIs(file))
        {
            StoreCheck check = StoreCheck.Of(backup);
            if (check.Faults.Count > 0)
                throw new StoreRefusedException($"{file} is damaged and was not restored: {check.Faults[0]}");
            backup.CopyTo(incoming);
        }
        string kept = $"{path}.before-restore";
        foreach (string suffix in FileSuffixes)
        {
            File.Delete(kept + suffix);
            if (File.Exists(path + suffix))
                File.Move(path + suffix, kept + suffix);
        }
        File.Move(incoming, path);
        output.WriteLine($"restored {file}; what was there before is {kept}");
        return Well;
    });

    /// <summary>Gives an account a new password and ends all its logins.</summary>
    public static int SetPassword(string? data, string name, string password, TextWriter output, TextWriter errors) => Guard(errors, () =>
    {
        if (PasswordText.Normalize(System.Text.Encoding.UTF8.GetBytes(password)) is not { } normal)
            throw new StoreRefusedException(Service.Refusals.PasswordInvalid.Message);
        string directory = data ?? ServerProgram.DefaultDataDirectory();
        using DataDirectory owned = DataDirectory.Take(directory);
        using MessengerEngine engine = new(
            new SqliteJournal(Database.Open(Existing(directory)), TimeProvider.System), new EngineLimits(), TimeProvider.System,
            failure => errors.WriteLine(failure.Message));
        if (engine.Find(name) is not { } account)
            throw new StoreRefusedException($"there is no account {name}");
        using PasswordHasher hasher = new(PasswordHasher.DefaultRounds);
        PasswordRecord record = hasher.HashAsync(normal).GetAwaiter().GetResult()!;
        if (engine.ChangePasswordAsync(account, account.Password, record, own: null).GetAwaiter().GetResult() is not ErrorCode.None)
            return Failed;
        output.WriteLine($"the password of {account.Name} is changed, and all its logins are over");
        return Well;
    });

    private static string Existing(string? data)
    {
        string path = Path.Combine(data ?? ServerProgram.DefaultDataDirectory(), Database.FileName);
        return File.Exists(path) ? path : throw new StoreRefusedException($"there is no store at {path}; name its directory with --data");
    }

    private static int Guard(TextWriter errors, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or StoreException)
        {
            errors.WriteLine(error.Message);
            return CannotStart;
        }
    }
}
