using System.Collections.Concurrent;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Engine.Commands.Groups;
using Messenger.Server.Security;
using Messenger.Server.Storage;
using Messenger.Wire;

namespace Messenger.Server.Engine;

/// <summary>
/// Accounts, sessions and queues. Every change that must survive is a command, answered only once it is committed; reading is done
/// in memory at once. Safe on any thread.
/// </summary>
internal sealed class MessengerEngine : IDisposable
{
    private readonly EngineState _state;
    private readonly Committer _committer;
    private readonly ConcurrentQueue<Session> _detached = new();

    public MessengerEngine(IJournal journal, EngineLimits limits, TimeProvider clock, Action<Exception> failed)
    {
        _state = new EngineState(journal, limits, clock);
        StoreReader reader = new(_state);
        journal.Load(reader);
        _committer = new Committer(_state, failed);
        foreach (Session session in _state.Sessions.Values)
            _detached.Enqueue(session);
        foreach (Session session in reader.Interrupted)
            _committer.Submit(new UseSession(session));
        foreach (Session session in reader.Over)
            _committer.Submit(new EndSession(session, ErrorCode.None));
    }

    public Guid StoreId => _state.Journal.StoreId;

    public int AccountCount => _state.Directory.Count;

    /// <summary>The highest number that is committed, of a message or a change.</summary>
    public ulong LastCommitted => _state.LastCommitted;

    /// <summary>What is committed is on disk: the journal that waits for one writes to it.</summary>
    public bool IsDurable => _state.Journal.Waits;

    /// <summary>Told after each commit, in the engine's turn: must not block. Set once, before there are messages.</summary>
    public Action? Committed
    {
        set => _state.Committed = value;
    }

    /// <summary>What was committed, for history and search. May wait for a disk.</summary>
    public IMessageArchive Archive => _state.Journal.Archive;

    public Account? Find(ReadOnlySpan<byte> name) => _state.Directory.Find(name);

    public Account? Find(ReadOnlySpan<char> name) => _state.Directory.Find(name);

    /// <summary>Counts a send that reaches nobody against the allowance of its sender, as if it had been one to somebody.</summary>
    /// <returns>Zero, or how long until one more is allowed.</returns>
    public TimeSpan CountVainSend(Account sender) =>
        _state.Limits.SendsPerSecond is not { } rate || sender.SendAllowance.TryTake(1, rate, _state.Limits.SendBurst, _state.Clock, out TimeSpan wait)
            ? TimeSpan.Zero
            : wait;

    /// <param name="name">With or without <c>#</c>, in any case.</param>
    public Group? FindGroup(string name) => _state.Groups.GetValueOrDefault(name.StartsWith('#') ? name[1..] : name);

    /// <summary>Null when there is none of this number.</summary>
    public Conversation? FindConversation(long id) => _state.FindConversation(id);

    /// <inheritdoc cref="NameDirectory.Search"/>
    public NameSearch Search(GlobPattern pattern, string after, int limit) => _state.Directory.Search(pattern, after, limit);

    /// <summary>Creates an account if the name is free. Null: it is taken (<see cref="ErrorCode.NameTaken"/>) or could not be stored.</summary>
    public async Task<(ErrorCode Result, Account? Account)> CreateAccountAsync(string name, PasswordRecord password)
    {
        CreateAccount command = new(name, password);
        return (await SubmitAsync(command), command.Account);
    }

    /// <summary>Logs a terminal in; the caller tells it so and then calls <see cref="Session.Start"/>.</summary>
    public async Task<(ErrorCode Result, Session? Session, MailboxSummary Held)> OpenSessionAsync(
        Account account, PasswordRecord checkedPassword, TokenHash token, ITerminal terminal, int window)
    {
        OpenSession command = new(account, checkedPassword, token, terminal, window);
        ErrorCode result = await SubmitAsync(command);
        if (command.Dropped is { } dropped)
            _committer.Submit(new EndSession(dropped, ErrorCode.None));
        return (result, command.Session, command.Held);
    }

