using System.Collections.Concurrent;
using System.Diagnostics;

namespace Messenger.Tools;

/// <summary>The processes that a tool has started, so that none outlives it, however it ends.</summary>
internal static class ChildProcesses
{
    private static readonly ConcurrentBag<Process> Started = [];

    /// <summary>This program, which tools start as server and client.</summary>
    public static string Program => ProgramOf(
        Environment.ProcessPath ?? throw new InvalidOperationException("this process has no path of its own"), AppContext.BaseDirectory);

    /// <param name="running">What this process runs: the program, or <c>dotnet</c> when it was started as <c>dotnet messenger.dll</c>.</param>
    /// <param name="directory">Where the program's files are.</param>
    public static string ProgramOf(string running, string directory) => Path.GetFileNameWithoutExtension(running) == "dotnet"
        ? Path.Combine(directory, "messenger" + Path.GetExtension(running))
        : running;

    public static Process Start(ProcessStartInfo start)
    {
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start {start.FileName}");
        Started.Add(process);
        return process;
    }

    /// <summary>kill -9 to all that still run.</summary>
    public static void KillAll()
    {
        while (Started.TryTake(out Process? process))
        {
            try
            {
                process.Kill();
            }
            catch (InvalidOperationException)
            {
                // It was disposed of, as it should be.
            }
        }
    }
}
