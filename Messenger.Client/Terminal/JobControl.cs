using System.Runtime.InteropServices;

namespace Messenger.Client.Terminal;

/// <summary>Stops this program as the shell expects it at Ctrl-Z.</summary>
internal static partial class JobControl
{
    private const nint ByDefault = 0;
    private const nint Ignored = 1;

    private static int StopSignal => OperatingSystem.IsLinux() ? 20 : 18;

    /// <summary>
    /// Stops the programs of this job, this one last, and returns when it goes on; at once where there is no job control, as nobody could
    /// set it going again. No handler of ours for the signal may be registered.
    /// </summary>
    public static void Stop()
    {
        nint before = SetHandler(StopSignal, Ignored);
        if (before == Ignored)
            return;
        // Whoever started us in this job (dotnet run) must stop too, or the shell goes on waiting.
        _ = Kill(0, StopSignal);
        _ = SetHandler(StopSignal, ByDefault);
        // To this very thread: so it does not go on before the stop takes effect.
        _ = Raise(StopSignal);
        _ = SetHandler(StopSignal, before);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);
}
