using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Messenger.Tools;

/// <summary>A server of this same program in a process of its own, on loopback.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 1000;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(15);

    private readonly Process _process;
    private readonly Queue<string> _printed;
    private readonly string? _scratch;

    private ServerProcess(Process process, Queue<string> printed, string? scratch, int port, string fingerprint)
    {
        _process = process;
        _printed = printed;
        _scratch = scratch;
        Port = port;
        Fingerprint = fingerprint;
    }

    public int Port { get; }

    /// <summary>The port of its HTTP door; null when it was not started with <c>--http</c>.</summary>
    public int? HttpPort { get; private set; }

    /// <summary>The port of gRPC without TLS; null when it was not started with <c>--grpc</c>.</summary>
    public int? GrpcPort { get; private set; }

    /// <summary>Of its key.</summary>
    public string Fingerprint { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of its log.</summary>
    public IReadOnlyList<string> Printed
    {
        get
        {
            lock (_printed)
                return [.. _printed];
        }
    }

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
        return StartAsync(scratch, port: 0, arguments, descriptors: null, scratch);
    }

    /// <summary>Starts <c>messenger server</c> on a directory that stays, and waits for its first line.</summary>
    /// <param name="directory">Its data.</param>
    /// <param name="port">0 picks a free one.</param>
    /// <param name="arguments">More options.</param>
    /// <param name="descriptors">Its limit of open files; null leaves it as it is.</param>
    /// <exception cref="InvalidOperationException">It did not start; the message says what it printed.</exception>
    public static Task<ServerProcess> StartAsync(string directory, int port, IEnumerable<string> arguments, int? descriptors = null) =>
        StartAsync(directory, port, arguments, descriptors, scratch: null);

    /// <summary>Ends it as a power cut of the process would: kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(StopTime);
    }

    /// <summary>Its exit code, once it has ended by itself.</summary>
    /// <exception cref="TimeoutException">It has not.</exception>
    public async Task<int> ExitCodeAsync(TimeSpan limit)
    {
        await _process.WaitForExitAsync().WaitAsync(limit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        if (_scratch is not null)
            Directory.Delete(_scratch, recursive: true);
    }

    private static async Task<ServerProcess> StartAsync(
        string directory, int port, IEnumerable<string> arguments, int? descriptors, string? scratch)
    {
        Process process = ChildProcesses.Start(StartInfo(directory, port, arguments, descriptors));
        Queue<string> printed = [];
        process.ErrorDataReceived += (_, line) =>
        {
            lock (printed)
            {
                printed.Enqueue(line.Data ?? "");
                if (printed.Count > LinesKept)
                    printed.Dequeue();
            }
        };
        process.BeginErrorReadLine();
        string? first = null;
        try
        {
            first = await process.StandardOutput.ReadLineAsync().WaitAsync(StartTime);
            if (first is not null && PortIn().Match(first) is { Success: true } match)
            {
                ServerProcess server = new(process, printed, scratch, Number(match), match.Groups["key"].Value);
                await server.ReadDoorsAsync(arguments);
                return server;
            }
            await process.WaitForExitAsync().WaitAsync(StopTime);
        }
        catch (TimeoutException)
        {
            // Said below, with what it printed.
        }
        process.Kill();
        lock (printed)
            throw new InvalidOperationException($"the server did not start: {first} {string.Join(' ', printed)}");
    }

    /// <summary>The lines behind the first, one for each port of the HTTP door that was asked for.</summary>
    private async Task ReadDoorsAsync(IEnumerable<string> arguments)
    {
        foreach (string _ in arguments.Where(argument => argument is "--http" or "--grpc"))
        {
            string line = await _process.StandardOutput.ReadLineAsync().WaitAsync(StartTime) ?? "";
            if (DoorPortIn().Match(line) is not { Success: true } match)
                throw new InvalidOperationException($"the server does not say where its doors are: {line}");
            if (match.Groups["door"].Value == "grpc")
                GrpcPort = Number(match);
            else
                HttpPort = Number(match);
        }
    }

    private static int Number(Match match) => int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture);

    private static ProcessStartInfo StartInfo(string directory, int port, IEnumerable<string> arguments, int? descriptors)
    {
        string program = ChildProcesses.Program;
        string[] words =
            ["server", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", directory, .. arguments];
        ProcessStartInfo start = descriptors is { } limit
            // The shell becomes the server, so the process is the same.
            ? new("/bin/sh", ["-c", "ulimit -n \"$0\" && exec \"$@\"", limit.ToString(CultureInfo.InvariantCulture), program, .. words])
            : new(program, words);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        return start;
    }

    [GeneratedRegex(@"^listening on 127\.0\.0\.1:(?<port>\d+) .* key (?<key>\S+)$")]
    private static partial Regex PortIn();

    [GeneratedRegex(@"^(?<door>http|grpc) on 127\.0\.0\.1:(?<port>\d+) ")]
    private static partial Regex DoorPortIn();
}
