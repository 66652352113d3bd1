using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>An account takes no messages from another any more, or takes them again. Idempotent.</summary>
/// <param name="account">Who blocks.</param>
/// <param name="other">Whom.</param>
/// <param name="on">False to take it back.</param>
internal sealed class Block(Account account, Account other, bool on) : AwaitedCommand
{
    /// <summary>People an account may block.</summary>
    public const int Most = 1000;

    public override void Stage(EngineState state)
    {
        bool isNew = on && !account.Blocked.ContainsKey(other.Id);
        if (isNew && state.BlocksOf(account) >= Most)
        {
            Result = ErrorCode.TooLarge;
            return;
        }
        if (isNew)
            state.NoteBlock(account);
        if (!account.Deleted)
            state.Journal.BlockChanged(account, other, on);
    }

    public override void Apply(EngineState state)
    {
        if (Result is not ErrorCode.None)
            return;
        lock (account.Gate)
        {
            if (on)
                account.Blocked[other.Id] = other;
            else
                account.Blocked.Remove(other.Id);
        }
    }
}
