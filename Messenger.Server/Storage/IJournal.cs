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

    /// <summary>Reads what was committed, beside the journal. Disposed of with it.</summary>
    IMessageArchive Archive { get; }

    /// <summary>Hands over what an earlier process kept. Called once, before anything else.</summary>
    /// <exception cref="StoreRefusedException">It cannot be read.</exception>
    void Load(IStoreReader reader);

    void AccountCreated(Account account);

    /// <summary>The password changed, which ends all logins but <paramref name="kept"/>.</summary>
    void PasswordChanged(Account account, PasswordRecord password, Session? kept);

    void SettingsChanged(Account account, bool showsReads);

    void AccountDeleted(Account account);

    void SessionOpened(Session session);

    /// <summary>The token was used, which makes it last longer, or what the session holds changed.</summary>
    void SessionUsed(Session session);

    void SessionEnded(Session session);

    /// <summary>It began, or one of the two wrote for the first time.</summary>
    void ConversationChanged(Conversation conversation);

    void GroupCreated(Group group);

    /// <summary>Its name, its owner, or whether it is there; members are noted one by one.</summary>
    void GroupChanged(Group group, GroupState state);

    void MemberJoined(Group group, GroupMember member);

    /// <param name="group">Which group.</param>
    /// <param name="member">Who left.</param>
    /// <param name="after">What has a number up to this is still the member's.</param>
    void MemberLeft(Group group, GroupMember member, ulong after);

    /// <returns>Null when it is new; else what the sender had stored under this id before, and nothing was noted.</returns>
    StoredMessage? MessageStored(Message message);

    /// <returns>What the sender stored under this id; null when there is nothing, or the journal keeps nothing.</returns>
    StoredMessage? FindMessage(Account sender, Guid id);

    /// <returns>The message of this number, as of this batch; null when there is none, or it is not kept any more.</returns>
    StoredMessage? ReadMessage(ulong number);

    /// <summary>A message was edited or taken back.</summary>
    /// <param name="change">How.</param>
    /// <param name="message">What it was.</param>
    void MessageChanged(Change change, in StoredMessage message);

    /// <summary>A message is older than history is kept: its text goes.</summary>
    void MessageExpired(in StoredMessage message);

    /// <summary>A message is older than its repeats need be recognised: its last trace goes.</summary>
    void MessageForgotten(ulong number);

    void ReadUpTo(Account account, Conversation conversation, ulong number);

    void BlockChanged(Account account, Account other, bool on);

    /// <summary>The account's <see cref="Account.Confirmed"/> changed. Written once a commit, whatever the number of calls.</summary>
    void Confirmed(Account account);

    /// <exception cref="StoreException">Nothing since the last commit was kept.</exception>
    void Commit();

    /// <summary>Forgets what was noted since the last commit. Never throws.</summary>
    void Rollback();
}
