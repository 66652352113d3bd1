using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>Ends a login and revokes its token.</summary>
/// <param name="session">The login.</param>
/// <param name="reason">Told to its terminal, whose connection is closed; <see cref="ErrorCode.None"/> leaves that open.</param>
internal sealed class EndSession(Session session, ErrorCode reason) : AwaitedCommand
{
    public override void Stage(EngineState state) => state.Journal.SessionEnded(session);

    public override void Apply(EngineState state)
    {
        state.Sessions.TryRemove(session.Token, out _);
        lock (session.Account.Gate)
        {
            session.EndLocked(reason);
            session.Account.RemoveSessionsLocked(other => other == session);
        }
        state.CameOrWent.Enqueue(session.Account);
    }
}
