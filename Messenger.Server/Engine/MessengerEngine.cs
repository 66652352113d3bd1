using System.Collections.Concurrent;
using Messenger.Server.Engine.Commands;
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

    public Account? Find(ReadOnlySpan<byte> name) => _state.Directory.Find(name);

    public Account? Find(ReadOnlySpan<char> name) => _state.Directory.Find(name);

    /// <summary>Counts a send that reaches nobody against the allowance of its sender, as if it had been one to somebody.</summary>
    /// <returns>Zero, or how long until one more is allowed.</returns>
    public TimeSpan CountVainSend(Account sender) =>
        _state.Limits.SendsPerSecond is not { } rate || sender.SendAllowance.TryTake(rate, _state.Limits.SendBurst, _state.Clock, out TimeSpan wait)
            ? TimeSpan.Zero
            : wait;

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
    public (Session Session, bool Resumed, MailboxSummary Held)? Resume(TokenHash token, ITerminal terminal, int window)
    {
        if (!_state.Sessions.TryGetValue(token, out Session? session))
            return null;
        (Session, bool, MailboxSummary)? found = null;
        lock (session.Account.Gate)
        {
            if (session.Ended)
                return null;
            if (session.AttachedLocked || _state.Clock.GetUtcNow() - session.LastUsed <= _state.Limits.TokenLifetime)
            {
                bool resumed = session.AttachResumedLocked(terminal, window);
                found = (session, resumed, session.HeldLocked());
            }
        }
        _committer.Submit(found is null ? new EndSession(session, ErrorCode.None) : new UseSession(session));
        return found;
    }

    /// <summary>The terminal's connection is gone. The login stays and may be resumed.</summary>
    public void Detach(Session session, ITerminal terminal)
    {
        session.Detach(terminal);
        _detached.Enqueue(session);
        _committer.Submit(new UseSession(session));
    }

    /// <summary>Stores a batch of messages; <see cref="IAnswers.Appended"/> tells when. The caller bounds how much is in flight.</summary>
    public void Append(AppendBatch batch) => _committer.Submit(batch);

    /// <summary>Takes shown messages out of the queue; <see cref="IAnswers.Confirmed"/> tells when.</summary>
    public void Confirm(Session session, ulong[] numbers, uint tag, IAnswers answers) =>
        _committer.Submit(new Confirm(session, numbers, tag, answers));

    public Task<ErrorCode> EndSessionAsync(Session session, ErrorCode reason) => SubmitAsync(new EndSession(session, reason));

    public Task<ErrorCode> ChangePasswordAsync(Account account, PasswordRecord checkedPassword, PasswordRecord password, Session? own) =>
        SubmitAsync(new ChangePassword(account, checkedPassword, password, own));

    public Task<ErrorCode> DeleteAccountAsync(Account account, Session own) => SubmitAsync(new DeleteAccount(account, own));

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

    private Task<ErrorCode> SubmitAsync(AwaitedCommand command)
    {
        _committer.Submit(command);
        return command.Done;
    }
}
