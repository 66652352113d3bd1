using System.Security.Cryptography;
using Messenger.Server.Engine;
using Messenger.Server.Security;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// The journal of the embedded store: one transaction for everything that gathered, synced to disk by its commit. Statements are prepared
/// once and bound directly. Used by the committer's thread alone, once loaded.
/// </summary>
internal sealed class SqliteJournal : IJournal
{
    private readonly Database _database;
    private readonly Dictionary<string, Statement> _statements = [];
    private readonly HashSet<Account> _confirmed = [];
    private readonly TallyKeeper _tallies;
    private readonly CommitCount _commits;
    private readonly TimeProvider _clock;
    private readonly bool _leavesLossToBeTold;
    private bool _inTransaction;
    private bool _tallied;

    /// <param name="database">Where it writes. Disposed with it.</param>
    /// <param name="clock">What time it notes.</param>
    /// <param name="tallyEvery">Messages stored between two times of writing what conversations add up to.</param>
    /// <param name="leavesLossToBeTold">What the store has lost is still to be told by the next start, whatever is written here.</param>
    public SqliteJournal(Database database, TimeProvider clock, ulong tallyEvery = TallyKeeper.Every, bool leavesLossToBeTold = false)
    {
        _database = database;
        _clock = clock;
        _leavesLossToBeTold = leavesLossToBeTold;
        _tallies = new TallyKeeper(tallyEvery);
        StoreId = StoreName.ReadOrMake(database);
        _commits = new CommitCount(database, StoreId, leavesLossToBeTold);
        Archive = new SqliteArchive(database.Path);
    }

    public Guid StoreId { get; }

    public bool Waits => true;

    public IMessageArchive Archive { get; }

    public void Load(IStoreReader reader)
    {
        if (!new StoreLoader(_database).Load(reader))
            _tallies.Suspend();
    }

    public void AccountCreated(Account account)
    {
        string password = account.Password.Serialize();
        Note("INSERT INTO accounts (id, name, password, created_at, crc, confirmed_up_to, confirmed_crc) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)")
            .Bind(1, account.Id).Bind(2, account.Name).Bind(3, password).Bind(4, Now())
            .Bind(5, Rows.Account(account.Id, account.Name, password).Value).Bind(6, Rows.Mark(account.Id, 0).Value).Run();
    }

    public void PasswordChanged(Account account, PasswordRecord password, Session? kept)
    {
        string record = password.Serialize();
        Note("UPDATE accounts SET password = ?2, crc = ?3 WHERE id = ?1 AND deleted_at IS NULL")
            .Bind(1, account.Id).Bind(2, record).Bind(3, Rows.Account(account.Id, account.Name, record).Value).Run();
        TokenHash token = kept?.Token ?? default;
        Note("DELETE FROM sessions WHERE account = ?1 AND token <> ?2").Bind(1, account.Id).Bind(2, Rows.Bytes(token)).Run();
    }

    public void SettingsChanged(Account account, bool showsReads)
    {
        int settings = showsReads ? 0 : Rows.HidesReads;
        Note("UPDATE accounts SET settings = ?2, settings_crc = ?3 WHERE id = ?1")
            .Bind(1, account.Id).Bind(2, settings).Bind(3, Rows.Settings(account.Id, settings).Value).Run();
    }

    public void AccountDeleted(Account account)
    {
        Note("UPDATE accounts SET password = NULL, deleted_at = ?2, crc = ?3 WHERE id = ?1")
            .Bind(1, account.Id).Bind(2, Now()).Bind(3, Rows.Account(account.Id, account.Name, null).Value).Run();
        Note("DELETE FROM sessions WHERE account = ?1").Bind(1, account.Id).Run();
        Note("DELETE FROM blocks WHERE account = ?1").Bind(1, account.Id).Run();
    }

    public void SessionOpened(Session session) =>
        BindSession(Note("INSERT OR REPLACE INTO sessions (token, account, held_up_to, last_used, attached, crc, address) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"), session, attached: true).Run();

