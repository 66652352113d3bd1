using System.Runtime.InteropServices;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Terminal;

/// <summary>What stdin and stdout are connected to.</summary>
internal static partial class StandardTerminal
{
    private const int OutputDescriptor = 1;

    /// <summary>TIOCGWINSZ.</summary>
    private const nuint GetWindowSizeLinux = 0x5413;
    private static readonly ScreenSize Usual = new(80, 24);

    /// <summary>Both are a terminal, and one that can do more than lines.</summary>
    public static bool CanMoveCursor =>
        !Console.IsInputRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>As it is now.</summary>
    public static ScreenSize Size
    {
        get
        {
            // Elsewhere the call takes a variable number of arguments in a way of its own, so the console is asked; it writes to the terminal.
            if (!OperatingSystem.IsLinux())
                return new ScreenSize(Math.Max(1, Console.WindowWidth), Math.Max(1, Console.WindowHeight));
            return Control(OutputDescriptor, GetWindowSizeLinux, out WindowSize size) == 0 && size.Columns > 0 && size.Rows > 0
                ? new ScreenSize(size.Columns, size.Rows)
                : Usual;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, out WindowSize size);

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthPixels;
        public ushort HeightPixels;
    }
}
