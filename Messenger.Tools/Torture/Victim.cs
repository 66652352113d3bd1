using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Messenger.Tools.Doors;

namespace Messenger.Tools.Torture;

/// <summary>The server that is ended in all manners and started again on the same directory and port. Used by one flow at a time.</summary>
internal sealed class Victim : IAsyncDisposable
{
    // Below what systems give to outgoing connections: a client that tries again while the server is away might else be given the server's own
    // port to come from, reach itself, and keep the server out.
    private const int LowestPort = 20_000;
    private const int HighestPort = 31_999;
    private const int PortTries = 100;
    private const int ErrorsKept = 5;

    // Accounts are made with few password rounds, so that logging in again is not what is measured; caps that no run reaches.
    private static readonly string[] Loadable =
        ["--password-rounds", "1000", "--no-rate-limits", "--mailbox-messages", "10000000", "--mailbox-bytes", "2000000000"];

    private readonly string _directory;
    private readonly string[] _arguments;
    private readonly int? _descriptors;
    private readonly List<TimeSpan> _restarts = [];
    private readonly List<string> _errors = [];
    private ServerProcess _server;
    private int? _httpPort;
    private int? _grpcPort;

    private Victim(string directory, string[] arguments, int? descriptors, ServerProcess server)
    {
        _directory = directory;
        _arguments = arguments;
        _descriptors = descriptors;
        _server = server;
        Port = server.Port;
    }

    public int Port { get; }

    /// <summary>Where its doors are; those beside the wire are there with <see cref="StartWithDoorsAsync"/>.</summary>
    public DoorAddresses Doors => new("127.0.0.1", Port, _httpPort, _grpcPort, Tls: false, Fingerprint: null);

    /// <summary>The id of its process, another after each restart.</summary>
    public int ProcessId => _server.Id;

    /// <summary>Starts one that takes whatever load a scenario makes.</summary>
    public static Task<Victim> StartAsync(string directory, int? descriptors = null, string logLevel = "warning") =>
        StartAsync(directory, [.. Loadable, "--log-level", logLevel], descriptors);

    /// <summary>The same, with its doors for HTTP and gRPC open.</summary>
    public static async Task<Victim> StartWithDoorsAsync(string directory)
    {
        int http = FreePort();
        int grpc = FreePort(http);
        string[] doors = [.. Loadable, "--log-level", "warning", "--http", Digits(http), "--grpc", Digits(grpc)];
        Victim victim = new(directory, doors, null, await StartServerAsync(directory, FreePort(http, grpc), doors, null))
        {
            _httpPort = http,
            _grpcPort = grpc,
        };
        return victim;
    }

    public static async Task<Victim> StartAsync(string directory, string[] arguments, int? descriptors = null)
    {
        int port = FreePort();
        return new Victim(directory, arguments, descriptors, await StartServerAsync(directory, port, arguments, descriptors));
    }

    /// <summary>kill -9, a while of nothing, and a new one that is ready.</summary>
    public async Task KillAndRestartAsync(TimeSpan pause)
    {
        await KillAsync();
        await Task.Delay(pause);
        await StartAgainAsync();
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await _server.KillAsync().Within(Waits.Step, "the server to die of kill -9");
        await EndAsync();
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal) => LinuxProcess.Signal(_server.Id, signal);

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitCodeAsync()
    {
        int code = await _server.ExitCodeAsync(Waits.Step).Within(Waits.Step, "the server to end after a signal");
        await EndAsync();
        return code;
    }

    /// <summary>A new server in the place of the one that has ended.</summary>
    /// <returns>How long it took until it was ready.</returns>
    public async Task<TimeSpan> StartAgainAsync()
    {
        Stopwatch clock = Stopwatch.StartNew();
        _server = await StartServerAsync(_directory, Port, _arguments, _descriptors);
        _restarts.Add(clock.Elapsed);
        return clock.Elapsed;
    }

    /// <summary>How many of the last lines of its log say this.</summary>
    public int CountLogged(string words) => _server.Printed.Count(line => line.Contains(words, StringComparison.Ordinal));

    /// <summary>How often it was started again, and how long that took.</summary>
    public string RestartsInWords()
    {
        if (_restarts.Count == 0)
            return "no restarts";
        TimeSpan[] sorted = [.. _restarts.Order()];
        return string.Create(CultureInfo.InvariantCulture,
            $"{sorted.Length} restarts · to ready p50 {sorted[sorted.Length / 2].TotalSeconds:F2} s, longest {sorted[^1].TotalSeconds:F2} s");
    }

    /// <summary>Says what the server logged as errors, and whether it is there.</summary>
    public void Report(Verdict verdict)
    {
        if (_server.HasExited)
            verdict.Fault($"the server is not there at the end: {string.Join(' ', _server.Printed.TakeLast(ErrorsKept))}");
        NoteErrors();
        foreach (string error in _errors.Take(ErrorsKept))
            verdict.Fault($"the server logged: {error}");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<ServerProcess> StartServerAsync(string directory, int port, string[] arguments, int? descriptors)
    {
        try
        {
            return await ServerProcess.StartAsync(directory, port, arguments, descriptors);
        }
        catch (InvalidOperationException problem)
        {
            throw new TortureFaultException(problem.Message, problem);
        }
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort(params int[] taken)
    {
        for (int i = 0; i < PortTries; i++)
        {
            int port = Random.Shared.Next(LowestPort, HighestPort + 1);
            if (taken.Contains(port))
                continue;
            using TcpListener listener = new(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's; the next.
            }
        }
        throw new TortureFaultException($"no free port from {LowestPort} to {HighestPort}");
    }

    private async Task EndAsync()
    {
        NoteErrors();
        await _server.DisposeAsync();
    }

    private void NoteErrors() => _errors.AddRange(_server.Printed.Where(
        line => line.Contains(" ERR ", StringComparison.Ordinal) || line.Contains(" FTL ", StringComparison.Ordinal)));
}
