namespace Messenger.Server.Engine.Commands;

/// <summary>Whether others are told what the account has read.</summary>
internal sealed class ChangeSettings(Account account, bool showsReads) : AwaitedCommand
{
    public override void Stage(EngineState state)
    {
        if (!account.Deleted)
            state.Journal.SettingsChanged(account, showsReads);
    }

    public override void Apply(EngineState state) => account.ShowsReads = showsReads;
}
