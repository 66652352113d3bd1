using System.Runtime.InteropServices;

namespace Messenger.Server;

/// <summary>
/// SIGXFSZ, with which the system ends a process that writes beyond its limit on the size of files (<c>ulimit -f</c>). Survived, the write
/// fails instead, and the store answers that as it does a full disk.
/// </summary>
internal static class FileSizeSignal
{
    // The same on Linux and macOS; the runtime has no name for it.
    private const PosixSignal Number = (PosixSignal)25;

    /// <summary>From now on, until disposed of.</summary>
    public static IDisposable? Survive() =>
        OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(Number, static context => context.Cancel = true);
}
