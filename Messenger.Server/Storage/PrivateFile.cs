namespace Messenger.Server.Storage;

/// <summary>Files that only their owner may read and write (0600). On Windows the directory's rights hold.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes an empty file if there is none.</summary>
    public static void Create(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        new FileStream(path, options).Dispose();
    }

    /// <summary>
    /// Sees to it that a file is there, and that it and those beside it with these endings are private. SQLite gives what it makes beside a
    /// database the mode of that.
    /// </summary>
    public static void Ensure(string path, params ReadOnlySpan<string> endings)
    {
        if (!File.Exists(path))
            Create(path);
        if (OperatingSystem.IsWindows())
            return;
        foreach (string ending in endings)
        {
            if (File.Exists(path + ending) && File.GetUnixFileMode(path + ending) != OwnerOnly)
                File.SetUnixFileMode(path + ending, OwnerOnly);
        }
    }
}
