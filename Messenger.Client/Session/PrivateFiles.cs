using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Messenger.Wire.Fields;

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
    public static string StateDirectory => UserDirectory(Environment.GetEnvironmentVariable("XDG_STATE_HOME"), ".local", "state");

    /// <summary>The directory of what this user has set up: $XDG_CONFIG_HOME/messenger, by default ~/.config/messenger.</summary>
    public static string ConfigurationDirectory => UserDirectory(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME"), ".config");

    /// <summary>Our directory in one of the user's.</summary>
    /// <param name="chosen">What the variable says. The XDG specification: a relative path is to be ignored.</param>
    /// <param name="usual">Where that is by default, from the home directory on.</param>
    public static string UserDirectory(string? chosen, params string[] usual)
    {
        if (string.IsNullOrEmpty(chosen) || !Path.IsPathFullyQualified(chosen))
            chosen = Path.Combine([Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), .. usual]);
        return Path.Combine(chosen, "messenger");
    }

    /// <summary>The name of an account's file: the account, for people who look at the directory, and a hash of all that tells it apart.</summary>
    /// <param name="account">In any case. It comes from a server, so it is only taken when it can be a name.</param>
    /// <param name="owner">What tells the account apart, in lower case.</param>
    /// <param name="ending">Of the name, with its point.</param>
    public static string NameOf(string account, string owner, string ending)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)).AsSpan(0, 16));
        return (Names.IsValid(account) ? $"{account.ToLowerInvariant()}-{hash}" : hash) + ending;
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

    /// <summary>Writes a file as a whole: whatever happens, there is the old one or the new one.</summary>
    /// <param name="path">The file; its directory is there.</param>
    /// <param name="temporary">Where it is written first, beside it.</param>
    /// <param name="contents">All of it.</param>
    /// <param name="open">How a file is opened for writing, and made when it is not there; privately by default.</param>
    public static void Replace(string path, string temporary, ReadOnlySpan<byte> contents, Func<string, FileStream>? open = null)
    {
        try
        {
            using (FileStream file = open is null ? new(temporary, Options(FileMode.Create, FileShare.None)) : open(temporary))
            {
                file.SetLength(0);
                file.Write(contents);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
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
