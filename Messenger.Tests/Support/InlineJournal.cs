using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Storage;

namespace Messenger.Tests.Support;

/// <summary>A journal whose commits are made by whoever submits: everything happens in one order, the same each time.</summary>
internal sealed class InlineJournal(IJournal inner) : IJournal
{
    public Guid StoreId => inner.StoreId;

    public bool Waits => false;

    public IMessageArchive Archive => inner.Archive;

    public void Load(IStoreReader reader) => inner.Load(reader);

    public void AccountCreated(Account account) => inner.AccountCreated(account);

    public void PasswordChanged(Account account, PasswordRecord password, Session? kept) => inner.PasswordChanged(account, password, kept);

    public void SettingsChanged(Account account, bool showsReads) => inner.SettingsChanged(account, showsReads);

    public void AccountDeleted(Account account) => inner.AccountDeleted(account);

    public void SessionOpened(Session session) => inner.SessionOpened(session);

    public void SessionUsed(Session session) => inner.SessionUsed(session);

    public void SessionEnded(Session session) => inner.SessionEnded(session);

    public void ConversationChanged(Conversation conversation) => inner.ConversationChanged(conversation);

    public StoredMessage? MessageStored(Message message) => inner.MessageStored(message);

    public StoredMessage? FindMessage(Account sender, Guid id) => inner.FindMessage(sender, id);

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

    public void Confirmed(Account account) => inner.Confirmed(account);

    public void Commit() => inner.Commit();

    public void Rollback() => inner.Rollback();

    public void Dispose() => inner.Dispose();
}
