using Messenger.Server.Engine;
using Messenger.Server.Security;

namespace Messenger.Server.Storage;

/// <summary>
/// Where the engine writes what must survive. Calls note what a batch changes; <see cref="Commit"/> makes all of it durable at once.
/// Called by one thread at a time, never under a lock. After a failed commit the next call begins a new batch.
/// </summary>
internal interface IJournal : IDisposable
{
    /// <summary>Names the store: message numbers mean something only together with it.</summary>
    Guid StoreId { get; }

    /// <summary>A commit may wait for a disk, so it gets a thread of its own; otherwise whoever submits commits.</summary>
    bool Waits { get; }

    /// <summary>Hands over what an earlier process kept. Called once, before anything else.</summary>
    /// <exception cref="StoreRefusedException">It cannot be read.</exception>
    void Load(IStoreReader reader);

    void AccountCreated(Account account);

    /// <summary>The password changed, which ends all logins but <paramref name="kept"/>.</summary>
    void PasswordChanged(Account account, PasswordRecord password, Session? kept);

    void AccountDeleted(Account account);

    void SessionOpened(Session session);

    /// <summary>The token was used, which makes it last longer, or what the session holds changed.</summary>
    void SessionUsed(Session session);

    void SessionEnded(Session session);

    /// <summary>It began, or one of the two wrote for the first time.</summary>
    void ConversationChanged(Conversation conversation);

    /// <returns>Null when it is new; else what the sender had stored under this id before, and nothing was noted.</returns>
    StoredMessage? MessageStored(Message message);

    /// <returns>What the sender stored under this id; null when there is nothing, or the journal keeps nothing.</returns>
    StoredMessage? FindMessage(Account sender, Guid id);

    /// <summary>The account's <see cref="Account.Confirmed"/> changed. Written once a commit, whatever the number of calls.</summary>
    void Confirmed(Account account);

    /// <exception cref="StoreException">Nothing since the last commit was kept.</exception>
    void Commit();

    /// <summary>Forgets what was noted since the last commit. Never throws.</summary>
    void Rollback();
}

/// <summary>What is on disk of a message that was sent before.</summary>
internal readonly record struct StoredMessage(ulong Number, long At, long Conversation, byte[] Text);

/// <summary>Takes what a store kept: accounts, then sessions and conversations, then messages in rising order, then the end.</summary>
internal interface IStoreReader
{
    void Account(long id, string name, PasswordRecord? password, ulong confirmedUpTo, IEnumerable<ConfirmedRuns.Run> confirmed);

    void Session(TokenHash token, long account, ulong heldUpTo, DateTimeOffset lastUsed, bool attached);

    void Conversation(long id, long first, long second, int wrote);

    /// <summary>Whether one of its recipients has yet to confirm it; the text is asked for only then.</summary>
    bool Wants(ulong number, long sender, long conversation);

    void Message(ulong number, Guid id, long sender, long conversation, long at, byte[] text);

    /// <returns>The lowest number that waits for anybody; one above the last when none does.</returns>
    ulong End(ulong lastNumber);
}