    /// <summary>Connects a terminal to a login that exists; the caller tells it so and then calls <see cref="Session.Start"/>.</summary>
    /// <returns>Null when the token is unknown, revoked or expired.</returns>
    public (Session Session, bool Resumed, MailboxSummary Held)? Resume(TokenHash token, ITerminal terminal, int window, ulong receivedUpTo = 0)
    {
        if (!_state.Sessions.TryGetValue(token, out Session? session))
            return null;
        (Session, bool, MailboxSummary)? found = null;
        lock (session.Account.Gate)
        {
            if (session.Ended)
                return null;
            if (IsValidLocked(session))
            {
                bool resumed = session.AttachResumedLocked(terminal, window, receivedUpTo);
                found = (session, resumed, session.HeldLocked());
            }
        }
        _committer.Submit(found is null ? new EndSession(session, ErrorCode.None) : new UseSession(session));
        return found;
    }

    /// <summary>The login of a token that is shown with a single request, which attaches no terminal.</summary>
    /// <returns>Null when the token is unknown, revoked or expired.</returns>
    public Session? Use(TokenHash token)
    {
        if (!_state.Sessions.TryGetValue(token, out Session? session))
            return null;
        bool valid;
        bool store = false;
        lock (session.Account.Gate)
        {
            if (session.Ended)
                return null;
            valid = IsValidLocked(session);
            if (valid)
                store = session.Use.Show();
        }
        if (!valid)
            _committer.Submit(new EndSession(session, ErrorCode.None));
        else if (store)
            _committer.Submit(new UseSession(session));
        return valid ? session : null;
    }

    /// <summary>When a login was last used: its terminal asked for something, or was cut off.</summary>
    public DateTimeOffset LastActive(Session session)
    {
        DateTimeOffset asked = _state.Clock.GetUtcNow() - _state.Clock.GetElapsedTime(session.Use.Active);
        return session.Use.Active != 0 && asked > session.Use.Last ? asked : session.Use.Last;
    }

    /// <summary>The terminal's connection is gone. The login stays and may be resumed.</summary>
    public void Detach(Session session, ITerminal terminal)
    {
        session.Detach(terminal);
        _detached.Enqueue(session);
        _committer.Submit(new UseSession(session));
    }

    /// <summary>Stores a batch of messages; <see cref="IAnswers.Appended"/> tells when. The caller bounds how much is in flight.</summary>
    public void Append(AppendBatch batch)
    {
        batch.TakeUp(_state.Ways.Now);
        _committer.Submit(batch);
    }

    /// <summary>Takes shown messages out of the queue; <see cref="IAnswers.Confirmed"/> tells when.</summary>
    public void Confirm(Session session, ulong[] numbers, uint tag, IAnswers answers) =>
        _committer.Submit(new Confirm(session, numbers, tag, answers));

    /// <summary>Creates a group if its name is free.</summary>
    /// <returns>With a refusal that is about one of the others, which; with <see cref="ErrorCode.RateLimited"/>, how long until it is allowed.</returns>
    public async Task<(ErrorCode Result, Group? Group, Account? Culprit, TimeSpan RetryAfter)> CreateGroupAsync(
        Session session, string name, IReadOnlyList<Account> others)
    {
        CreateGroup command = new(session, name, others);
        return (await SubmitAsync(command), command.Group, command.Culprit, command.RetryAfter);
    }

    /// <summary>Changes a group.</summary>
    /// <returns>What it is then; with a refusal that is about one of the named, which; with <see cref="ErrorCode.RateLimited"/>, how long until it is allowed.</returns>
    public async Task<(ErrorCode Result, GroupState? State, Account? Culprit, TimeSpan RetryAfter)> ChangeGroupAsync(ChangeGroup change) =>
        (await SubmitAsync(change), change.After, change.Culprit, change.RetryAfter);

