using System.Runtime.InteropServices;

namespace Messenger.Client.Session;

/// <summary>Files and directories that only their owner may use (0600, 0700). On Windows the rights of the user's own directory hold.</summary>
internal static partial class PrivateFiles
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int ReadOnly = 0;

    // What opening a file that another process has locked fails with.
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    /// <summary>The directory in which this user's programs keep their state: $XDG_STATE_HOME/messenger, by default ~/.local/state/messenger.</summary>
    public static string StateDirectory
    {
        get
        {
            string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
            // The XDG specification: a relative path is to be ignored.
            if (string.IsNullOrEmpty(state) || !Path.IsPathFullyQualified(state))
                state = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
            return Path.Combine(state, "messenger");
        }
    }

    /// <summary>Makes a directory, and those above it, where there is none.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, FileMode600 | UnixFileMode.UserExecute);
    }

    /// <summary>How a file is opened for writing, private when it is made.</summary>
    public static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode600;
        return options;
    }

    /// <summary>Whether a file could not be opened because another process has it.</summary>
    public static bool IsTaken(IOException error) => error.HResult is WouldBlockOnLinux or WouldBlockOnMac or WindowsSharingViolation;

    /// <summary>Makes sure that what was made, renamed or deleted in a directory stays so after a power cut.</summary>
    public static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
            return;
        // A file system that cannot do this for a directory keeps names in its own way.
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
