using System.Runtime.InteropServices;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>How large the files of a process may become, on Linux.</summary>
internal static class FileSizeLimit
{
    private const int FileSize = 1;

    /// <summary>Lifts the limit of a process that runs, as far as it may be lifted.</summary>
    public static void Lift(int process)
    {
        if (Exchange(process, FileSize, IntPtr.Zero, out Limit limit) != 0
            || Exchange(process, FileSize, new Limit { Soft = limit.Hard, Hard = limit.Hard }, IntPtr.Zero) != 0)
            throw new InvalidOperationException("the limit cannot be lifted");
    }

    [DllImport("libc", EntryPoint = "prlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Exchange(int process, int resource, IntPtr none, out Limit old);

    [DllImport("libc", EntryPoint = "prlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Exchange(int process, int resource, in Limit limit, IntPtr none);

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