    public void SessionUsed(Session session)
    {
        bool attached;
        long lastSeen;
        lock (session.Account.Gate)
        {
            attached = session.AttachedLocked;
            lastSeen = session.Account.LastSeen;
        }
        if (!attached)
            Note("UPDATE accounts SET last_seen = ?2 WHERE id = ?1").Bind(1, session.Account.Id).Bind(2, lastSeen).Run();
        // Only if it is there: what has ended, perhaps earlier in this batch, stays ended.
        BindSession(Note("UPDATE sessions SET account = ?2, held_up_to = ?3, last_used = ?4, attached = ?5, crc = ?6, address = ?7 WHERE token = ?1"), session, attached).Run();
    }

    public void SessionEnded(Session session)
    {
        bool goes;
        lock (session.Account.Gate)
            goes = session.AttachedLocked && session.Account.Sessions.Count(other => other.AttachedLocked) == 1;
        if (goes)
            Note("UPDATE accounts SET last_seen = ?2 WHERE id = ?1").Bind(1, session.Account.Id).Bind(2, Now()).Run();
        Note("DELETE FROM sessions WHERE token = ?1").Bind(1, Rows.Bytes(session.Token)).Run();
    }

    public void ConversationChanged(Conversation conversation) =>
        Note("""
            INSERT INTO conversations (id, first, second, wrote, crc, tally_crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET wrote = ?4, crc = ?5
            """)
            .Bind(1, conversation.Id).Bind(2, conversation.First!.Id).Bind(3, conversation.Second!.Id).Bind(4, conversation.Wrote)
            .Bind(5, Rows.Conversation(conversation.Id, conversation.First.Id, conversation.Second.Id, conversation.Wrote).Value)
            .Bind(6, Rows.Tally(conversation.Id, 0, 0, 0).Value).Run();

