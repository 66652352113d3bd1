using Messenger.Server.Engine;
using Messenger.Server.Security;

namespace Messenger.Server.Storage;

/// <summary>The journal of a server that keeps things in memory only: everything it is told is done already.</summary>
internal sealed class MemoryJournal : IJournal
{
    /// <summary>New at every start, so that clients know that the numbers they remember mean nothing any more.</summary>
    public Guid StoreId { get; } = Guid.NewGuid();

    public bool Waits => false;

    public void Load(IStoreReader reader)
    {
    }

    public void AccountCreated(Account account)
    {
    }

    public void PasswordChanged(Account account, PasswordRecord password, Session? kept)
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

    public StoredMessage? MessageStored(Message message) => null;

    public StoredMessage? FindMessage(Account sender, Guid id) => null;

    /// <summary>Nothing will be written, so nothing need be remembered as changed.</summary>
    public void Confirmed(Account account) => account.Confirmed.Written();

    public void Commit()
    {
    }

    public void Rollback()
    {
    }

    public void Dispose()
    {
    }
}
