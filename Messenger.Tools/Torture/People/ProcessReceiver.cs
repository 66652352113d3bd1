using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// One account received by a JSON client in a process of its own, which is killed with kill -9 and started again. It confirms by hand, so
/// that only what it had handled is gone from the queue. One loop owns the process: it starts one, shows all that it says to the end, and
/// starts the next, so that two never live at once.
/// </summary>
internal sealed class ProcessReceiver(int port, string name, string password, Ledger ledger) : IAsyncDisposable
{
    private const int ConfirmedAtOnce = 500;
    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private Process? _process;
    private Channel<Command>? _commands;
    private Task _living = Task.CompletedTask;
    private bool _over;
    private volatile bool _reading;
    private volatile string _last = "nothing said";

    private readonly record struct Command(string? ConfirmedId, Entry Entry);

    public string Name { get; } = name;

    /// <summary>Its state, for who wonders what keeps it.</summary>
    public string InWords() => $"the client process of {Name}: {_last}";

    public void Start() => _living = Task.Run(LiveAsync);

    /// <summary>kill -9; a new one follows by itself.</summary>
    public void Kill()
    {
        lock (_gate)
            _process?.Kill();
    }

    /// <summary>Asks for what is held, unless it was asked and is not done.</summary>
    public void ReadAll()
    {
        lock (_gate)
            ReadAllOf(_commands);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _over = true;
            _process?.Kill();
        }
        await _living.Within(Waits.Step, $"the client process of {Name} to end");
    }

    private async Task LiveAsync()
    {
        while (true)
        {
            Process process;
            Channel<Command> commands = Channel.CreateUnbounded<Command>();
            lock (_gate)
            {
                if (_over)
                    return;
                _process = process = ChildProcesses.Start(StartInfo());
                _commands = commands;
                _reading = false;
            }
            ConcurrentDictionary<string, Entry[]> confirming = new();
            Task saying = Task.Run(() => SayAsync(process, commands.Reader, confirming));
            Task complaining = Task.Run(() => NoteErrorsAsync(process));
            await ShowAsync(process, commands, confirming);
            commands.Writer.Complete();
            await Task.WhenAll(saying, complaining, process.WaitForExitAsync());
            lock (_gate)
                _process = null;
            process.Dispose();
            // A client that could not reach the server, which was down, ends by itself: start it again, as a person would.
            await Task.Delay(StartAgainAfter);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        ProcessStartInfo start = new(
            ChildProcesses.Program,
            ["client", "--json", "--confirm", "manual", "--host", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--user", Name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MESSENGER_PASSWORD"] = password;
        return start;
    }

    private async Task ShowAsync(Process process, Channel<Command> commands, ConcurrentDictionary<string, Entry[]> confirming)
    {
        ClientView view = new(Name);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            JsonDocument document;
            try
            {
                document = JsonDocument.Parse(line);
            }
            catch (JsonException)
            {
                // Only the last line of one that was killed may be cut off.
                if (await process.StandardOutput.ReadLineAsync() is not null)
                    ledger.Trouble($"{Name}'s client wrote what is not JSON: {line}");
                continue;
            }
            using (document)
                Take(document.RootElement, view, commands, confirming, line);
        }
    }

    private void Take(
        JsonElement happened, ClientView view, Channel<Command> commands, ConcurrentDictionary<string, Entry[]> confirming, string line)
    {
        string what = happened.GetProperty("event").GetString()!;
        string? answered = happened.TryGetProperty("cmd", out JsonElement cmd) ? cmd.GetString() : null;
        if (what != "message")
            _last = line;
        switch (what, answered)
        {
            case ("message", _):
                if (ledger.Shown(view, Text(happened, "from"), Text(happened, "text"), happened.GetProperty("queued").GetBoolean()) is { } entry)
                    commands.Writer.TryWrite(new Command(Text(happened, "id"), entry));
                break;
            case ("ok", "confirm"):
                foreach (Entry done in confirming.TryRemove(Text(happened, "ref"), out Entry[]? entries) ? entries : [])
                    ledger.Confirmed(done);
                break;
            case (_, "read"):
                _reading = false;
                break;
            case ("ok", "login"):
            case ("reconnected", _):
                ReadAllOf(commands);
                break;
            case ("error", null) when Text(happened, "code") == "not-logged-in":
            case ("error", "login") when Text(happened, "code") == "bad-credentials":
                ledger.Trouble($"{Name}'s client has no login: {line}");
                break;
        }
    }

    private void ReadAllOf(Channel<Command>? commands)
    {
        if (_reading || commands is null)
            return;
        _reading = commands.Writer.TryWrite(new Command(null, default));
    }

    /// <summary>
    /// Writes commands. Not where lines are read: a client that waits for its output to be read takes no input meanwhile. What has gathered
    /// is confirmed at once.
    /// </summary>
    private static async Task SayAsync(Process process, ChannelReader<Command> commands, ConcurrentDictionary<string, Entry[]> confirming)
    {
        List<Command> shown = [];
        try
        {
            for (int number = 0; await commands.WaitToReadAsync(); number++)
            {
                bool read = false;
                while (shown.Count < ConfirmedAtOnce && commands.TryRead(out Command command))
                {
                    if (command.ConfirmedId is null)
                        read = true;
                    else
                        shown.Add(command);
                }
                string reference = number.ToString(CultureInfo.InvariantCulture);
                if (shown.Count > 0)
                {
                    confirming[reference] = [.. shown.Select(command => command.Entry)];
                    await SayAsync(process, new { cmd = "confirm", ids = shown.Select(command => command.ConfirmedId), @ref = reference });
                    shown.Clear();
                }
                if (read)
                    await SayAsync(process, new { cmd = "read" });
            }
        }
        catch (IOException)
        {
            // It was killed.
        }
    }

    private static async Task SayAsync(Process process, object command)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await process.StandardInput.FlushAsync();
    }

    private async Task NoteErrorsAsync(Process process)
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
            _last = line;
    }

    private static string Text(JsonElement element, string field) => element.GetProperty(field).GetString()!;
}
