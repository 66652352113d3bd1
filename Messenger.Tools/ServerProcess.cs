using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Messenger.Tools;

/// <summary>A server of this same program in a process of its own, on a free loopback port and a scratch directory that goes with it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly string _directory;

    private ServerProcess(Process process, string directory, int port)
    {
        _process = process;
        _directory = directory;
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

    /// <summary>Starts <c>messenger server</c> and waits for its first line.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message says what it printed.</exception>
    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        string directory = Directory.CreateTempSubdirectory("messenger-bench-").FullName;
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no path of its own");
        ProcessStartInfo start = new(program, ["server", "--host", "127.0.0.1", "--port", "0", "--data", directory, .. arguments])
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
        return new ServerProcess(process, directory, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync().WaitAsync(StopTime);
        }
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [GeneratedRegex(@"^listening on 127\.0\.0\.1:(\d+) ")]
    private static partial Regex PortIn();
}
