using System.Runtime.InteropServices;

namespace Messenger.Client.Terminal;

/// <summary>
/// A terminal whose keys come one by one and without echo. Restored on disposal and, should the process end otherwise, then. The settings
/// stay an opaque buffer, since their layout differs between systems.
/// </summary>
internal sealed partial class RawMode : IDisposable
{
    private const int InputDescriptor = 0;
    private const int AfterOutput = 1;

    /// <summary>More than any system's termios.</summary>
    private const int TermiosBytes = 256;

    private readonly byte[] _before;
    private readonly EventHandler _onExit;
    private bool _restored;

    private RawMode(byte[] before)
    {
        _before = before;
        _onExit = (_, _) => Restore();
        AppDomain.CurrentDomain.ProcessExit += _onExit;
        AppDomain.CurrentDomain.UnhandledException += OnUnhandled;
    }

    /// <summary>Enters raw mode; null when stdin is no terminal or the system has none of this.</summary>
    public static RawMode? TryEnter()
    {
        if (OperatingSystem.IsWindows() || Console.IsInputRedirected)
            return null;
        byte[] before = new byte[TermiosBytes];
        if (GetAttributes(InputDescriptor, before) != 0)
            return null;
        byte[] raw = [.. before];
        MakeRaw(raw);
        return SetAttributes(InputDescriptor, AfterOutput, raw) == 0 ? new RawMode(before) : null;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= _onExit;
        AppDomain.CurrentDomain.UnhandledException -= OnUnhandled;
        Restore();
    }

    private void OnUnhandled(object sender, UnhandledExceptionEventArgs e) => Restore();

    private void Restore()
    {
        if (_restored)
            return;
        _restored = true;
        _ = SetAttributes(InputDescriptor, AfterOutput, _before);
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, Span<byte> termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(Span<byte> termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int when, ReadOnlySpan<byte> termios);
}
