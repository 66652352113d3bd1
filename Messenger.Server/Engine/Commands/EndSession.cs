using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>Ends a login and revokes its token.</summary>
/// <param name="session">The login.</param>
/// <param name="reason">Told to its terminal, whose connection is closed; <see cref="ErrorCode.None"/> leaves that open.</param>
/// <param name="own">Whose logout this is, and whose connection stays; another that has taken over meanwhile is told and closed. Null when nobody's.</param>
internal sealed class EndSession(Session session, ErrorCode reason, ITerminal? own = null) : AwaitedCommand
{
    public override void Stage(EngineState state) => state.Journal.SessionEnded(session);

    public override void Apply(EngineState state)
    {
        state.Sessions.TryRemove(session.Token, out _);
        lock (session.Account.Gate)
        {
            session.EndLocked(own is null || session.IsAttachedLocked(own) ? reason : ErrorCode.SessionEnded);
            session.Account.RemoveSessionsLocked(other => other == session);
        }
        state.CameOrWent.Enqueue(session.Account);
    }
}
