using Messenger.Server.Security;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>Replaces an account's password and ends all its logins but the one that asked.</summary>
/// <param name="account">Whose.</param>
/// <param name="checkedPassword">The record the old password was checked against; when it was changed meanwhile the change is refused.</param>
/// <param name="password">The new one.</param>
/// <param name="own">The login that asked; null when an operator did.</param>
internal sealed class ChangePassword(Account account, PasswordRecord checkedPassword, PasswordRecord password, Session? own) : AwaitedCommand
{
    public override void Stage(EngineState state)
    {
        if (!account.OpensWith(checkedPassword))
        {
            Result = ErrorCode.BadCredentials;
            return;
        }
        account.StagedPassword = password;
        state.Journal.PasswordChanged(account, password, own);
    }

    public override void Apply(EngineState state)
    {
        if (Result is not ErrorCode.None)
            return;
        account.StagedPassword = null;
        lock (account.Gate)
        {
            account.Password = password;
            foreach (Session session in account.Sessions.Where(session => session != own))
            {
                session.EndLocked(ErrorCode.PasswordChanged);
                state.Sessions.TryRemove(session.Token, out _);
            }
            account.RemoveSessionsLocked(session => session != own);
        }
    }
    public override void Undo(EngineState state)
    {
        account.StagedPassword = null;
        base.Undo(state);
    }
}
