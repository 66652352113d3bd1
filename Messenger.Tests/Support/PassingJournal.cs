using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Storage;

namespace Messenger.Tests.Support;

/// <summary>A journal that passes every call on to another, for tests that change one of them.</summary>
internal abstract class PassingJournal(IJournal inner) : IJournal
{
    public virtual Guid StoreId => inner.StoreId;

    public virtual bool Waits => inner.Waits;

    public virtual IMessageArchive Archive => inner.Archive;

    public virtual void Load(IStoreReader reader) => inner.Load(reader);

    public virtual void AccountCreated(Account account) => inner.AccountCreated(account);

    public virtual void PasswordChanged(Account account, PasswordRecord password, Session? kept) => inner.PasswordChanged(account, password, kept);

    public virtual void AccountDeleted(Account account) => inner.AccountDeleted(account);

    public virtual void SessionOpened(Session session) => inner.SessionOpened(session);

    public virtual void SessionUsed(Session session) => inner.SessionUsed(session);

    public virtual void SessionEnded(Session session) => inner.SessionEnded(session);

    public virtual void ConversationChanged(Conversation conversation) => inner.ConversationChanged(conversation);

    public virtual StoredMessage? MessageStored(Message message) => inner.MessageStored(message);

    public virtual StoredMessage? FindMessage(Account sender, Guid id) => inner.FindMessage(sender, id);

    public void SettingsChanged(Account account, bool showsReads) => inner.SettingsChanged(account, showsReads);

    public void GroupCreated(Group group) => inner.GroupCreated(group);

    public void GroupChanged(Group group, GroupState state) => inner.GroupChanged(group, state);

    public void MemberJoined(Group group, GroupMember member) => inner.MemberJoined(group, member);

    public void MemberLeft(Group group, GroupMember member, ulong after) => inner.MemberLeft(group, member, after);

    public StoredMessage? ReadMessage(ulong number) => inner.ReadMessage(number);

    public void MessageChanged(Change change, in StoredMessage message) => inner.MessageChanged(change, message);

    public void MessageExpired(in StoredMessage message) => inner.MessageExpired(message);

    public void MessageForgotten(ulong number) => inner.MessageForgotten(number);

    public void ReadUpTo(Account account, Conversation conversation, ulong number) => inner.ReadUpTo(account, conversation, number);

    public void BlockChanged(Account account, Account other, bool on) => inner.BlockChanged(account, other, on);

    public virtual void Confirmed(Account account) => inner.Confirmed(account);

    public virtual void Commit() => inner.Commit();

    public virtual void Rollback() => inner.Rollback();

    public virtual void Dispose() => inner.Dispose();
}
