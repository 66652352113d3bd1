using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Wire;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Admin;

/// <summary>
/// The command <c>admin</c>: what an operator does to a data directory. <c>verify</c> and <c>backup</c> work while the server runs, since they only
/// read a snapshot; <c>restore</c> and <c>passwd</c> change what it holds in memory, so they need it to be stopped.
/// </summary>
public static class AdminProgram
{
    private const int Well = 0;
    private const int Failed = 1;
    private const int CannotStart = 2;
    private const string Advice = "restore a backup with: messenger admin restore FILE";

    /// <summary>Checks the file's structure and what it says, and counts what is in it.</summary>
    /// <returns>0 whole, 1 damaged, 2 not there.</returns>
    public static int Verify(string? data, TextWriter output, TextWriter errors) => Guard(errors, () =>
    {
        try
        {
            return Look(data, output);
        }
        catch (StoreException damage)
        {
            output.WriteLine($"{damage.Message}; {Advice}");
            return Failed;
        }
    });

    /// <summary>Writes a copy of the store as it is now to a new file, also while the server runs.</summary>
    public static int Backup(string? data, string file, TextWriter output, TextWriter errors) => Guard(errors, () =>
    {
        if (File.Exists(file))
            throw new StoreRefusedException($"{file} exists already; name a new file");
        string path = Existing(data);
        if (LogDamage(data) is { } damage)
            throw new StoreRefusedException($"{damage}; no backup was written");
        using Database database = Database.OpenAsIs(path);
        if (Missing(database) is { } missing && !IsInUse(DirectoryOf(data)))
            throw new StoreRefusedException($"{missing}; no backup was written");
        database.CopyTo(file);
        output.WriteLine($"backed up to {file} ({new FileInfo(file).Length} bytes)");
        return Well;
    });

    /// <summary>Puts a backup in the place of the store. What was there is kept beside it.</summary>
    public static int Restore(string? data, string file, TextWriter output, TextWriter errors) => Guard(errors, () =>
    {
        if (!File.Exists(file))
            throw new StoreRefusedException($"there is no {file}");
        using DataDirectory owned = DataDirectory.Take(DirectoryOf(data));
        string? kept = StoreRestore.Put(file, PathOf(data));
        output.WriteLine($"restored {file}; everyone logs in anew{(kept is null ? "" : $"; what was there before is {kept}")}");
        return Well;
    });

    /// <summary>Gives an account a new password and ends all its logins.</summary>
    public static int SetPassword(string? data, string name, string password, TextWriter output, TextWriter errors) => Guard(errors, () =>
    {
        if (PasswordText.Normalize(System.Text.Encoding.UTF8.GetBytes(password)) is not { } normal)
            throw new StoreRefusedException(Service.Refusals.PasswordInvalid.Message);
        string path = Existing(data);
        using DataDirectory owned = DataDirectory.Take(DirectoryOf(data));
        Database database = Database.Open(path);
        if (database.Loss is { } loss)
            errors.WriteLine($"warning: {loss.InWords()}");
        // Before an engine has it, which notes at once who is not there any more.
        if (!HasAccount(database, name))
        {
            database.TidyWhenClosed(false);
            database.Dispose();
            throw new StoreRefusedException($"there is no account {name}");
        }
        using MessengerEngine engine = new(
            new SqliteJournal(database, TimeProvider.System, leavesLossToBeTold: true), new EngineLimits(), TimeProvider.System,
            failure => errors.WriteLine(failure.Message));
        Account account = engine.Find(name)!;
        using PasswordHasher hasher = new(PasswordHasher.DefaultRounds);
        PasswordRecord record = hasher.HashAsync(normal).GetAwaiter().GetResult()!;
        if (engine.ChangePasswordAsync(account, account.Password, record, own: null).GetAwaiter().GetResult() is not ErrorCode.None)
            return Failed;
        output.WriteLine($"the password of {account.Name} is changed, and all its logins are over");
        return Well;
    });

    private static int Look(string? data, TextWriter output)
    {
        string path = Existing(data);
        if (LogDamage(data) is { } damage)
        {
            output.WriteLine($"{damage}; {Advice}");
            return Failed;
        }
        using Database database = Database.OpenAsIs(path);
        if (Missing(database) is { } missing)
        {
            output.WriteLine($"{missing}; {Advice}");
            return Failed;
        }
        StoreCheck check = StoreCheck.Of(database);
        if (check.Faults.Count == 0 && database.Version < Schema.Version)
        {
            throw new StoreRefusedException(
                $"{path} was written by an older messenger (its schema is {database.Version}); start the server once, which checks it and brings it forward");
        }
        output.WriteLine($"accounts {check.Accounts} · logins {check.Sessions} · messages {check.Messages} · waiting {check.Waiting}");
        foreach (string fault in check.Faults)
            output.WriteLine(fault);
        output.WriteLine(check.Faults.Count == 0 ? "the store is whole" : $"the store is damaged; {Advice}");
        return check.Faults.Count == 0 ? Well : Failed;
    }

    private static bool HasAccount(Database database, string name)
    {
        using Statement find = database.Prepare("SELECT 1 FROM accounts WHERE name = ?1 COLLATE NOCASE AND deleted_at IS NULL");
        return find.Bind(1, name).Next();
    }

    private static string DirectoryOf(string? data) => data ?? ServerProgram.DefaultDataDirectory();

    private static string PathOf(string? data) => Path.Combine(DirectoryOf(data), Database.FileName);

    private static string Existing(string? data) =>
        Path.Exists(PathOf(data)) ? PathOf(data) : throw new StoreRefusedException($"there is no store at {PathOf(data)}; name its directory with --data");

    /// <summary>
    /// What is wrong with the log of a store that no server has, in words; null when nothing is. To be asked before the file is opened, which
    /// would tidy the damage away so that nobody heard of it.
    /// </summary>
    private static string? LogDamage(string? data)
    {
        string? damage;
        try
        {
            damage = LogCheck.Lost(LogCheck.CommitsBehindDamage(PathOf(data))) is > 0 and int lost ? new StoreLoss((ulong)lost, PathOf(data)).InWords() : null;
        }
        catch (StoreException headless)
        {
            damage = $"{PathOf(data)} is damaged: {headless.Message}";
        }
        return damage is null || IsInUse(DirectoryOf(data)) ? null : damage;
    }

    /// <summary>What the mark beside a store misses in it, in words; null when nothing, or the store's own values cannot be read, which is found otherwise.</summary>
    private static string? Missing(Database database)
    {
        try
        {
            using CommitMark mark = CommitMark.Beside(database.Path);
            if (database.Version == 0 || CommitCount.Lost(database, mark) is not (> 0 and ulong lost))
                return null;
            return new StoreLoss(lost, database.Path).InWords();
        }
        catch (Exception error) when (StoreLoader.MeansDamage(error))
        {
            return null;
        }
    }

    /// <summary>A server looks at its log when it starts; from then on it writes to it, and whoever reads that meanwhile may see half of it.</summary>
    private static bool IsInUse(string directory)
    {
        try
        {
            DataDirectory.Take(directory).Dispose();
            return false;
        }
        catch (StoreRefusedException)
        {
            return true;
        }
    }

    private static int Guard(TextWriter errors, Func<int> action)
    {
        using IDisposable? fileSize = FileSizeSignal.Survive();
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or StoreException or SqliteException)
        {
            errors.WriteLine(error.Message);
            return CannotStart;
        }
    }
}