    public void GroupCreated(Group group)
    {
        long conversation = group.Conversation.Id;
        GroupChanged(group, group.Current);
        Note("INSERT INTO conversations (id, group_id, crc, tally_crc) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, conversation).Bind(2, group.Id).Bind(3, Rows.GroupConversation(conversation, group.Id).Value)
            .Bind(4, Rows.Tally(conversation, 0, 0, 0).Value).Run();
    }

    public void GroupChanged(Group group, GroupState state)
    {
        Statement write = Note("""
            INSERT INTO groups (id, name, owner, created_at, ended_at, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (id) DO UPDATE SET name = ?2, owner = ?3, ended_at = ?5, crc = ?6
            """)
            .Bind(1, group.Id).Bind(2, state.PlainName).Bind(3, state.Owner.Id).Bind(4, group.CreatedAt)
            .Bind(6, Rows.Group(group.Id, state.PlainName, state.Owner.Id, group.CreatedAt, state.Ended).Value);
        (state.Ended ? write.Bind(5, Now()) : write.BindNull(5)).Run();
    }

    public void MemberJoined(Group group, GroupMember member) => WriteMember(Stored(group, member, leftAfter: null));

    public void MemberLeft(Group group, GroupMember member, ulong after) => WriteMember(Stored(group, member, after));

    public StoredMessage? MessageStored(Message message)
    {
        Span<byte> id = stackalloc byte[16];
        message.Id.TryWriteBytes(id, bigEndian: true, out _);
        int added = Note("""
            INSERT INTO messages (number, id, sender, conversation, at, previous, text, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (id, sender) DO NOTHING
            """)
            .Bind(1, (long)message.Number).Bind(2, id).Bind(3, message.Sender.Id).Bind(4, message.Conversation.Id)
            .Bind(5, message.At).Bind(6, (long)message.Previous).Bind(7, message.Text)
            .Bind(8, Rows.Message(message.Number, id, message.Sender.Id, message.Conversation.Id, message.At, message.Previous, (long)MessageState.Sent, message.Text).Value)
            .Run();
        if (added == 1)
        {
            _tallies.Note(message);
            return null;
        }
        return FindMessage(message.Sender, message.Id)
            ?? throw new StoreException("a message is there and is not there: the index messages_by_id is damaged");
    }

    public StoredMessage? FindMessage(Account sender, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return One(Prepared($"SELECT {MessageRow.Columns} FROM messages WHERE id = ?1 AND sender = ?2").Bind(1, bytes).Bind(2, sender.Id));
    }

    public StoredMessage? ReadMessage(ulong number) =>
        One(Prepared($"SELECT {MessageRow.Columns} FROM messages WHERE number = ?1").Bind(1, (long)number));

    public void MessageChanged(Change change, in StoredMessage message)
    {
        Rewrite(message with
        {
            State = change.Unsent ? MessageState.Unsent : MessageState.Edited,
            Text = change.Text ?? SHA256.HashData(message.Text),
            // What it said first is what a repeat of it says.
            SentAs = message.SentAs ?? (change.Unsent ? null : SHA256.HashData(message.Text)),
        });
        Note("INSERT INTO changes (number, message, at) VALUES (?1, ?2, ?3)")
            .Bind(1, (long)change.Number).Bind(2, (long)change.Message).Bind(3, change.At).Run();
    }

    public void MessageExpired(in StoredMessage message) =>
        Rewrite(message with { State = MessageState.Expired, Text = message.HasText ? SHA256.HashData(message.Text) : message.Text });

    public void MessageForgotten(ulong number) => Note("DELETE FROM messages WHERE number = ?1").Bind(1, (long)number).Run();

    public void ReadUpTo(Account account, Conversation conversation, ulong number) =>
        Note("INSERT OR REPLACE INTO read_marks (account, conversation, number, crc) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, account.Id).Bind(2, conversation.Id).Bind(3, (long)number)
            .Bind(4, Rows.ReadMark(account.Id, conversation.Id, number).Value).Run();

    public void BlockChanged(Account account, Account other, bool on)
    {
        if (on)
        {
            Note("INSERT OR REPLACE INTO blocks (account, blocked, crc) VALUES (?1, ?2, ?3)")
                .Bind(1, account.Id).Bind(2, other.Id).Bind(3, Rows.Block(account.Id, other.Id).Value).Run();
        }
        else
        {
            Note("DELETE FROM blocks WHERE account = ?1 AND blocked = ?2").Bind(1, account.Id).Bind(2, other.Id).Run();
        }
    }

    public void Confirmed(Account account) => _confirmed.Add(account);

    public void Commit()
    {
        try
        {
            foreach (Account account in _confirmed)
                WriteConfirmed(account);
            if (_tallies.IsDue)
            {
                _tallies.Write(Note);
                _tallied = true;
            }
            if (_inTransaction)
            {
                _commits.Write(Prepared);
                Prepared("COMMIT").Run();
                _commits.Committed();
            }
            foreach (Account account in _confirmed)
                account.Confirmed.Written();
            _tallies.Committed();
            if (_tallied)
                _tallies.Written();
        }
        finally
        {
            _confirmed.Clear();
            _inTransaction = false;
            _tallied = false;
        }
    }

    public void Rollback()
    {
        _tallies.RolledBack();
        _confirmed.Clear();
        _inTransaction = false;
        // After some failures SQLite has rolled back by itself already; and if it cannot, the next batch fails and says why.
        if (SQLitePCL.raw.sqlite3_get_autocommit(_database.Handle) == 0)
            SQLitePCL.raw.sqlite3_exec(_database.Handle, "ROLLBACK");
    }

    public void Dispose()
    {
        TallyAtTheEnd();
        Archive.Dispose();
        foreach (Statement statement in _statements.Values)
            statement.Dispose();
        _database.Dispose();
    }

    private static Statement BindSession(Statement statement, Session session, bool attached)
    {
        TokenHash token = session.Token;
        ulong heldUpTo = session.HeldUpTo;
        long lastUsed = session.Use.Last.ToUnixTimeMilliseconds();
        return statement
            .Bind(1, Rows.Bytes(token)).Bind(2, session.Account.Id).Bind(3, (long)heldUpTo).Bind(4, lastUsed).Bind(5, attached ? 1 : 0)
            .Bind(6, Rows.Session(token, session.Account.Id, heldUpTo, lastUsed, attached).Value).Bind(7, session.Address);
    }

    private static StoredMember Stored(Group group, GroupMember member, ulong? leftAfter) =>
        new(group.Id, member.Account.Id, member.Position, member.JoinedAfter, member.CountBefore, leftAfter);

    private static StoredMessage? One(Statement find)
    {
        if (!find.Next())
            return null;
        try
        {
            return MessageRow.Of(find).Copy();
        }
        finally
        {
            find.Reset();
        }
    }

    private void WriteMember(StoredMember member)
    {
        Statement write = Note("""
            INSERT OR REPLACE INTO members (group_id, position, account, joined_after, count_before, left_after, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
            .Bind(1, member.Group).Bind(2, member.Position).Bind(3, member.Account).Bind(4, (long)member.JoinedAfter).Bind(5, member.CountBefore)
            .Bind(7, Rows.Member(member).Value);
        (member.LeftAfter is { } left ? write.Bind(6, (long)left) : write.BindNull(6)).Run();
    }

    private void Rewrite(in StoredMessage message)
    {
        Span<byte> id = stackalloc byte[16];
        message.Id.TryWriteBytes(id, bigEndian: true, out _);
        RowCheck check = Rows.Message(
            message.Number, id, message.Sender, message.Conversation, message.At, message.Previous, (long)message.State, message.Text, message.SentAs);
        Statement write = Note("UPDATE messages SET text = ?2, state = ?3, crc = ?4, sent_as = ?5 WHERE number = ?1")
            .Bind(1, (long)message.Number).Bind(2, message.Text).Bind(3, (long)message.State).Bind(4, check.Value);
        (message.SentAs is { } sentAs ? write.Bind(5, sentAs) : write.BindNull(5)).Run();
    }

    /// <summary>Spares the next start the adding up.</summary>
    private void TallyAtTheEnd()
    {
        if (!_tallies.HasAny)
            return;
        try
        {
            _tallies.Write(Note);
            Commit();
        }
        catch (StoreException)
        {
            // A disk that cannot: then the next start adds up.
            Rollback();
        }
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A statement within the batch's transaction, which its first one begins.</summary>
    private Statement Note(string sql)
    {
        if (!_inTransaction)
        {
            if (!_leavesLossToBeTold)
                _database.LeaveRestsOfLog();
            Prepared("BEGIN IMMEDIATE").Run();
            _inTransaction = true;
        }
        return Prepared(sql);
    }

    private Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out Statement? statement))
            _statements.Add(sql, statement = _database.Prepare(sql));
        return statement;
    }

    private void WriteConfirmed(Account account)
    {
        ConfirmedRuns confirmed = account.Confirmed;
        Note("UPDATE accounts SET confirmed_up_to = ?2, confirmed_crc = ?3 WHERE id = ?1")
            .Bind(1, account.Id).Bind(2, (long)confirmed.Mark).Bind(3, Rows.Mark(account.Id, confirmed.Mark).Value).Run();
        if (confirmed.ReplaceAll)
        {
            Note("DELETE FROM confirmed_runs WHERE account = ?1").Bind(1, account.Id).Run();
            foreach (ConfirmedRuns.Run run in confirmed.Runs)
                WriteRun(account, run.First, run.Last);
            return;
        }
        foreach ((ulong first, ulong? last) in confirmed.Changes)
        {
            if (last is { } end)
                WriteRun(account, first, end);
            else
                Note("DELETE FROM confirmed_runs WHERE account = ?1 AND first = ?2").Bind(1, account.Id).Bind(2, (long)first).Run();
        }
    }

    private void WriteRun(Account account, ulong first, ulong last) =>
        Note("INSERT OR REPLACE INTO confirmed_runs (account, first, last, crc) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, account.Id).Bind(2, (long)first).Bind(3, (long)last).Bind(4, Rows.Run(account.Id, first, last).Value).Run();
}
