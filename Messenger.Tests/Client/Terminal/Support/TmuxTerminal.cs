using System.Diagnostics;
using System.Text;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Terminal.Support;

/// <summary>A real terminal with a shell in it, which a test types into and reads. It ends with the test, and all that runs in it.</summary>
internal sealed class TmuxTerminal : IAsyncDisposable
{
    /// <summary>Between two looks at the screen.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _home = Directory.CreateTempSubdirectory("messenger-tmux-").FullName;

    private TmuxTerminal()
    {
    }

    private string Socket => Path.Combine(_home, "socket");

    /// <summary>Starts it; the test is skipped, with the reason, where there is no tmux.</summary>
    public static async Task<TmuxTerminal> StartAsync(int columns, int rows)
    {
        if (!IsInstalled())
            Assert.Ignore("tmux is not installed; with it this test drives a real terminal");
        TmuxTerminal terminal = new();
        string configuration = Path.Combine(terminal._home, "tmux.conf");
        // No prompt of the user's, and a bash that leaves no history.
        await File.WriteAllTextAsync(configuration, """
            set -g status off
            set -s escape-time 0
            set -g default-terminal screen-256color
            set -g default-command "env HISTFILE= PS1='$ ' bash --norc --noprofile -i"
            """);
        await terminal.RunAsync("-f", configuration, "new-session", "-d", "-x", $"{columns}", "-y", $"{rows}");
        await terminal.ShowsAsync(seen => seen[0] == "$", "the shell");
        return terminal;
    }

    /// <summary>The command line that starts the program of <see cref="ScreenProbe"/>.</summary>
    public static string ProbeCommand { get; } =
        $"DOTNET_EnableDiagnostics=0 DOTNET_DbgEnableMiniDump=0 dotnet {Path.Combine(AppContext.BaseDirectory, "Messenger.Tests.dll")} {ScreenProbe.Verb}";

    /// <summary>Presses keys by tmux's names: <c>C-c</c>, <c>Enter</c>, <c>PageUp</c>.</summary>
    public Task PressAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    /// <summary>Types text as it is.</summary>
    public Task TypeAsync(string text) => RunAsync("send-keys", "-l", text);

    /// <summary>Types a line and Enter.</summary>
    public async Task EnterAsync(string line)
    {
        await TypeAsync(line);
        await PressAsync("Enter");
    }

    /// <summary>Pastes as a terminal does: with marks around it when the program has asked for them.</summary>
    public async Task PasteAsync(string text)
    {
        string file = Path.Combine(_home, "paste");
        await File.WriteAllTextAsync(file, text);
        await RunAsync("load-buffer", file);
        await RunAsync("paste-buffer", "-p", "-r");
    }

    public Task ResizeAsync(int columns, int rows) => RunAsync("resize-window", "-x", $"{columns}", "-y", $"{rows}");

    /// <summary>What tmux knows of the terminal, such as <c>#{alternate_on}</c>.</summary>
    public async Task<string> AskAsync(string format) => (await RunAsync("display-message", "-p", format)).TrimEnd('\n');

    /// <summary>The rows that are seen.</summary>
    public async Task<string[]> RowsAsync() => (await RunAsync("capture-pane", "-p")).Split('\n');

    /// <summary>Waits until this is seen somewhere.</summary>
    public Task<string[]> ShowsAsync(string text) => ShowsAsync(rows => rows.Any(row => row.Contains(text, StringComparison.Ordinal)), text);

    /// <summary>Waits until the rows are so.</summary>
    public async Task<string[]> ShowsAsync(Func<string[], bool> isSo, string what)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            string[] rows = await RowsAsync();
            if (isSo(rows))
                return rows;
            if (TimeProvider.System.GetElapsedTime(began) > TimeLimits.Wait)
                throw new TimeoutException($"waited {TimeLimits.Wait.TotalSeconds} s for the terminal to show {what}; it shows:\n{string.Join('\n', rows)}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Runs a command in the shell and gives the line that it prints.</summary>
    public async Task<string> ShellAsync(string command)
    {
        string file = Path.Combine(_home, Path.GetRandomFileName());
        await EnterAsync($"{command} > {file}.new; mv {file}.new {file}");
        await Eventually.Becomes(() => File.Exists(file), $"the shell to run {command}");
        return (await File.ReadAllTextAsync(file)).Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync("kill-server");
        Directory.Delete(_home, recursive: true);
    }

    private static bool IsInstalled() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "tmux")));

    private async Task<string> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new("tmux", ["-u", "-S", Socket, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment.Remove("TMUX");
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("cannot start tmux");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().Within($"tmux {arguments[0]}");
        await process.WaitForExitAsync().Within($"tmux {arguments[0]} to end");
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"tmux {arguments[0]}: {await errors}");
    }
}
