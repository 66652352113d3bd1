using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Storage;

namespace Messenger.Tests.Support;

/// <summary>
/// A journal that tests hold up and make fail, before another that does the work. Like one with a disk it gives commits a thread of their own.
/// </summary>
internal sealed class GatedJournal(IJournal inner) : IJournal
{
    private readonly Lock _gate = new();
    private readonly List<string> _noted = [];
    private readonly List<string> _committed = [];
    private TaskCompletionSource _reached = NewSignal();
    private readonly ManualResetEventSlim _open = new(true);
    private readonly AutoResetEvent _one = new(false);
    private int _failures;
    private int _messages;
    private int _largestCommit;
    private int _commits;
    private Exception? _bug;

    public GatedJournal()
        : this(new MemoryJournal())
    {
    }

    public Guid StoreId => inner.StoreId;

    public bool Waits => true;

    public IMessageArchive Archive => inner.Archive;

    /// <summary>What has been committed, in order, as words.</summary>
    public IReadOnlyList<string> Committed
    {
        get
        {
            lock (_gate)
                return [.. _committed];
        }
    }

    /// <summary>Most messages in one commit so far.</summary>
    public int LargestCommit => Volatile.Read(ref _largestCommit);

    /// <summary>Commits that have come as far as the gate.</summary>
    public int Commits => Volatile.Read(ref _commits);

    /// <summary>Holds up commits from now on.</summary>
    /// <returns>Done when a commit stands at the gate.</returns>
    public Task Hold()
    {
        lock (_gate)
        {
            _reached = NewSignal();
            _open.Reset();
            return _reached.Task;
        }
    }

    /// <summary>Lets what stands at the gate through, and all that follows.</summary>
    public void Release() => _open.Set();

    /// <summary>Lets what stands at the gate through, and holds up the next commit.</summary>
    /// <returns>Done when that stands at the gate.</returns>
    public Task ReleaseOne()
    {
        lock (_gate)
            _reached = NewSignal();
        _one.Set();
        return _reached.Task;
    }

    /// <summary>The next so many commits fail.</summary>
    public void Fail(int commits) => Volatile.Write(ref _failures, commits);

    /// <summary>The next commit meets a bug, not a failing disk.</summary>
    public void Throw(Exception bug) => Volatile.Write(ref _bug, bug);

    public void Load(IStoreReader reader) => inner.Load(reader);

    public void AccountCreated(Account account)
    {
        Note($"create {account.Name} {account.Id}");
        inner.AccountCreated(account);
    }

    public void PasswordChanged(Account account, PasswordRecord password, Session? kept)
    {
        Note($"password {account.Name}");
        inner.PasswordChanged(account, password, kept);
    }

    public void SettingsChanged(Account account, bool showsReads)
    {
        Note($"settings {account.Name}");
        inner.SettingsChanged(account, showsReads);
    }

    public void AccountDeleted(Account account)
    {
        Note($"delete {account.Name} {account.Id}");
        inner.AccountDeleted(account);
    }

    public void SessionOpened(Session session)
    {
        Note($"open {session.Account.Name}");
        inner.SessionOpened(session);
    }

    public void SessionEnded(Session session)
    {
        Note($"end {session.Account.Name}");
        inner.SessionEnded(session);
    }

    public void SessionUsed(Session session)
    {
        Note($"use {session.Account.Name}");
        inner.SessionUsed(session);
    }

    public void ConversationChanged(Conversation conversation)
    {
        Note($"conversation {conversation.First!.Name} {conversation.Second!.Name}");
        inner.ConversationChanged(conversation);
    }

    public StoredMessage? MessageStored(Message message)
    {
        _messages++;
        Note($"message {message.Number}");
        return inner.MessageStored(message);
    }

    public StoredMessage? FindMessage(Account sender, Guid id) => inner.FindMessage(sender, id);

    public void GroupCreated(Group group)
    {
        Note($"group {group.Name}");
        inner.GroupCreated(group);
    }

    public void GroupChanged(Group group, GroupState state)
    {
        Note($"group {state.Name}{(state.Ended ? " ended" : "")}");
        inner.GroupChanged(group, state);
    }

    public void MemberJoined(Group group, GroupMember member)
    {
        Note($"join {group.Name} {member.Account.Name}");
        inner.MemberJoined(group, member);
    }

    public void MemberLeft(Group group, GroupMember member, ulong after)
    {
        Note($"leave {group.Name} {member.Account.Name}");
        inner.MemberLeft(group, member, after);
    }

    public StoredMessage? ReadMessage(ulong number) => inner.ReadMessage(number);

    public void MessageChanged(Change change, in StoredMessage message)
    {
        Note($"change {message.Number}");
        inner.MessageChanged(change, message);
    }

    public void MessageExpired(in StoredMessage message)
    {
        Note($"expire {message.Number}");
        inner.MessageExpired(message);
    }

    public void MessageForgotten(ulong number)
    {
        Note($"forget {number}");
        inner.MessageForgotten(number);
    }

    public void ReadUpTo(Account account, Conversation conversation, ulong number)
    {
        Note($"read {account.Name} {number}");
        inner.ReadUpTo(account, conversation, number);
    }

    public void BlockChanged(Account account, Account other, bool on)
    {
        Note($"{(on ? "block" : "unblock")} {account.Name} {other.Name}");
        inner.BlockChanged(account, other, on);
    }

    public void Confirmed(Account account)
    {
        Note($"confirm {account.Name}");
        inner.Confirmed(account);
    }

    public void Rollback()
    {
        lock (_gate)
            _noted.Clear();
        inner.Rollback();
    }

    public void Commit()
    {
        _largestCommit = Math.Max(_largestCommit, _messages);
        _messages = 0;
        Interlocked.Increment(ref _commits);
        TaskCompletionSource reached;
        lock (_gate)
            reached = _reached;
        reached.TrySetResult();
        if (WaitHandle.WaitAny([_open.WaitHandle, _one], TimeLimits.Wait) == WaitHandle.WaitTimeout)
            throw new StoreException("nobody released the gate");
        if (Interlocked.Exchange(ref _bug, null) is { } bug)
            throw bug;
        lock (_gate)
        {
            if (_failures > 0)
            {
                _failures--;
                throw new StoreException("the disk of this test is full");
            }
            inner.Commit();
            _committed.AddRange(_noted);
            _noted.Clear();
        }
    }

    public void Dispose()
    {
        inner.Dispose();
        _open.Dispose();
        _one.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Note(string what)
    {
        lock (_gate)
            _noted.Add(what);
    }
}
