using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Client.Json;

/// <summary>
/// The client for scripts, bots and tests: one JSON object a line each way. Commands take effect in the order of their lines. Sends are
/// not waited for and share the connection; confirmations pass a read that waits for them; everything else waits for its answer.
/// </summary>
internal sealed class JsonClient : IDisposable
{
    /// <summary>With manual confirmation a bot may read this many messages before it confirms one.</summary>
    public const ushort ManualWindow = 16_384;

    public static readonly TimeSpan QuitLimit = TimeSpan.FromSeconds(10);

    private readonly MessengerSession _session;
    private readonly JsonLines _input;
    private readonly JsonOutput _output;
    private readonly TextWriter _diagnostics;
    private readonly TimeProvider _time;
    private readonly EventPump _pump;
    private readonly JsonSends _sends;
    private readonly JsonAccounts _accounts;
    private readonly OpenAnswers _open = new();
    private readonly ShownMessages _shown = new();
    private readonly KnownMessages _known = new();
    private readonly Dictionary<string, Func<JsonCommand, CancellationToken, Task>> _commands;
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _read = Task.CompletedTask;

    public JsonClient(
        MessengerSession session, Stream input, JsonOutput output, TextWriter diagnostics, bool confirmManually, TimeProvider time)
    {
        _session = session;
        _input = new JsonLines(input);
        _output = output;
        _diagnostics = diagnostics;
        _time = time;
        _sends = new JsonSends(session, output, _open, _known);
        _pump = new EventPump(session, new JsonEvents(session, output, _known, _sends, confirmManually ? _shown : null).Show);
        _accounts = new JsonAccounts(session, output, _pump, _known);
        JsonPeople people = new(session, output);
        JsonGroups groups = new(session, output);
        JsonHistory history = new(session, output, _known);
        _commands = new Dictionary<string, Func<JsonCommand, CancellationToken, Task>>(StringComparer.Ordinal)
        {
            ["register"] = _accounts.RegisterAsync,
            ["login"] = _accounts.LoginAsync,
            ["logout"] = _accounts.LogoutAsync,
            ["change-password"] = _accounts.ChangePasswordAsync,
            ["whoami"] = _accounts.WhoAmIAsync,
            ["delete-account"] = _accounts.DeleteAccountAsync,
            ["unread"] = UnreadAsync,
            ["list"] = people.ListAsync,
            ["block"] = people.BlockAsync,
            ["unblock"] = people.UnblockAsync,
            ["blocks"] = people.BlocksAsync,
            ["sessions"] = people.SessionsAsync,
            ["session-end"] = people.EndSessionAsync,
            ["settings"] = people.SettingsAsync,
            ["group-create"] = groups.CreateAsync,
            ["group-show"] = groups.ShowAsync,
            ["group-add"] = groups.AddAsync,
            ["group-remove"] = groups.RemoveAsync,
            ["group-rename"] = groups.RenameAsync,
            ["group-leave"] = groups.LeaveAsync,
            ["group-delete"] = groups.DeleteAsync,
            ["groups"] = groups.ListAsync,
            ["history"] = history.HistoryAsync,
            ["find"] = history.FindAsync,
            ["conversations"] = history.ConversationsAsync,
            ["mark-read"] = history.MarkReadAsync,
            ["edit"] = history.EditAsync,
            ["unsend"] = history.UnsendAsync,
            ["why"] = history.WhyAsync,
        };
    }

