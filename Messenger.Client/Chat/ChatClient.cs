using System.Threading.Channels;
using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Chat.Views;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>How a chat with a server ended.</summary>
/// <param name="ExitCode">Of the program, unless there is a next server.</param>
/// <param name="NextServer">Another server was chosen.</param>
internal sealed record ChatEnd(int ExitCode, (string Host, int Port)? NextServer = null);

/// <summary>The full screen over one session: composes its parts, runs them, and ends them. One thread owns what is shown.</summary>
internal sealed class ChatClient : IAsyncDisposable
{
    private static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly MessengerSession _session;
    private readonly TimeProvider _time;
    private readonly ChatState _state;
    private readonly OverlayStack _overlays = new();
    private readonly LocalKeeper _keeper;
    private readonly ReadMarker _marker;
    private readonly EventPump _pump;
    private readonly OpenAnswers _open = new();
    private readonly CommandRunner _runner;
    private readonly Work _work;
    private readonly Preferences _preferences;
    private readonly Notes _notes;
    private readonly Desk _desk;
    private readonly Entry _entry;
    private readonly ChatApp _app;
    private readonly ITimer _second;
    private ChatEnd _end = new(ExitCodes.Well);
    private bool _isLeaving;
    private volatile bool _isInterrupted;

    /// <param name="options">Of the session; who is asked about an unknown key is decided here.</param>
    /// <param name="screen">What is drawn on.</param>
    /// <param name="renderer">Draws on it.</param>
    /// <param name="trace">Shows frames; it is told of them by whoever traces the session.</param>
    /// <param name="preferences">How a person wants things shown.</param>
    /// <param name="stateDirectory">Where drafts and the like are kept; null: nowhere.</param>
    public ChatClient(SessionOptions options, IScreen screen, Renderer renderer, TracePane trace, Preferences preferences, string? stateDirectory)
    {
        _time = options.Time;
        Func<Look> look = () => preferences.Look;
        Loop = new ScreenLoop(screen, renderer, _time);
        trace.ShowOn(Loop);
        _session = new MessengerSession(options with { ApproveServer = ApproveAsync });
        _state = new ChatState(_session.Server, new ItemRows(look).Rows);
        _work = new Work(Loop, _stop.Token);
        _preferences = preferences;
        _notes = new Notes(_time);
        _marker = new ReadMarker(_session, _time);
        ScreenConsole console = new(Loop, _overlays, line => _notes.Add(_state.Selected, line));
        NameBook names = new();
        Addressees addressees = new();
        GroupNotices groups = new(_session, console, names, addressees);
        Unseen unseen = new(_session);
        Past past = new(_session, _work, _notes, _time);
        Sending sending = new(_session, _state, _work, _open, addressees, _notes, _time);
        Alerts alerts = new(_state, preferences, renderer, _time);
        _keeper = new LocalKeeper(_session, _state, _work, _notes, _marker, stateDirectory, _time);
        Happenings happenings = new(_session, _state, past, sending, unseen, _notes, alerts, _marker, _keeper, groups);
        _desk = new Desk(_session, _state, _work, past, sending, unseen, _notes, _marker, _keeper);
        happenings.CameBack += _desk.CameBack;
        happenings.Made += _desk.Open;
        happenings.Met += _desk.Learn;
        happenings.LoginEnded += LoginEnded;
        _pump = new EventPump(_session, (happened, stop) => TakeAsync(happenings, happened, stop));
        _entry = new Entry(_session, _overlays, _work, _pump, _keeper, Loop) { LoggedIn = _desk.LoggedIn, ServerChosen = GoTo, Quit = Leave };
        _runner = new CommandRunner(Loop, console) { Done = CommandDone };
        Lookups lookups = new(_session, _state, _desk, past, _work, _overlays, look);
        CommandTable lines = LineTable(console, names, addressees, groups);
        ScreenCommands own = new(_state, _work, _desk, sending, _notes, _entry, lookups, trace, preferences, _keeper, renderer, _overlays, Leave)
        {
            Why = id => _runner.Run(lines.Find("why")!, [id]),
        };
        ChatCommands commands = new(lines, own.All(), _runner, new NameLookup(_session, names), _time);
        own.Table = Commands = commands.Table;
        ChatMenu menu = new(_state, commands, lookups, preferences, _overlays);
        _app = new ChatApp(_session, _state, _desk, _work, commands, _overlays, alerts, trace, _keeper, Loop, look) { OpenOverlay = menu.Open, Quit = Leave };
        _second = _time.CreateTimer(_ => Loop.TryPost(() => { }), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ScreenLoop Loop { get; }

    /// <summary>Every slash command there is.</summary>
    public CommandTable Commands { get; }

    /// <summary>Runs until somebody leaves, or no more keys come.</summary>
    /// <param name="keys">Whoever fills them wakes <see cref="Loop"/>.</param>
    /// <param name="user">Logged in first, when not null.</param>
    /// <param name="password">Of that account; asked for when null.</param>
    public async Task<ChatEnd> RunAsync(ChannelReader<Key> keys, string? user, string? password)
    {
        Loop.TryPost(() => Connect(user, password));
        Task<LoopEnd> run = Loop.RunAsync(_app, keys);
        Task pump = _pump.RunAsync(_stop.Token);
        Task commands = _runner.RunAsync(_stop.Token);
        // The others only end by a bug, which must not be waited for.
        await Task.WhenAny(run, pump, commands).ConfigureAwait(false);
        Loop.Quit();
        LoopEnd end = await run.ConfigureAwait(false);
        // The loop is over, so nothing else touches what it keeps.
        _keeper.End();
        _preferences.Flush();
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (Task task in new[] { pump, commands })
        {
            try
            {
                await task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // As it was asked to.
            }
        }
        return end is LoopEnd.TerminalGone || _isInterrupted ? new ChatEnd(ExitCodes.Interrupted) : _end;
    }

    /// <summary>Says something at the start, in the program's own conversation. Before it runs.</summary>
    public void Tell(IEnumerable<string> sentences)
    {
        foreach (string sentence in sentences)
            _notes.Trouble(_state.Home, sentence);
    }

    /// <summary>Ends it at once, as a signal does: what is unanswered is not waited for. Any thread may call it.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        Loop.Quit();
    }

    /// <summary>What was typed and has no answer.</summary>
    public IReadOnlyList<UnsentMessage> Unsent { get; private set; } = [];

    /// <summary>It is on disk, and is sent after the next login.</summary>
    public bool UnsentIsOnDisk { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync().ConfigureAwait(false);
        Unsent = _session.Unsent.List();
        UnsentIsOnDisk = _session.Unsent.IsOnDisk;
        _marker.Dispose();
        await _session.DisposeAsync().ConfigureAwait(false);
        _pump.Dispose();
        _stop.Dispose();
    }

    private CommandTable LineTable(ScreenConsole console, NameBook names, Addressees addressees, GroupNotices groups)
    {
        Pager pager = new(console);
        WallClock clock = new(_time);
        return new CommandTable(
            new AccountCommands(_session, console, _pump, _open, addressees, _marker, passwordAtHand: null),
            new MessageCommands(_session, console, _pump, names, addressees, _open, pager),
            new GroupCommands(_session, console, _pump, groups, names, pager, clock),
            new HistoryCommands(_session, console, addressees, _open, _marker, pager, clock),
            new PeopleCommands(_session, console, clock),
            new WhyCommand(_session, console, addressees, _open, clock),
            pager,
            console.Print,
            Leave);
    }

    private void Connect(string? user, string? password) => _work.Start(
        stop => _session.ConnectAsync(stop),
        () =>
        {
            _entry.ShowMenu();
            if (user is not null && password is not null)
                _entry.LogInAtStart(user, password);
            else if (user is not null)
                _entry.LogIn(user);
        },
        failure =>
        {
            _state.Connection = new ConnectionState(ConnectionPhase.Ended, failure.Reason);
            _entry.ShowUnreachable(failure.Reason, () => Connect(user, password));
        });

    private async ValueTask TakeAsync(Happenings happenings, SessionEvent happened, CancellationToken stop)
    {
        // The command that changed the group waits until this is told, and then says more. Others come too fast to be waited for one by one.
        TaskCompletionSource? taken = happened is GroupChanged ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        bool isPosted = await Loop.PostAsync(
            () =>
            {
                Take(happenings, happened);
                taken?.SetResult();
            },
            stop,
            withPicture: taken is null).ConfigureAwait(false);
        if (!isPosted)
            throw new OperationCanceledException();
        if (taken is not null)
            await taken.Task.WaitAsync(stop).ConfigureAwait(false);
    }

    private void Take(Happenings happenings, SessionEvent happened)
    {
        happenings.Take(happened);
        if (happened is Disconnected or Reconnected or LoginLost)
        {
            // The seconds until the next try are counted on the screen.
            TimeSpan tick = _state.Connection.Phase is ConnectionPhase.Offline ? TimeSpan.FromSeconds(1) : Timeout.InfiniteTimeSpan;
            _second.Change(tick, tick);
        }
    }

    private void LoginEnded(LoginLost lost)
    {
        _overlays.CloseAll();
        _desk.Forget();
        int waiting = lost.WaitingSends.Count;
        string[] reason = waiting == 0 && lost.FailedSends.Count == 0
            ? [$"No longer logged in: {lost.Message}"]
            : [$"No longer logged in: {lost.Message}", waiting > 0
                ? $"{Wording.Count(waiting, "message")} wait in the outbox and are sent after the next login."
                : $"{Wording.Count(lost.FailedSends.Count, "message")} were not sent."];
        _entry.ShowMenu(reason);
    }

    private void CommandDone(CommandOutcome outcome)
    {
        if (_state.Account is not null && _session.Account is null)
        {
            _overlays.CloseAll();
            _desk.Forget();
            _entry.ShowMenu([.. outcome.Lines]);
            return;
        }
        if (outcome.Lines.Count > ScreenCommands.MostNotes)
        {
            _overlays.Open(new Panel(outcome.Command, outcome.Lines.Select(line => PanelLine.Of(line))));
            return;
        }
        foreach ((int index, string line) in outcome.Lines.Index())
        {
            if (outcome.IsRefused && index == outcome.Lines.Count - 1)
                _notes.Trouble(_state.Selected, line);
            else
                _notes.Add(_state.Selected, line);
        }
    }

    private async ValueTask<bool> ApproveAsync(UnknownServer server, CancellationToken cancellation)
    {
        TaskCompletionSource<bool> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Question question = new(
            "Is this the right server?",
            [
                $"The key of {server.Server} is not known here:",
                server.Fingerprint,
                "Compare it with the end of the first line that the server printed, or ask whoever runs it.",
            ],
            [
                new Answer("Trust it from now on", 't', () => answered.TrySetResult(true)),
                new Answer("Do not connect", 'd', () => answered.TrySetResult(false)),
            ],
            preset: 1);
        await Loop.PostAsync(() => _overlays.Open(question), cancellation).ConfigureAwait(false);
        return await answered.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private void GoTo(string host, int port)
    {
        _end = new ChatEnd(ExitCodes.Well, (host, port));
        Loop.Quit();
    }

    /// <summary>Leaves once what is under way is done; asked a second time, at once.</summary>
    private void Leave()
    {
        if (_isLeaving || _session.Account is null)
        {
            Loop.Quit();
            return;
        }
        _isLeaving = true;
        _app.Hint("leaving …; Ctrl-C leaves at once");
        _work.Start(
            stop => FinishAsync().WaitAsync(QuitLimit, _time, stop),
            Loop.Quit,
            _ => Loop.Quit());
    }

    private async Task FinishAsync()
    {
        // Offline there is nothing to wait for: what is not sent stays in the outbox.
        if (!_session.IsConnected)
            return;
        await _open.NoneAsync().ConfigureAwait(false);
        await _marker.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        // Nobody comes back to this session: its token ends with this process. It confirms first what was shown.
        await _session.LogoutAsync().ConfigureAwait(false);
    }
}
