using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>
/// A terminal has shown messages: they leave the account's queue. Idempotent; numbers that are not in the queue have no effect on it.
/// They leave when staged, so that the journal can note what is left, and come back if the commit fails.
/// </summary>
/// <param name="session">Whose terminal says so.</param>
/// <param name="numbers">The exact messages.</param>
/// <param name="tag">Given back with the answer.</param>
/// <param name="answers">Told when it is done.</param>
internal sealed class Confirm(Session session, ulong[] numbers, uint tag, IAnswers answers) : EngineCommand
{
    private readonly List<Message> _removed = [];
    private ErrorCode _result;

    public override void Stage(EngineState state)
    {
        Account account = session.Account;
        lock (account.Gate)
        {
            foreach (ulong number in numbers)
            {
                if (account.ConfirmLocked(number) is { } message)
                    _removed.Add(message);
            }
        }
        if (_removed.Count > 0)
            state.Journal.Confirmed(account);
    }

    public override void Apply(EngineState state)
    {
        Account account = session.Account;
        lock (account.Gate)
        {
            foreach (ulong number in numbers)
                session.ConfirmedLocked(number, byThisTerminal: true);
            foreach (Session other in account.Sessions)
            {
                if (other == session)
                    continue;
                bool changed = false;
                foreach (Message message in _removed)
                    changed |= other.ConfirmedLocked(message.Number, byThisTerminal: false);
                if (changed)
                    other.TellHeldChangedLocked();
            }
        }
        session.Pump();
    }

    public override void Undo(EngineState state)
    {
        _result = ErrorCode.StoreFailed;
        if (_removed.Count == 0)
            return;
        lock (session.Account.Gate)
        {
            if (!session.Account.Deleted)
                session.Account.UndoConfirmLocked(_removed);
        }
    }

    public override void Answer() => answers.Confirmed(tag, numbers.Length, _result);
}
