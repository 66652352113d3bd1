using System.Runtime.InteropServices;

namespace Messenger.Server.Search;

/// <summary>Lowers the priority of a thread, where the system lets it.</summary>
internal static partial class BackgroundPriority
{
    private const int OfProcess = 0;

    /// <summary>For a call about itself. Linux takes it for the calling thread, not for its process.</summary>
    private const int Self = 0;

    /// <summary>A third of the others' share when all want to work.</summary>
    private const int Nice = 5;

    /// <summary>For the calling thread, for the rest of its life. Never fails: without it the thread is only less polite.</summary>
    public static void Take()
    {
        // The runtime observes this on Windows only.
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetPriority(OfProcess, Self, Nice);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            // A libc without it.
        }
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int priority);
}
