using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Messenger.Tools.Bench.Screen;

/// <summary>
/// A terminal without anybody in front of it, and a program that runs on it: its output is read on a thread of its own as it comes, and answered
/// by nothing. Linux only.
/// </summary>
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 0x2;
    private const int NotOurs = 0x100;
    private const int CloseOnExec = 0x80000;
    private const nuint SetWindowSize = 0x5414;
    private const int LongestName = 128;

    private readonly FileStream _master;

    /// <param name="rows">Of the window.</param>
    /// <param name="columns">Of the window.</param>
    /// <exception cref="Win32Exception">The system gives none.</exception>
    public PseudoTerminal(int rows, int columns)
    {
        SafeFileHandle handle = new(Checked(Open(ReadWrite | NotOurs | CloseOnExec)), ownsHandle: true);
        _master = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0, isAsync: false);
        Checked(Grant(handle));
        Checked(Unlock(handle));
        WindowSize size = new() { Rows = (ushort)rows, Columns = (ushort)columns };
        Checked(Control(handle, SetWindowSize, in size));
        byte[] name = new byte[LongestName];
        if (NameOf(handle, name, (nuint)name.Length) is not 0 and int error)
            throw new Win32Exception(error);
        Name = Encoding.ASCII.GetString(name.AsSpan(..Array.IndexOf(name, (byte)0)));
    }

    /// <summary>The program's end of it, in /dev/pts.</summary>
    private string Name { get; }

    /// <summary>Starts a program whose controlling terminal this is. The process is that program itself.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Added to this process's.</param>
    public Process Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        // The shell becomes setsid, which is no leader of a group and so does not fork, and that becomes the program.
        ProcessStartInfo start = new("/bin/sh", ["-c", "exec setsid -c \"$@\" <>\"$0\" >&0 2>&0", Name, program, .. arguments]) { UseShellExecute = false };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return ChildProcesses.Start(start);
    }

    /// <summary>Hands all output over as it comes, until the program has ended.</summary>
    /// <param name="take">Called on the thread that reads; the bytes are valid during the call.</param>
    public Thread Read(ReadOnlySpanAction take)
    {
        Thread thread = new(() =>
        {
            byte[] bytes = new byte[64 * 1024];
            try
            {
                while (_master.Read(bytes, 0, bytes.Length) is > 0 and int count)
                    take(bytes.AsSpan(0, count));
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // Linux says so when nobody has the other end open any more.
            }
        })
        { IsBackground = true, Name = "pseudo terminal" };
        thread.Start();
        return thread;
    }

    /// <summary>As if it were typed.</summary>
    public void Type(string keys) => _master.Write(Encoding.UTF8.GetBytes(keys));

    /// <summary>The terminal is gone.</summary>
    public void Dispose() => _master.Dispose();

    private static int Checked(int result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError(), string.Create(CultureInfo.InvariantCulture, $"no pseudo terminal: error {Marshal.GetLastPInvokeError()}"));

    [LibraryImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static partial int Open(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static partial int Grant(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static partial int Unlock(SafeFileHandle master);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int NameOf(SafeFileHandle master, byte[] name, nuint length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle master, nuint request, in WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthPixels;
        public ushort HeightPixels;
    }

    /// <summary>Takes bytes that are valid during the call.</summary>
    internal delegate void ReadOnlySpanAction(ReadOnlySpan<byte> bytes);
}
