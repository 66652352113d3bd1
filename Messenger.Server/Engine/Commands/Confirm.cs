using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>A terminal has shown messages: they leave the account's queue. Idempotent; numbers that are not in the queue have no effect on it.</summary>
/// <param name="session">Whose terminal says so.</param>
/// <param name="numbers">The exact messages.</param>
/// <param name="tag">Given back with the answer.</param>
/// <param name="answers">Told when it is done.</param>
internal sealed class Confirm(Session session, ulong[] numbers, uint tag, IAnswers answers) : EngineCommand
{
    private ErrorCode _result;

    public override void Stage(EngineState state) => state.Journal.Confirmed(session.Account, numbers);

    public override void Apply(EngineState state)
    {
        Account account = session.Account;
        lock (account.Gate)
        {
            HashSet<Session>? changed = null;
            foreach (ulong number in numbers)
            {
                bool removed = account.ConfirmLocked(number);
                session.ConfirmedLocked(number, byThisTerminal: true);
                if (!removed || account.Sessions.Count == 1)
                    continue;
                foreach (Session other in account.Sessions)
                {
                    if (other != session && other.ConfirmedLocked(number, byThisTerminal: false))
                        (changed ??= []).Add(other);
                }
            }
            foreach (Session other in changed ?? [])
                other.TellHeldChangedLocked();
        }
        session.Pump();
    }

    public override void Undo(EngineState state) => _result = ErrorCode.StoreFailed;

    public override void Answer() => answers.Confirmed(tag, numbers.Length, _result);
}
