using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Messenger.Tools;

/// <summary>A server of this same program in a process of its own, on loopback.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly string? _scratch;

    private ServerProcess(Process process, string? scratch, int port)
    {
        _process = process;
        _scratch = scratch;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Processor time that the server has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Most resident memory so far, in bytes; 0 where the system does not say.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts a server on a free port and a scratch directory that goes with it.</summary>
    public static Task<ServerProcess> StartScratchAsync(params string[] arguments)
    {
        string scratch = Directory.CreateTempSubdirectory("messenger-scratch-").FullName;
        return StartAsync(scratch, port: 0, arguments, scratch);
    }

    /// <summary>Starts <c>messenger server</c> on a directory that stays, and waits for its first line.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message says what it printed.</exception>
    public static Task<ServerProcess> StartAsync(string directory, int port, params string[] arguments) =>
        StartAsync(directory, port, arguments, scratch: null);

    /// <summary>Ends it as a power cut of the process would: kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(StopTime);
    }

    private static async Task<ServerProcess> StartAsync(string directory, int port, string[] arguments, string? scratch)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no path of its own");
        ProcessStartInfo start = new(program, ["server", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", directory, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start {program}");
        List<string> printed = [];
        process.ErrorDataReceived += (_, line) =>
        {
            lock (printed)
                printed.Add(line.Data ?? "");
        };
        process.BeginErrorReadLine();
        string? first = await process.StandardOutput.ReadLineAsync().WaitAsync(StartTime);
        if (first is null || PortIn().Match(first) is not { Success: true } match)
            throw new InvalidOperationException($"the server did not start: {first} {string.Join(' ', printed)}");
        return new ServerProcess(process, scratch, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        if (_scratch is not null)
            Directory.Delete(_scratch, recursive: true);
    }

    [GeneratedRegex(@"^listening on 127\.0\.0\.1:(\d+) ")]
    private static partial Regex PortIn();
}
