using Messenger.Server.Engine.Commands.Groups;
using Messenger.Server.Security;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>
/// Deletes an account: the name is free, its queue unreachable, its logins over, its groups left. What others received stays theirs.
/// </summary>
/// <param name="account">Whose password was checked.</param>
/// <param name="own">The login that asked.</param>
/// <param name="terminal">Whose request this is, and whose connection stays; another of that login is told and closed. Null leaves any.</param>
internal sealed class DeleteAccount(Account account, Session own, ITerminal? terminal = null) : AwaitedCommand
{
    private readonly List<GroupTransition> _departures = [];

    public override void Stage(EngineState state)
    {
        if (account.Leaving)
        {
            Result = ErrorCode.NotLoggedIn;
            return;
        }
        // Nothing that is staged behind this may write to the account any more.
        account.StagedPassword = PasswordRecord.None;
        state.Journal.AccountDeleted(account);
        foreach (Group group in state.GroupsComing(account))
        {
            GroupTransition departure = new(group, group.Coming, GroupTransition.Without(group.Coming, new HashSet<Account> { account }), by: null);
            departure.Stage(state);
            _departures.Add(departure);
        }
    }

    public override void Apply(EngineState state)
    {
        if (Result is not ErrorCode.None)
            return;
        account.StagedPassword = null;
        lock (account.Gate)
        {
            account.DeleteLocked();
            foreach (Session session in account.Sessions)
            {
                bool stays = session == own && (terminal is null || session.IsAttachedLocked(terminal));
                session.EndLocked(stays ? ErrorCode.None : ErrorCode.AccountDeleted);
                state.Sessions.TryRemove(session.Token, out _);
            }
            account.RemoveSessionsLocked(_ => true);
        }
        state.Directory.Remove(account);
        foreach (GroupTransition departure in _departures)
            departure.Apply(state);
        state.CameOrWent.Enqueue(account);
    }

    public override void Undo(EngineState state)
    {
        account.StagedPassword = null;
        foreach (GroupTransition departure in _departures)
            departure.Undo(state);
        base.Undo(state);
    }
}
