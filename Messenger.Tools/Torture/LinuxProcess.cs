using System.Globalization;
using System.Runtime.InteropServices;

namespace Messenger.Tools.Torture;

/// <summary>What Linux says of another process, and signals to it.</summary>
internal static partial class LinuxProcess
{
    public const int SigTerm = 15;
    public const int SigContinue = 18;
    public const int SigStop = 19;

    private const string Resident = "VmRSS:";
    private const int KibiByte = 1024;
    private static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(1);

    /// <summary>How many descriptors it has open.</summary>
    public static int Descriptors(int process) => Directory.GetFileSystemEntries($"/proc/{process}/fd").Length;

    /// <summary>The same once it has not changed for a while.</summary>
    public static async Task<int> SettledDescriptorsAsync(int process)
    {
        int last = Descriptors(process);
        long since = TimeProvider.System.GetTimestamp();
        await Waits.Until(
            () =>
            {
                int now = Descriptors(process);
                if (now != last)
                    (last, since) = (now, TimeProvider.System.GetTimestamp());
                return TimeProvider.System.GetElapsedTime(since) > SettledAfter;
            },
            Waits.Step,
            "the server's descriptors to settle");
        return last;
    }

    /// <summary>How many descriptors it has open once they are no more than that, or when that has been waited for in vain.</summary>
    public static async Task<int> DescriptorsDownToAsync(int process, int count)
    {
        await Waits.Becomes(() => Descriptors(process) <= count, Waits.Step);
        return Descriptors(process);
    }

    /// <summary>Bytes of its memory that are in use now.</summary>
    public static long ResidentBytes(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(Resident, StringComparison.Ordinal));
        return long.Parse(line[Resident.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * KibiByte;
    }

    /// <exception cref="TortureFaultException">There is no such process any more.</exception>
    public static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0)
            throw new TortureFaultException($"signal {signal} does not reach the server: its process {process} is gone");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
