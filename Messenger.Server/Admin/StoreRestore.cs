using System.Globalization;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;

namespace Messenger.Server.Admin;

/// <summary>
/// Puts a backup in the place of a store, in steps of which each may be the last: until the old store is set aside it is served as before;
/// from then until the new one is in its place a server refuses to start, and the command may simply be given again.
/// </summary>
internal static class StoreRestore
{
    /// <param name="file">The backup. It is looked through first and stays as it is.</param>
    /// <param name="path">The store's file; the caller owns its directory.</param>
    /// <returns>Where what was there before is kept; null when nothing was.</returns>
    /// <exception cref="StoreRefusedException">The backup is damaged, or cannot be read or copied.</exception>
    public static string? Put(string file, string path)
    {
        string incoming = path + Database.RestoringSuffix;
        bool wasCutOff = File.Exists(incoming) && !File.Exists(path);
        string copy = $"{incoming}.new";
        Database.Delete(copy);
        Copy(file, copy);
        Database.Delete(incoming);
        File.Move(copy, incoming);
        string? kept = SetAside(path, wasCutOff);
        File.Move(incoming, path);
        return kept;
    }

    private static void Copy(string file, string copy)
    {
        using (Database backup = Database.OpenAsIs(file))
        {
            StoreCheck check = StoreCheck.Of(backup);
            if (check.Faults.Count > 0)
                throw new StoreRefusedException($"{file} is damaged and was not restored: {check.Faults[0]}");
            backup.CopyTo(copy);
        }
        using Database restored = Database.OpenAsIs(copy);
        // Only the file itself is moved on.
        restored.TidyWhenClosed(true);
        // It has gone back in time: numbers given since the backup will be given again, to other messages. And a token that was revoked since
        // must not come back.
        StoreName.Make(restored);
        restored.Execute("DELETE FROM sessions");
    }

    /// <summary>Never over what an earlier restore set aside, which may be what is wanted after all.</summary>
    private static string? SetAside(string path, bool wasCutOff)
    {
        int number = 1;
        while (IsThere(Kept(path, number)))
            number++;
        // What a restore that was cut off left there belongs to what it had set aside already.
        if (wasCutOff && number > 1)
            number--;
        foreach (string suffix in Database.FileSuffixes.Where(suffix => File.Exists(path + suffix)))
            File.Move(path + suffix, Kept(path, number) + suffix);
        return IsThere(Kept(path, number)) ? Kept(path, number) : null;
    }

    private static bool IsThere(string path) => Database.FileSuffixes.Any(suffix => File.Exists(path + suffix));

    private static string Kept(string path, int number) =>
        number == 1 ? $"{path}.before-restore" : string.Create(CultureInfo.InvariantCulture, $"{path}.before-restore-{number}");
}
