using Messenger.Server.Security;
using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>Creates an account if there is none of that name: of many at once, exactly one wins.</summary>
internal sealed class CreateAccount(string name, PasswordRecord password) : AwaitedCommand
{
    /// <summary>The account, once done with success.</summary>
    public Account? Account { get; private set; }

    public override void Stage(EngineState state)
    {
        if (state.Directory.Find(name) is not null || !state.StagedNames.Add(name))
        {
            Result = ErrorCode.NameTaken;
            return;
        }
        Account = new Account(state.NextAccountId(), name, password);
        state.Journal.AccountCreated(Account);
    }

    public override void Apply(EngineState state)
    {
        if (Account is null)
            return;
        state.Directory.Add(Account);
        state.StagedNames.Remove(name);
    }

    public override void Undo(EngineState state)
    {
        if (Account is not null)
            state.StagedNames.Remove(name);
        Account = null;
        base.Undo(state);
    }
}
