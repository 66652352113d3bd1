using Messenger.Server.Security;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>
/// Logs a terminal in. Attaching and taking stock of what waits are one step under the account's lock: a message is either counted
/// as held or pushed as live, never both and never neither.
/// </summary>
/// <param name="account">Whose password was checked.</param>
/// <param name="checkedPassword">The record it was checked against; when it was changed meanwhile the login is refused.</param>
/// <param name="token">Hash of the session's new token.</param>
/// <param name="terminal">Where to push.</param>
/// <param name="window">Most unconfirmed pushes the terminal takes.</param>
internal sealed class OpenSession(Account account, PasswordRecord checkedPassword, TokenHash token, ITerminal terminal, int window) : AwaitedCommand
{
    private ulong _heldUpTo;

    public Session? Session { get; private set; }

    /// <summary>The login that had to end for this one. It is over in memory; its end is still to be stored.</summary>
    public Session? Dropped { get; private set; }

    /// <summary>What waited when the terminal was attached.</summary>
    public MailboxSummary Held { get; private set; } = MailboxSummary.Empty;

    public override void Stage(EngineState state)
    {
        // A change of password or a deletion earlier in this batch ends logins in the journal; this one must not be written behind it.
        if (!account.OpensWith(checkedPassword))
        {
            Result = ErrorCode.BadCredentials;
            return;
        }
        Session = new Session(account, token, state.Ways, state.Clock);
        // What is staged by now is queued before the terminal is attached, what comes later has a higher number: the same on disk and in memory.
        _heldUpTo = state.LastNumber;
        Session.HoldUpTo(_heldUpTo);
        state.Journal.SessionOpened(Session);
    }

    public override void Apply(EngineState state)
    {
        if (Session is null)
            return;
        lock (account.Gate)
        {
            if (account.Sessions.Count >= Account.MaxSessions)
                Dropped = DropLongestIdleLocked();
            account.AddSessionLocked(Session);
            Session.AttachFreshLocked(terminal, window);
            Session.HoldUpTo(_heldUpTo);
            Held = Session.HeldLocked();
        }
        state.Sessions[token] = Session;
        state.CameOrWent.Enqueue(account);
        if (Dropped is not null)
            state.Sessions.TryRemove(Dropped.Token, out _);
    }

    private Session DropLongestIdleLocked()
    {
        Session dropped = account.Sessions.MinBy(session => (session.AttachedLocked, session.AttachedLocked ? 0 : session.Use.Last.UtcTicks, session.Use.Active))!;
        dropped.EndLocked(ErrorCode.SessionEnded);
        account.RemoveSessionsLocked(session => session == dropped);
        return dropped;
    }
}
