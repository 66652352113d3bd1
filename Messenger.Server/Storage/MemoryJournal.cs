using Messenger.Server.Engine;
using Messenger.Server.Security;

namespace Messenger.Server.Storage;

/// <summary>The journal of a server that keeps things in memory only: nothing it is told need be written, but for a bounded history.</summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly MemoryArchive _archive = new();

    /// <summary>New at every start, so that clients know that the numbers they remember mean nothing any more.</summary>
    public Guid StoreId { get; } = Guid.NewGuid();

    public bool Waits => false;

    public IMessageArchive Archive => _archive;

    public void Load(IStoreReader reader)
    {
    }

    public void AccountCreated(Account account)
    {
    }

    public void PasswordChanged(Account account, PasswordRecord password, Session? kept)
    {
    }

    public void SettingsChanged(Account account, bool showsReads)
    {
    }

    public void AccountDeleted(Account account)
    {
    }

    public void SessionOpened(Session session)
    {
    }

    public void SessionEnded(Session session)
    {
    }

    public void SessionUsed(Session session)
    {
    }

    public void ConversationChanged(Conversation conversation)
    {
    }

    public void GroupCreated(Group group)
    {
    }

    public void GroupChanged(Group group, GroupState state)
    {
    }

    public void MemberJoined(Group group, GroupMember member)
    {
    }

    public void MemberLeft(Group group, GroupMember member, ulong after)
    {
    }

    public StoredMessage? MessageStored(Message message)
    {
        _archive.Add(message);
        return null;
    }

    public StoredMessage? FindMessage(Account sender, Guid id) => null;

    public StoredMessage? ReadMessage(ulong number) => _archive.Find(number);

    public void MessageChanged(Change change, in StoredMessage message)
    {
        _archive.Replace(change);
        _archive.Add(change);
    }

    public void MessageExpired(in StoredMessage message) => _archive.Remove(message.Number);

    public void MessageForgotten(ulong number) => _archive.Remove(number);

    public void ReadUpTo(Account account, Conversation conversation, ulong number)
    {
    }

    public void BlockChanged(Account account, Account other, bool on)
    {
    }

    /// <summary>Nothing will be written, so nothing need be remembered as changed.</summary>
    public void Confirmed(Account account) => account.Confirmed.Written();

    public void Commit() => _archive.Commit();

    /// <summary>No disk fails here, but a bug of ours may end a batch too.</summary>
    public void Rollback() => _archive.Rollback();

    public void Dispose() => _archive.Dispose();
}
