using System.Runtime.InteropServices;
using System.Text;

namespace Messenger.Client.Terminal.Screen;

/// <summary>
/// The terminal of stdin and stdout, taken over as a whole. Given back as it was on disposal, and should it come to that at a signal, at an
/// exception that nobody catches, and at the end of the process. Safe on any thread.
/// </summary>
internal sealed class TerminalScreen : IScreen, IDisposable
{
    /// <summary>A terminal that takes nothing holds whoever writes; the end of the process does not wait for that longer than this.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Stream _output = StandardOutput.Open();
    private readonly RawMode _raw;
    private bool _mouse;
    private readonly Action _ending;
    private readonly List<PosixSignalRegistration> _signals = [];
    private PosixSignalRegistration? _onStop;
    private bool _isSuspended;
    private bool _isClosed;
    private int _endings;

    private TerminalScreen(RawMode raw, bool mouse, Action ending)
    {
        _raw = raw;
        _mouse = mouse;
        _ending = ending;
    }

    public event Action? Resized;

    public ScreenSize Size => StandardTerminal.Size;

    /// <summary>Takes the terminal over; null when there is none, or it can do too little.</summary>
    /// <param name="mouse">The wheel comes as keys; then the terminal's own selection needs Shift.</param>
    /// <param name="ending">A signal asks the program to end. Called once; at a second signal the terminal is given back and the program ends.</param>
    public static TerminalScreen? TryOpen(bool mouse, Action ending)
    {
        if (OperatingSystem.IsWindows() || !StandardTerminal.CanMoveCursor || RawMode.TryEnter() is not { } raw)
            return null;
        TerminalScreen screen = new(raw, mouse, ending);
        AppDomain.CurrentDomain.ProcessExit += screen.OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException += screen.OnProcessEnd;
        foreach (PosixSignal signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGINT, PosixSignal.SIGQUIT })
            screen._signals.Add(PosixSignalRegistration.Create(signal, screen.OnEnding));
        screen._signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => screen.Resized?.Invoke()));
        screen._signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => screen.OnContinued()));
        screen._onStop = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, screen.OnStop);
        lock (screen._gate)
            screen.SwitchLocked(TerminalModes.Enter(mouse));
        return screen;
    }

    public void Write(string text)
    {
        lock (_gate)
        {
            // While it is not ours nothing is drawn; when it is again all is.
            if (!_isClosed && !_isSuspended)
                WriteLocked(text);
        }
    }

    /// <summary>Whether the wheel comes as keys.</summary>
    public void SetMouse(bool mouse)
    {
        lock (_gate)
        {
            if (_mouse == mouse)
                return;
            _mouse = mouse;
            if (!_isClosed && !_isSuspended)
                SwitchLocked(TerminalModes.Wheel(mouse));
        }
    }

    public void Suspend()
    {
        lock (_gate)
        {
            if (_isClosed || _isSuspended)
                return;
            _isSuspended = true;
            SwitchLocked(TerminalModes.Leave(_mouse));
            _raw.Leave();
        }
        _onStop?.Dispose();
        JobControl.Stop();
        _onStop = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGTSTP, OnStop);
        lock (_gate)
        {
            _isSuspended = false;
            ReturnLocked();
        }
        Resized?.Invoke();
    }

    public void Dispose()
    {
        Close();
        AppDomain.CurrentDomain.ProcessExit -= OnProcessEnd;
        AppDomain.CurrentDomain.UnhandledException -= OnProcessEnd;
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _onStop?.Dispose();
    }

    private void OnProcessEnd(object? sender, EventArgs e) => Close();

    private void OnEnding(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _endings) > 1)
        {
            Close();
            return;
        }
        context.Cancel = true;
        _ending();
    }

    private void OnStop(PosixSignalContext context)
    {
        context.Cancel = true;
        Suspend();
    }

    /// <summary>Somebody may have stopped us without asking, and the shell has used the terminal.</summary>
    private void OnContinued()
    {
        lock (_gate)
        {
            if (_isSuspended)
                return;
            ReturnLocked();
        }
        Resized?.Invoke();
    }

    private void ReturnLocked()
    {
        if (_isClosed)
            return;
        _raw.Return();
        SwitchLocked(TerminalModes.Enter(_mouse));
    }

    private void Close()
    {
        if (!_gate.TryEnter(LongestWait))
        {
            _raw.Leave();
            return;
        }
        try
        {
            if (_isClosed)
                return;
            _isClosed = true;
            if (!_isSuspended)
                SwitchLocked(TerminalModes.Leave(_mouse));
            _raw.Dispose();
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void SwitchLocked(string modes)
    {
        try
        {
            WriteLocked(modes);
        }
        catch (IOException)
        {
            // The terminal is gone. The loop learns it when it draws or reads.
        }
    }

    private void WriteLocked(string text) => _output.Write(Encoding.UTF8.GetBytes(text));
}
