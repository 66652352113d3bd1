namespace Messenger.Server.Engine.Commands;

/// <summary>Notes that a login was resumed or its connection lost, so that it lasts, and can be resumed, across a restart. Nobody waits for it.</summary>
internal sealed class UseSession(Session session) : EngineCommand
{
    public override void Stage(EngineState state)
    {
        if (!session.Ended)
            state.Journal.SessionUsed(session);
    }

    public override void Apply(EngineState state) => state.CameOrWent.Enqueue(session.Account);

    public override void Undo(EngineState state)
    {
    }

    public override void Answer()
    {
    }
}