    /// <summary>Edits a message of the session's account, or takes it back.</summary>
    /// <param name="session">The sender's.</param>
    /// <param name="id">The sender's id of it.</param>
    /// <param name="text">The new text; null to take it back.</param>
    /// <returns>Where it was sent, as far as that is known.</returns>
    public async Task<(ErrorCode Result, Target? Target, TimeSpan RetryAfter)> ChangeMessageAsync(Session session, Guid id, byte[]? text)
    {
        ChangeMessage command = new(session, id, text);
        return (await SubmitAsync(command), command.Target, command.RetryAfter);
    }

    /// <summary>Looks up a message that the session's account sent, and its way.</summary>
    /// <returns>Null when there is none of this id that is kept, or it cannot be read (<see cref="ErrorCode.StoreFailed"/>).</returns>
    public async Task<(ErrorCode Result, SentMessage? Sent)> FindSentAsync(Session session, Guid id)
    {
        FindSent command = new(session, id);
        return (await SubmitAsync(command), command.Sent);
    }

    /// <inheritdoc cref="FindMemberships"/>
    public async Task<(ErrorCode Result, IReadOnlyDictionary<Group, ulong> JoinedAfter)> FindMembershipsAsync(
        Account account, IReadOnlyCollection<Group> groups)
    {
        FindMemberships command = new(account, groups);
        return (await SubmitAsync(command), command.JoinedAfter);
    }

    /// <summary>Moves the account's read position forward.</summary>
    public Task<ErrorCode> MarkReadAsync(Session session, Conversation conversation, ulong number) =>
        SubmitAsync(new MarkRead(session, conversation, number));

    public Task<ErrorCode> BlockAsync(Account account, Account other, bool on) => SubmitAsync(new Block(account, other, on));

    public Task<ErrorCode> ChangeSettingsAsync(Account account, bool showsReads) => SubmitAsync(new ChangeSettings(account, showsReads));

    /// <summary>Lets go of old messages that wait for nobody.</summary>
    /// <returns>The numbers of those whose text is gone.</returns>
    public async Task<(ErrorCode Result, IReadOnlyList<ulong> Gone)> ExpireAsync(IReadOnlyList<StoredMessage> messages, long forgetBefore)
    {
        ExpireMessages command = new(messages, forgetBefore);
        return (await SubmitAsync(command), command.Gone);
    }

    /// <summary>Tells those concerned who came and went since the last call. To be called now and then.</summary>
    public void AnnouncePresence()
    {
        if (!_state.CameOrWent.IsEmpty)
            _committer.Submit(new AnnouncePresence());
    }

    /// <inheritdoc cref="EndSession"/>
    public Task<ErrorCode> EndSessionAsync(Session session, ErrorCode reason, ITerminal? own = null) => SubmitAsync(new EndSession(session, reason, own));

    public Task<ErrorCode> ChangePasswordAsync(Account account, PasswordRecord checkedPassword, PasswordRecord password, Session? own) =>
        SubmitAsync(new ChangePassword(account, checkedPassword, password, own));

    /// <inheritdoc cref="DeleteAccount"/>
    public Task<ErrorCode> DeleteAccountAsync(Account account, Session own, ITerminal? terminal = null) =>
        SubmitAsync(new DeleteAccount(account, own, terminal));

    /// <summary>Forgets what waits for terminals that have been away too long to resume. To be called now and then.</summary>
    public void CoolDown()
    {
        // Each is looked at once a call: those that are still in time go to the end of the line again.
        for (int count = _detached.Count; count > 0 && _detached.TryDequeue(out Session? session); count--)
        {
            if (!session.CoolDown())
                _detached.Enqueue(session);
        }
    }

    public void Dispose()
    {
        _committer.Dispose();
        _state.Journal.Dispose();
    }

    private bool IsValidLocked(Session session) =>
        session.AttachedLocked || _state.Clock.GetUtcNow() - session.Use.Last <= _state.Limits.TokenLifetime;

    private Task<ErrorCode> SubmitAsync(AwaitedCommand command)
    {
        _committer.Submit(command);
        return command.Done;
    }
}
