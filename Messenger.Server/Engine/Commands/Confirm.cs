using Messenger.Wire;

namespace Messenger.Server.Engine.Commands;

/// <summary>
/// A terminal has shown messages: they leave the account's queue. Idempotent; numbers that are not in the queue have no effect on it.
/// </summary>
/// <param name="session">Whose terminal says so.</param>
/// <param name="numbers">The exact messages.</param>
/// <param name="tag">Given back with the answer.</param>
/// <param name="answers">Told when it is done.</param>
internal sealed class Confirm(Session session, ulong[] numbers, uint tag, IAnswers answers) : EngineCommand
{
    private readonly List<ulong> _confirmed = [];
    private List<Message>? _receipts;
    private ErrorCode _result;

    public override void Stage(EngineState state)
    {
        Account account = session.Account;
        lock (account.Gate)
        {
            foreach (ulong number in numbers)
            {
                if (account.StageConfirmLocked(number))
                    _confirmed.Add(number);
            }
        }
        if (_confirmed.Count > 0)
            state.Journal.Confirmed(account);
    }

    public override void Apply(EngineState state)
    {
        Account account = session.Account;
        long now = state.Ways.Now;
        lock (account.Gate)
        {
            foreach (ulong number in _confirmed)
            {
                // One that was taken back meanwhile is confirmed by nobody.
                if (account.UnqueueLocked(number) is not { } message)
                    continue;
                state.Ways.Confirmed(message, now);
                NoteReceipt(message);
            }
            // Also what another terminal has confirmed before: only this terminal's own confirmation frees its window.
            foreach (ulong number in numbers)
                session.ConfirmedLocked(number, byThisTerminal: true);
            foreach (Session other in account.Sessions)
            {
                if (other == session)
                    continue;
                bool changed = false;
                foreach (ulong number in _confirmed)
                    changed |= other.ConfirmedLocked(number, byThisTerminal: false);
                if (changed)
                    other.TellHeldChangedLocked();
                // A read of its may have nothing left to push.
                other.PumpLocked();
            }
        }
        session.Pump();
        // Outside the lock: no two accounts' gates are ever held together.
        foreach (Message message in _receipts ?? [])
            message.Sender.Notify(new DeliveredNotice(message, account), TerminalFeatures.Receipts);
    }

    private void NoteReceipt(Message message)
    {
        if (!message.Sender.WantsReceipts || message.Conversation.Group is { Current.Members.Count: > Group.MostForReceipts })
            return;
        (_receipts ??= []).Add(message);
    }

    public override void Undo(EngineState state)
    {
        _result = ErrorCode.StoreFailed;
        if (_confirmed.Count == 0)
            return;
        lock (session.Account.Gate)
            session.Account.UndoConfirmLocked(_confirmed);
    }

    public override void Fail() => _result = ErrorCode.Internal;

    public override void Answer() => answers.Confirmed(tag, numbers.Length, _result);
}
