using System.Globalization;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd.Support;

/// <summary>
/// Tests with real processes, which end with the test. Each test has a home of its own, in which keys are pinned and servers keep
/// theirs, so all may run at once.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal abstract class ProgramTest
{
    public const string Password = "correct horse";

    private readonly List<IAsyncDisposable> _running = [];

    /// <summary>A directory that goes with the test.</summary>
    protected string Home { get; } = Directory.CreateTempSubdirectory("messenger-e2e-").FullName;

    [TearDown]
    public async Task EndAll()
    {
        // Clients before their servers.
        for (int i = _running.Count - 1; i >= 0; i--)
            await _running[i].DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>The variable MESSENGER_PASSWORD of what is started from now on.</summary>
    protected string? PasswordVariable { get; set; }

    protected string InHome(string name) => Path.Combine(Home, name);

    /// <summary>Starts <c>messenger</c> with these arguments.</summary>
    protected ProgramProcess Start(params IEnumerable<string> arguments) =>
        Start(ProgramFiles.Messenger.File, [.. ProgramFiles.Messenger.Before, .. arguments]);

    /// <summary>Starts any program in the test's home.</summary>
    protected ProgramProcess Start(string file, IEnumerable<string> arguments)
    {
        Dictionary<string, string?> environment = new()
        {
            ["HOME"] = Home,
            ["XDG_STATE_HOME"] = InHome("state"),
            ["XDG_DATA_HOME"] = InHome("data"),
            ["MESSENGER_PASSWORD"] = PasswordVariable,
            // Text is UTF-8, whatever the locale.
            ["LC_ALL"] = "C",
            // A process that is killed would leave the debugger's pipes behind.
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        return Ends(ProgramProcess.Start(file, arguments, Home, environment));
    }

    /// <summary>Runs <c>messenger</c> to its end, with nothing on stdin.</summary>
    protected Task<(int ExitCode, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments) => RunWithAsync("", arguments);

    /// <summary>Runs <c>messenger</c> to its end, with this on stdin.</summary>
    protected async Task<(int ExitCode, string Output, string Errors)> RunWithAsync(string input, params IEnumerable<string> arguments)
    {
        ProgramProcess process = Start(arguments);
        await process.WriteAsync(System.Text.Encoding.UTF8.GetBytes(input));
        process.EndInput();
        int exitCode = await process.ExitCodeAsync();
        return (exitCode, System.Text.Encoding.UTF8.GetString(process.Output), process.Errors);
    }

    /// <summary>A server on a free port of 127.0.0.1, in memory, with passwords that cost nothing.</summary>
    protected Task<RunningServer> StartServerAsync(params IEnumerable<string> more) => StartServerAsync("127.0.0.1", 0, more);

    protected Task<RunningServer> StartServerAsync(string host, int port, params IEnumerable<string> more) => RunningServer.OfAsync(Start(
        ["server", "--host", host, "--port", Number(port), "--ephemeral", "--password-rounds", "1", .. more]));

    /// <summary>A server that keeps its store in a directory, on a free port of 127.0.0.1 or the one it had before.</summary>
    protected Task<RunningServer> StartKeepingAsync(string data, int port = 0) => RunningServer.OfAsync(Start(KeepingServer(data, port)));

    /// <summary>The words that start such a server.</summary>
    protected static string[] KeepingServer(string data, int port = 0) =>
        ["server", "--host", "127.0.0.1", "--port", Number(port), "--data", data, "--password-rounds", "1", "--no-rate-limits"];

    /// <summary>A JSON client that is connected.</summary>
    protected Task<JsonTalk> StartJsonAsync(RunningServer server, params IEnumerable<string> more) => StartJsonAsync(server.Port, more);

    protected async Task<JsonTalk> StartJsonAsync(int port, params IEnumerable<string> more)
    {
        JsonTalk talk = new(Start(["client", "--json", "--port", Number(port), .. more]));
        await talk.NextAsync("connected");
        return talk;
    }

    /// <summary>A JSON client that is connected and has registered an account.</summary>
    protected async Task<JsonTalk> RegisterJsonAsync(RunningServer server, string name, params IEnumerable<string> more)
    {
        JsonTalk talk = await StartJsonAsync(server, more);
        await talk.EnterAsync("register", name);
        return talk;
    }

    /// <summary>A JSON client that is connected and logged in.</summary>
    protected async Task<JsonTalk> LoginJsonAsync(RunningServer server, string name, params IEnumerable<string> more)
    {
        JsonTalk talk = await StartJsonAsync(server, more);
        await talk.EnterAsync("login", name);
        return talk;
    }

    /// <summary>A line client over pipes that is connected.</summary>
    protected Task<LineTalk> StartLineAsync(RunningServer server, params IEnumerable<string> more) => StartLineAsync(server.Port, more);

    protected async Task<LineTalk> StartLineAsync(int port, params IEnumerable<string> more)
    {
        LineTalk talk = new(Start(["client", "--port", Number(port), .. more]));
        await talk.ExpectAsync($"connected to localhost:{Number(port)}, not encrypted");
        return talk;
    }

    /// <summary>A line client that has registered an account.</summary>
    protected async Task<LineTalk> RegisterLineAsync(RunningServer server, string name)
    {
        LineTalk talk = await StartLineAsync(server);
        await talk.RegisterAsync(name);
        return talk;
    }

    /// <summary>Has something end with the test.</summary>
    protected T Ends<T>(T running)
        where T : IAsyncDisposable
    {
        _running.Add(running);
        return running;
    }

    protected static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
