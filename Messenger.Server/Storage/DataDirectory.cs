using System.Globalization;

namespace Messenger.Server.Storage;

/// <summary>
/// The directory where a server keeps what it knows. One server owns it at a time, by a lock file that the system frees when the process
/// ends, however it ends. Readable by the owner only.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const string LockName = "lock";
    private const string OwnerName = "owner";
    // What opening a file that another process has locked fails with; a full or read-only disk fails otherwise.
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream locked)
    {
        Path = path;
        _lock = locked;
    }

    public string Path { get; }

    /// <summary>Makes the directory if it is not there.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>Takes the directory for this process.</summary>
    /// <exception cref="IOException">Another server has it; the message says which.</exception>
    public static DataDirectory Take(string path)
    {
        Create(path);
        string file = System.IO.Path.Combine(path, LockName);
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream locked;
        try
        {
            locked = new FileStream(file, options);
        }
        catch (IOException error) when (error.HResult is WouldBlockOnLinux or WouldBlockOnMac or WindowsSharingViolation)
        {
            throw new StoreRefusedException($"{path} is in use by another server ({OwnerOf(path)}); stop that one, or name another directory with --data");
        }
        WriteOwner(System.IO.Path.Combine(path, OwnerName));
        return new DataDirectory(path, locked);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Beside the lock, which nobody else can open while it is held.</summary>
    private static void WriteOwner(string file)
    {
        try
        {
            PrivateFile.Create(file);
            File.WriteAllText(file, $"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}");
        }
        catch (IOException)
        {
            // A full disk, which is no reason not to start: only the words of a refusal are poorer for it.
        }
    }

    private static string OwnerOf(string path)
    {
        string file = System.IO.Path.Combine(path, OwnerName);
        return File.Exists(file) && File.ReadAllText(file) is { Length: > 0 } owner ? owner : "its process is not known";
    }
}