    /// <summary>Runs until <c>quit</c> or the end of input.</summary>
    /// <param name="user">Logged in first, when not null.</param>
    /// <param name="password">Of that account.</param>
    /// <param name="cancellation">Ends it at once.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string? user, string? password, CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task pump = _pump.RunAsync(stop.Token);
        Task sends = _sends.AnswerAsync(stop.Token);
        try
        {
            Task<int> talk = TalkAsync(user, password, stop.Token);
            // The others only end by failing: nobody reads our output any more.
            Task first = await Task.WhenAny(talk, pump, sends, _broken.Task).ConfigureAwait(false);
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
            await _diagnostics.WriteLineAsync($"stdout or stdin broke: {e.Message}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    public void Dispose() => _pump.Dispose();

    private async Task<int> TalkAsync(string? user, string? password, CancellationToken stop)
    {
        if (user is not null && password is not null && !await LoginAtStartAsync(user, password, stop).ConfigureAwait(false))
            return ExitCodes.Refused;

        string? quitReference = null;
        while (true)
        {
            await _session.OutboxRoomAsync(stop).ConfigureAwait(false);
            if (await _input.ReadAsync(stop).ConfigureAwait(false) is not { } line)
                break;
            if (line.Bytes.Span.Trim(" \t\r"u8).IsEmpty && !line.IsTooLong)
                continue;
            string? problem = "the line is too long";
            JsonCommand? command = line.IsTooLong ? null : JsonCommand.Parse(line.Bytes, out problem);
            if (problem is null && command!.Name == "quit")
            {
                quitReference = command.Reference;
                break;
            }
            if (problem is not null)
                _output.Error(command, ErrorCode.BadCommand, problem);
            else
                await TakeAsync(command!, stop).ConfigureAwait(false);
        }
        return await QuitAsync(quitReference, stop).ConfigureAwait(false);
    }

    private async Task TakeAsync(JsonCommand command, CancellationToken stop)
    {
        switch (command.Name)
        {
            case "msg":
                await AnswerAsync(command, _sends.SendAsync, stop).ConfigureAwait(false);
                break;
            case "confirm":
                // Begun in its place; its answer may come after those of later commands.
                _ = AnswerAsync(command, await ConfirmInPlaceAsync(command, stop).ConfigureAwait(false), stop);
                break;
            case "read":
                await _read.ConfigureAwait(false);
                _read = AnswerAsync(command, ReadAsync, stop);
                break;
            default:
                await _read.ConfigureAwait(false);
                await AnswerAsync(command, _commands.GetValueOrDefault(command.Name, Unknown), stop).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Runs a command; a refusal is its answer.</summary>
    private async Task AnswerAsync(JsonCommand command, Func<JsonCommand, CancellationToken, Task> run, CancellationToken stop)
    {
        _open.Begin();
        try
        {
            await run(command, stop).ConfigureAwait(false);
        }
        catch (RefusedException e)
        {
            _output.Error(command, e.Code, e.Message, e.RetryAfter);
        }
        catch (ConnectFailedException e)
        {
            _output.Error(command, e.Code, e.Message);
        }
        catch (BadCommandException e)
        {
            _output.Error(command, ErrorCode.BadCommand, e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (IOException e)
        {
            _broken.TrySetException(e);
        }
        finally
        {
            _open.End();
        }
    }

    private static Task Unknown(JsonCommand command, CancellationToken stop) =>
        throw new BadCommandException($"unknown cmd {command.Name}");

    private async Task<bool> LoginAtStartAsync(string user, string password, CancellationToken stop)
    {
        try
        {
            await _accounts.LoginAsync(user, password, stop).ConfigureAwait(false);
            return true;
        }
        catch (RefusedException e)
        {
            // After what has happened so far, connecting first of all.
            await _pump.CaughtUpAsync(stop).ConfigureAwait(false);
            _output.Write("error", "login", null, json =>
            {
                json.WriteString("code", e.Code.Word());
                json.WriteString("message", e.Message);
            });
            await _diagnostics.WriteLineAsync($"cannot log in as {SafeText.Line(user)}: {SafeText.Line(e.Message)}").ConfigureAwait(false);
            return false;
        }
    }

    private async Task UnreadAsync(JsonCommand command, CancellationToken stop)
    {
        await _pump.CaughtUpAsync(stop).ConfigureAwait(false);
        _output.Unread(await _session.UnreadAsync(stop).ConfigureAwait(false), command);
    }

    private async Task ReadAsync(JsonCommand command, CancellationToken stop)
    {
        string from = command.OptionalText("from") ?? "";
        uint? count = command.OptionalCount("count");
        if (count == 0)
            throw new BadCommandException("count must be 1 or more; leave it out to read all");
        ReadResult read = await _session.ReadAsync(from, count ?? 0, stop).ConfigureAwait(false);
        await _pump.ReachedAsync(read.EventsBefore, stop).ConfigureAwait(false);
        _output.Write("ok", command, json =>
        {
            json.WriteNumber("count", read.Count);
            json.WriteNumber("left", read.Left);
        });
    }

    /// <summary>Takes the messages named, once a read before it has shown what it can, and gives what is left to do.</summary>
    private async Task<Func<JsonCommand, CancellationToken, Task>> ConfirmInPlaceAsync(JsonCommand command, CancellationToken stop)
    {
        IReadOnlyList<Guid> ids;
        try
        {
            ids = command.Ids("ids");
        }
        catch (BadCommandException e)
        {
            return (_, _) => throw e;
        }
        if (_session.Account is null)
            return (_, _) => throw RefusedException.NotLoggedIn();
        await _pump.WhenAsync(() => _read.IsCompleted || _shown.HasAll(ids) || _shown.Count >= ManualWindow, _read, stop).ConfigureAwait(false);
        List<ulong> numbers = _shown.Take(ids);
        return async (confirm, token) =>
        {
            await _session.ConfirmAsync(numbers, token).ConfigureAwait(false);
            _output.Write("ok", confirm);
        };
    }

    private async Task<int> QuitAsync(string? reference, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await FinishAsync(limit.Token).WaitAsync(QuitLimit, _time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await limit.CancelAsync().ConfigureAwait(false);
        }
        _output.Write("bye", null, reference, null);
        return await NameUnansweredAsync().ConfigureAwait(false) == 0 ? ExitCodes.Well : ExitCodes.Failed;
    }

    private async Task<int> NameUnansweredAsync()
    {
        IReadOnlyList<Guid> unanswered = _session.UnansweredSends;
        foreach (Guid id in unanswered)
            await _diagnostics.WriteLineAsync($"no answer for the message {id}").ConfigureAwait(false);
        return unanswered.Count;
    }

    private async Task FinishAsync(CancellationToken limit)
    {
        await _open.NoneAsync().ConfigureAwait(false);
        await _pump.CaughtUpAsync(limit).ConfigureAwait(false);
        await _session.FlushConfirmationsAsync(limit).ConfigureAwait(false);
    }
}
