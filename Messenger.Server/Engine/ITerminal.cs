using Messenger.Wire;

namespace Messenger.Server.Engine;

/// <summary>
/// The door's end of a session: where the engine hands messages out. A boundary that tests replace and that every later door
/// implements. All calls come under the account's lock: they must not block, wait, or call back into the engine.
/// </summary>
internal interface ITerminal
{
    /// <summary>What it takes beyond the messages of others. Does not change while it is attached.</summary>
    TerminalFeatures Features { get; }

    /// <summary>Where it connects from, for people; empty when that is not known.</summary>
    string Address { get; }

    /// <summary>Takes a message for sending if there is room; if not, the door calls <see cref="Session.Pump"/> once there is.</summary>
    /// <param name="message">To be shown.</param>
    /// <param name="queued">It was held and has been asked for.</param>
    /// <param name="own">A copy of what another terminal of the account sent.</param>
    bool TryPush(Message message, bool queued, bool own);

    /// <summary>Takes the change of a message; false as with <see cref="TryPush(Message, bool, bool)"/>.</summary>
    bool TryPush(Change change, bool own);

    /// <summary>Takes what is told at once or never; closes itself when too much of it waits.</summary>
    void Notify(Notice notice);

    /// <summary>All messages of a read have been pushed, or are not there any more.</summary>
    /// <param name="readId">As given to <see cref="Session.Read"/>.</param>
    /// <param name="pushed">How many were pushed.</param>
    /// <param name="left">How many are still held for this terminal.</param>
    void ReadDone(uint readId, uint pushed, uint left);

    /// <summary>Takes a fresh count, because another terminal confirmed messages that are held for this one; false as with <see cref="TryPush(Message, bool, bool)"/>.</summary>
    bool HeldChanged(MailboxSummary undelivered);

    /// <summary>The session is over for this terminal.</summary>
    void Close(ErrorCode reason);
}
