using Messenger.Client.Session;
using Messenger.Client.Terminal;

namespace Messenger.Client.Line;

/// <summary>
/// The client of lines: slash commands in, one line an event out, on a terminal or through pipes. Commands take effect in the order of
/// their lines; sends are not waited for.
/// </summary>
internal sealed class LineClient : IDisposable
{
    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(10);

    private readonly MessengerSession _session;
    private readonly ILineConsole _console;
    private readonly TextWriter _diagnostics;
    private readonly TimeProvider _time;
    private readonly EventPump _pump;
    private readonly OpenAnswers _open = new();
    private readonly Addressees _addressees = new();
    private readonly ReadMarker _marker;
    private readonly AccountCommands _accounts;
    private readonly MessageCommands _messages;
    private readonly CommandTable _commands;
    private bool _quit;

    public LineClient(MessengerSession session, ILineConsole console, TextWriter diagnostics, string? passwordAtHand, TimeProvider time)
    {
        _session = session;
        _console = console;
        _diagnostics = diagnostics;
        _time = time;
        _marker = new ReadMarker(session, time);
        NameBook names = new();
        Pager pager = new(console);
        WallClock clock = new(time);
        GroupNotices notices = new(session, console, names, _addressees);
        LineEvents events = new(session, console, names, _addressees, _marker, notices, clock);
        _pump = new EventPump(session, happened =>
        {
            events.Show(happened);
            if (happened is LoginLost or GroupChanged)
                console.Prompt = Prompt();
        });
        _accounts = new AccountCommands(session, console, _pump, _open, _addressees, _marker, passwordAtHand);
        _messages = new MessageCommands(session, console, _pump, names, _addressees, _open, pager);
        _commands = new CommandTable(
            _accounts,
            _messages,
            new GroupCommands(session, console, _pump, notices, names, pager, clock),
            new HistoryCommands(session, console, _addressees, _open, _marker, pager, clock),
            new PeopleCommands(session, console, clock),
            new WhyCommand(session, console, _addressees, _open, clock),
            pager,
            console.Print,
            () => _quit = true);
        console.Complete = new Completer(_commands, new NameLookup(session, names), time).CompleteAsync;
    }

    /// <summary>Runs until <c>/quit</c> or the end of input.</summary>
    /// <param name="user">Logged in first, when not null.</param>
    /// <param name="password">Of that account; asked for when null and there is a person.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string? user, string? password, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task pump = _pump.RunAsync(stop.Token);
        Task answers = _messages.AnswerAsync(stop.Token);
        try
        {
            Task<int> talk = TalkAsync(user, password, stop.Token);
            // The others only end by failing: nobody reads our output any more.
            Task first = await Task.WhenAny(talk, pump, answers).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            return await talk.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await NameUnansweredAsync().ConfigureAwait(false);
            return ExitCodes.Interrupted;
        }
        catch (IOException e)
        {
            await _diagnostics.WriteLineAsync($"the terminal or pipe broke: {e.Message}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _marker.Dispose();
        _pump.Dispose();
    }

    private async Task<int> TalkAsync(string? user, string? password, CancellationToken stop)
    {
        await _pump.CaughtUpAsync(stop).ConfigureAwait(false);
        if (user is not null)
        {
            password ??= _console.HasPerson
                ? await _console.AskAsync($"password for {SafeText.Line(user)}: ", secret: true, stop).ConfigureAwait(false)
                : null;
            if (password is not null && !await LoginAtStartAsync(user, password, stop).ConfigureAwait(false))
                return ExitCodes.Refused;
        }
        if (_session.Account is null && _console.HasPerson)
            _console.Print("/register NAME makes an account, /login NAME logs in, /help lists all commands");

        while (!_quit)
        {
            _console.Prompt = Prompt();
            if (await _console.ReadLineAsync(stop).ConfigureAwait(false) is not { } line)
                break;
            await TakeAsync(line, stop).ConfigureAwait(false);
        }
        return await QuitAsync(stop).ConfigureAwait(false);
    }

    private string Prompt()
    {
        string name = _session.Account ?? "";
        return _addressees.Current is { } target ? $"{name} to {SafeText.Line(target)}> " : $"{name}> ";
    }

    private async Task<bool> LoginAtStartAsync(string user, string password, CancellationToken stop)
    {
        try
        {
            await _accounts.LoginAsync(user, password, stop).ConfigureAwait(false);
            return true;
        }
        catch (RefusedException e)
        {
            await _diagnostics.WriteLineAsync($"cannot log in as {SafeText.Line(user)}: {Wording.Refusal(e)}").ConfigureAwait(false);
            return false;
        }
    }

    private async Task TakeAsync(string line, CancellationToken stop)
    {
        // Who types is there now; a script would only make it try all the time.
        if (_console.HasPerson)
            _session.ReconnectNow();
        try
        {
            await RunLineAsync(line.TrimEnd('\r'), stop).ConfigureAwait(false);
        }
        catch (RefusedException e)
        {
            _console.Print(Wording.Refusal(e));
        }
        catch (ConnectFailedException e)
        {
            _console.Print(SafeText.Line(e.Message));
        }
    }

    private Task RunLineAsync(string line, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(line))
            return Task.CompletedTask;
        if (!line.StartsWith('/'))
            return _messages.SayAsync(line, stop);
        if (line.StartsWith("//", StringComparison.Ordinal))
            return _messages.SayAsync(line[1..], stop);

        int space = line.IndexOf(' ', StringComparison.Ordinal);
        string name = space < 0 ? line[1..] : line[1..space];
        if (_commands.Find(name) is not { } command)
        {
            _console.Print(_commands.Unknown(name));
            return Task.CompletedTask;
        }
        if (command.Split(space < 0 ? "" : line[space..]) is { } words)
            return command.RunAsync(words, stop);
        _console.Print($"it is {command.Usage} ({command.Summary})");
        return Task.CompletedTask;
    }

    private async Task<int> QuitAsync(CancellationToken stop)
    {
        // Nothing more is read.
        _console.Prompt = "";
        if (!_session.IsConnected && _session.UnansweredSends is { Count: > 0 } waiting)
        {
            string leave = _console.HasPerson ? "; Ctrl-C leaves at once" : "";
            _console.Print($"offline: waiting up to {QuitLimit.TotalSeconds:0} s to send {Wording.Count(waiting.Count, "message")}{leave}");
        }
        try
        {
            await FinishAsync(stop).WaitAsync(QuitLimit, _time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is unanswered is named below.
        }
        return await NameUnansweredAsync().ConfigureAwait(false) == 0 ? ExitCodes.Well : ExitCodes.Failed;
    }

    /// <summary>Nobody leaves believing that all was sent when it was not.</summary>
    private async Task<int> NameUnansweredAsync()
    {
        IReadOnlyList<UnsentMessage> unanswered = _session.Unsent.List();
        foreach (UnsentMessage message in unanswered)
        {
            // An id tells a person nothing.
            string which = _console.HasPerson ? $" {Wording.Unsent(message)}" : "";
            await _diagnostics.WriteLineAsync($"no answer for the message {message.Id}{which}").ConfigureAwait(false);
        }
        return unanswered.Count;
    }

    private async Task FinishAsync(CancellationToken stop)
    {
        await _open.NoneAsync().ConfigureAwait(false);
        await _pump.CaughtUpAsync(stop).ConfigureAwait(false);
        await _marker.FlushAsync(stop).ConfigureAwait(false);
    }
}
