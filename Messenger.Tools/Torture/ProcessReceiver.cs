using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Messenger.Tools.Torture;

/// <summary>
/// One account received by a JSON client in a process of its own, which is killed with kill -9 and started again. It confirms by hand, so
/// that only what it had handled is gone from the queue.
/// </summary>
internal sealed class ProcessReceiver(int port, string name, string password, Ledger ledger) : IAsyncDisposable
{
    private Process? _process;
    private Task _showing = Task.CompletedTask;
    private readonly Lock _gate = new();
    private bool _killed;

    public string Name { get; } = name;

    public void Start()
    {
        lock (_gate)
        {
            _killed = false;
            StartLocked();
        }
    }

    private void StartLocked()
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("this process has no path of its own");
        ProcessStartInfo start = new(program,
            ["client", "--json", "--confirm", "manual", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--user", Name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MESSENGER_PASSWORD"] = password;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start {program}");
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Process process = _process;
        _showing = Task.Run(() => ShowAsync(process, new ClientView(Name)));
    }

    /// <summary>kill -9, then a new one.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        Start();
    }

    /// <summary>Asks for what is held.</summary>
    public void ReadAll() => Say(_process!, new { cmd = "read" });

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task KillAsync()
    {
        Process? process;
        Task showing;
        // From here on no client starts by itself, so that what is awaited is the one that is killed.
        lock (_gate)
        {
            _killed = true;
            process = _process;
            showing = _showing;
        }
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        await showing;
        process.Dispose();
    }

    private static void Say(Process process, object command)
    {
        try
        {
            lock (process)
            {
                process.StandardInput.WriteLine(JsonSerializer.Serialize(command));
                process.StandardInput.Flush();
            }
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // It is being killed.
        }
    }

    private async Task ShowAsync(Process process, ClientView view)
    {
        Dictionary<string, Entry> confirming = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement happened = document.RootElement;
            switch (happened.GetProperty("event").GetString())
            {
                case "message":
                    string id = happened.GetProperty("id").GetString()!;
                    Entry? entry = ledger.Shown(
                        view, happened.GetProperty("from").GetString()!, happened.GetProperty("text").GetString()!, happened.GetProperty("queued").GetBoolean());
                    if (entry is { } known)
                        confirming[id] = known;
                    Say(process, new { cmd = "confirm", ids = new[] { id }, @ref = id });
                    break;
                case "ok" when happened.GetProperty("cmd").GetString() == "confirm":
                    if (confirming.Remove(happened.GetProperty("ref").GetString()!, out Entry done))
                        ledger.Confirmed(done);
                    break;
                case "ok" when happened.GetProperty("cmd").GetString() == "login":
                case "reconnected":
                    Say(process, new { cmd = "read" });
                    break;
            }
        }
        // A client that could not reach the server, which was down, ends by itself: start it again, as a person would.
        await Task.Delay(200);
        lock (_gate)
        {
            if (!_killed)
                StartLocked();
        }
    }
}
