using Messenger.Server.Engine;

namespace Messenger.Server.Storage;

/// <summary>
/// Where the engine writes what must survive. Calls note what a batch changes; <see cref="Commit"/> makes all of it durable at once.
/// Called by one thread at a time, never under a lock. Two journals exist: one that keeps nothing, and the one tests fail and hold up.
/// </summary>
internal interface IJournal : IDisposable
{
    /// <summary>Names the store: message numbers mean something only together with it.</summary>
    Guid StoreId { get; }

    /// <summary>A commit may wait for a disk, so it gets a thread of its own; otherwise whoever submits commits.</summary>
    bool Waits { get; }

    void AccountCreated(Account account);

    void PasswordChanged(Account account, Security.PasswordRecord password);

    void AccountDeleted(Account account);

    void SessionOpened(Session session);

    void SessionEnded(Session session);

    void MessageStored(Message message);

    void Confirmed(Account account, ReadOnlySpan<ulong> numbers);

    /// <exception cref="StoreException">Nothing since the last commit was kept.</exception>
    void Commit();
}

/// <summary>A batch could not be made durable. The message says why, for the log.</summary>
internal sealed class StoreException(string message, Exception? cause = null) : Exception(message, cause);
