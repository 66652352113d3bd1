namespace Messenger.Server.Storage;

/// <summary>
/// Reads what was committed, behind the engine: for history and search. Safe on any thread; may wait for a disk, so never under a lock
/// and never in the engine's turn.
/// </summary>
internal interface IMessageArchive : IDisposable
{
    /// <summary>Nothing with a smaller number is kept any more; 0 when that is not known.</summary>
    ulong FirstNumber { get; }

    /// <summary>Null when there is none of this number, or it is not kept any more.</summary>
    /// <exception cref="StoreException">It cannot be read, or is not what was written.</exception>
    StoredMessage? Find(ulong number);

    /// <summary>
    /// What was committed after this number, in rising order: each message, and each change as the message that it changed, in its present
    /// state. For whoever follows the store.
    /// </summary>
    /// <param name="number">A message's or a change's.</param>
    /// <param name="most">At most so many.</param>
    /// <exception cref="StoreException">It cannot be read.</exception>
    IReadOnlyList<(ulong Number, StoredMessage Message)> After(ulong number, int most);

    /// <summary>The number of the newest message of a conversation before a number; 0 when there is none. Looks through what lies between.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    ulong NewestBefore(long conversation, ulong number);

    /// <summary>Messages in rising order of their numbers.</summary>
    /// <param name="number">Beginning at this one.</param>
    /// <param name="most">At most so many.</param>
    /// <exception cref="StoreException">It cannot be read.</exception>
    IReadOnlyList<StoredMessage> From(ulong number, int most);
}
