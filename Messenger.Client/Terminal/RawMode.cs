using System.Runtime.InteropServices;

namespace Messenger.Client.Terminal;

/// <summary>
/// A terminal whose keys come one by one and without echo. Restored on disposal and, should the process end otherwise, then. The settings
/// stay an opaque buffer, since their layout differs between systems. Any thread may use it, one at a time.
/// </summary>
internal sealed partial class RawMode : IDisposable
{
    private const int InputDescriptor = 0;

    /// <summary>Not once the output is through: a terminal that takes none would hold us.</summary>
    private const int Now = 0;

    /// <summary>More than any system's termios.</summary>
    private const int TermiosBytes = 256;

    private byte[] _before;
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
    public static RawMode? TryEnter() =>
        !OperatingSystem.IsWindows() && !Console.IsInputRedirected && SwitchOn() is { } before ? new RawMode(before) : null;

    /// <summary>Gives the settings back for a while.</summary>
    public void Leave() => Restore();

    /// <summary>Enters raw mode again. The settings may have been changed by others meanwhile; what they are now is restored later.</summary>
    public void Return()
    {
        // Stopped where nobody could restore anything: what was before is known.
        if (!_restored)
            Restore();
        if (SwitchOn() is { } before)
        {
            _before = before;
            _restored = false;
        }
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
        _ = SetAttributes(InputDescriptor, Now, _before);
    }

    /// <returns>The settings before; null when they cannot be had or changed.</returns>
    private static byte[]? SwitchOn()
    {
        byte[] before = new byte[TermiosBytes];
        if (GetAttributes(InputDescriptor, before) != 0)
            return null;
        byte[] raw = [.. before];
        MakeRaw(raw);
        return SetAttributes(InputDescriptor, Now, raw) == 0 ? before : null;
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int descriptor, Span<byte> termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void MakeRaw(Span<byte> termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int descriptor, int when, ReadOnlySpan<byte> termios);
}
