using Messenger.Server.Security;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>Deletes an account: the name is free, its queue unreachable, its logins over. What others received stays theirs.</summary>
/// <param name="account">Whose password was checked.</param>
/// <param name="own">The login that asked; its connection stays open.</param>
internal sealed class DeleteAccount(Account account, Session own) : AwaitedCommand
{
    public override void Stage(EngineState state)
    {
        if (account.Deleted || account.StagedPassword == PasswordRecord.None)
        {
            Result = ErrorCode.NotLoggedIn;
            return;
        }
        // Nothing that is staged behind this may write to the account any more.
        account.StagedPassword = PasswordRecord.None;
        state.Journal.AccountDeleted(account);
    }

    public override void Apply(EngineState state)
    {
        if (Result is not ErrorCode.None)
            return;
        account.StagedPassword = null;
        lock (account.Gate)
        {
            account.Deleted = true;
            account.Mailbox.Clear();
            account.MailboxBytes = 0;
            foreach (Session session in account.Sessions)
            {
                session.EndLocked(session == own ? ErrorCode.None : ErrorCode.AccountDeleted);
                state.Sessions.TryRemove(session.Token, out _);
            }
            account.Sessions.Clear();
        }
        state.Directory.Remove(account);
    }

    public override void Undo(EngineState state)
    {
        account.StagedPassword = null;
        base.Undo(state);
    }
}
