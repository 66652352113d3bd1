using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Messenger.Tools.Torture;

namespace Messenger.Tools.Bench.Screen;

/// <summary>A program on a <see cref="PseudoTerminal"/>, what it draws, and what it costs.</summary>
internal sealed class ScreenProcess : IDisposable
{
    /// <summary>What ends each picture (Messenger.Client's Renderer).</summary>
    public const string EndOfPicture = "\e[?2026l";

    private const int Rows = 40;
    private const int Columns = 120;
    private const string Switches = "ctxt_switches:";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PseudoTerminal _terminal = new(Rows, Columns);
    private readonly Lock _gate = new();
    private readonly List<byte> _tail = [];
    private readonly Process _process;
    private string _awaited = "";
    private byte[] _bytes = [];
    private TaskCompletionSource<long> _seen = new();
    private long _written;

    /// <param name="directory">For what the client keeps, so that nothing of the user's is touched.</param>
    /// <param name="password">At hand for it; null: none.</param>
    /// <param name="awaited">What <see cref="SeenAsync"/> waits for.</param>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Its arguments.</param>
    public ScreenProcess(string directory, string? password, string awaited, string program, params string[] arguments)
    {
        Await(awaited);
        Dictionary<string, string> environment = new()
        {
            ["TERM"] = "xterm-256color",
            ["XDG_STATE_HOME"] = directory,
            ["XDG_CONFIG_HOME"] = directory,
        };
        if (password is not null)
            environment["MESSENGER_PASSWORD"] = password;
        _terminal.Read(Take);
        Started = Stopwatch.GetTimestamp();
        _process = _terminal.Start(program, arguments, environment);
    }

    /// <summary>When it was asked for, as a stopwatch's timestamp.</summary>
    public long Started { get; }

    public int Id => _process.Id;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>How many bytes it has written to the terminal.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>How often each of its threads has been woken or sent away, by the thread.</summary>
    public Dictionary<string, long> ContextSwitches() => Directory.GetDirectories($"/proc/{Id}/task").ToDictionary(
        task => task,
        task => File.ReadLines(Path.Combine(task, "status"))
            .Where(line => line.Contains(Switches, StringComparison.Ordinal))
            .Sum(line => long.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture)));

    /// <summary>Resident memory in bytes, now and at most.</summary>
    public (long Now, long Most) Memory()
    {
        _process.Refresh();
        return (LinuxProcess.ResidentBytes(Id), _process.PeakWorkingSet64);
    }

    /// <summary>As if it were typed.</summary>
    public void Type(string keys) => _terminal.Type(keys);

    /// <summary>
    /// Waits until the runtime has mapped the program's assembly, which it does last before it compiles and calls its <c>Main</c>. Looked for every
    /// millisecond.
    /// </summary>
    /// <param name="assembly">Its file's name.</param>
    /// <returns>The timestamp at which it was there.</returns>
    public async Task<long> MainBeganAsync(string assembly)
    {
        while (!File.ReadLines($"/proc/{Id}/maps").Any(line => line.EndsWith(assembly, StringComparison.Ordinal)))
            await Task.Delay(1);
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Waits until what is awaited has been drawn.</summary>
    /// <returns>The timestamp at which its bytes came.</returns>
    /// <exception cref="TimeoutException">It was not drawn.</exception>
    public async Task<long> SeenAsync()
    {
        (string awaited, Task<long> seen) = (_awaited, _seen.Task);
        try
        {
            return await seen.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            lock (_gate)
                throw new TimeoutException($"the screen does not show {awaited}; it wrote last {Encoding.UTF8.GetString([.. _tail])}");
        }
    }

    /// <summary>From now on this is awaited; it is drawn in one piece, and for no other reason.</summary>
    public void Await(string text)
    {
        lock (_gate)
        {
            (_awaited, _bytes) = (text, Encoding.UTF8.GetBytes(text));
            _seen = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _tail.Clear();
        }
    }

    public void Dispose()
    {
        // First, since a terminal that is being read is closed only once it says something.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _terminal.Dispose();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        long now = Stopwatch.GetTimestamp();
        Interlocked.Add(ref _written, bytes.Length);
        lock (_gate)
        {
            _tail.AddRange(bytes);
            if (CollectionsMarshal.AsSpan(_tail).IndexOf(_bytes) >= 0)
                _seen.TrySetResult(now);
            // What is looked for may come in two pieces; the rest is for whoever wonders why it does not come.
            if (_tail.Count > Columns * Rows)
                _tail.RemoveRange(0, _tail.Count - Columns);
        }
    }
}
