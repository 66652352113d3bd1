using System.Runtime.InteropServices;

namespace Messenger.Server;

/// <summary>
/// How many connections the process may have. When descriptors run out the runtime's accept fails hard, so the server keeps its own cap
/// below the limit, with a reserve for files, refusals and the runtime itself.
/// </summary>
internal static partial class Descriptors
{
    /// <summary>Descriptors kept free.</summary>
    public const int Reserve = 64;

    private const int LimitLinux = 7;
    private const int LimitMac = 8;

    /// <summary>More than this many connections were never tried.</summary>
    private const int Highest = 100_000;

    /// <summary>Connections that fit beside what is open now and the reserve; at least 1.</summary>
    public static int ConnectionsThatFit()
    {
        if (OperatingSystem.IsWindows())
            return Highest;
        int resource = OperatingSystem.IsMacOS() ? LimitMac : LimitLinux;
        if (GetLimit(resource, out ResourceLimit limit) != 0)
            return Highest;
        string open = OperatingSystem.IsMacOS() ? "/dev/fd" : "/proc/self/fd";
        int used = Directory.Exists(open) ? Directory.EnumerateFileSystemEntries(open).Count() : Reserve;
        return (int)Math.Clamp((long)Math.Min((ulong)limit.Soft, Highest * 2) - used - Reserve, 1, Highest);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
