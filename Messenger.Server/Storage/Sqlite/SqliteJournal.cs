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
    private readonly TimeProvider _clock;
    private bool _inTransaction;

    public SqliteJournal(Database database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        StoreId = StoreName.ReadOrMake(database);
    }

    public Guid StoreId { get; }

    public bool Waits => true;

    public void Load(IStoreReader reader) => new StoreLoader(_database).Load(reader);

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

    public void AccountDeleted(Account account)
    {
        Note("UPDATE accounts SET password = NULL, deleted_at = ?2, crc = ?3 WHERE id = ?1")
            .Bind(1, account.Id).Bind(2, Now()).Bind(3, Rows.Account(account.Id, account.Name, null).Value).Run();
        Note("DELETE FROM sessions WHERE account = ?1").Bind(1, account.Id).Run();
        Note("DELETE FROM confirmed_runs WHERE account = ?1").Bind(1, account.Id).Run();
    }

    public void SessionOpened(Session session) =>
        BindSession(Note("INSERT OR REPLACE INTO sessions (token, account, held_up_to, last_used, attached, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"), session, attached: true).Run();

    public void SessionUsed(Session session)
    {
        bool attached;
        lock (session.Account.Gate)
            attached = session.AttachedLocked;
        // Only if it is there: what has ended, perhaps earlier in this batch, stays ended.
        BindSession(Note("UPDATE sessions SET account = ?2, held_up_to = ?3, last_used = ?4, attached = ?5, crc = ?6 WHERE token = ?1"), session, attached).Run();
    }

    public void SessionEnded(Session session) => Note("DELETE FROM sessions WHERE token = ?1").Bind(1, Rows.Bytes(session.Token)).Run();

    public void ConversationChanged(Conversation conversation) =>
        Note("INSERT OR REPLACE INTO conversations (id, first, second, wrote, crc) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, conversation.Id).Bind(2, conversation.First.Id).Bind(3, conversation.Second.Id).Bind(4, conversation.Wrote)
            .Bind(5, Rows.Conversation(conversation.Id, conversation.First.Id, conversation.Second.Id, conversation.Wrote).Value).Run();

    public StoredMessage? MessageStored(Message message)
    {
        Span<byte> id = stackalloc byte[16];
        message.Id.TryWriteBytes(id, bigEndian: true, out _);
        int added = Note("INSERT INTO messages (number, id, sender, conversation, at, text, crc) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id, sender) DO NOTHING")
            .Bind(1, (long)message.Number).Bind(2, id).Bind(3, message.Sender.Id).Bind(4, message.Conversation.Id)
            .Bind(5, message.At).Bind(6, message.Text)
            .Bind(7, Rows.Message(message.Number, id, message.Sender.Id, message.Conversation.Id, message.At, message.Text).Value).Run();
        if (added == 1)
            return null;
        return FindMessage(message.Sender, message.Id)
            ?? throw new StoreException("a message is there and is not there: the index messages_by_id is damaged");
    }

    public StoredMessage? FindMessage(Account sender, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Statement find = Prepared("SELECT number, at, conversation, text FROM messages WHERE id = ?1 AND sender = ?2").Bind(1, bytes).Bind(2, sender.Id);
        if (!find.Next())
            return null;
        StoredMessage stored = new((ulong)find.Int64(0), find.Int64(1), find.Int64(2), find.Blob(3).ToArray());
        find.Reset();
        return stored;
    }

    public void Confirmed(Account account) => _confirmed.Add(account);

    public void Commit()
    {
        try
        {
            foreach (Account account in _confirmed)
                WriteConfirmed(account);
            if (_inTransaction)
                Prepared("COMMIT").Run();
            foreach (Account account in _confirmed)
                account.Confirmed.Written();
        }
        finally
        {
            _confirmed.Clear();
            _inTransaction = false;
        }
    }

    public void Rollback()
    {
        _confirmed.Clear();
        _inTransaction = false;
        // After some failures SQLite has rolled back by itself already; and if it cannot, the next batch fails and says why.
        if (SQLitePCL.raw.sqlite3_get_autocommit(_database.Handle) == 0)
            SQLitePCL.raw.sqlite3_exec(_database.Handle, "ROLLBACK");
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements.Values)
            statement.Dispose();
        _database.Dispose();
    }

    private static Statement BindSession(Statement statement, Session session, bool attached)
    {
        TokenHash token = session.Token;
        ulong heldUpTo = session.HeldUpTo;
        long lastUsed = session.LastUsed.ToUnixTimeMilliseconds();
        return statement
            .Bind(1, Rows.Bytes(token)).Bind(2, session.Account.Id).Bind(3, (long)heldUpTo).Bind(4, lastUsed).Bind(5, attached ? 1 : 0)
            .Bind(6, Rows.Session(token, session.Account.Id, heldUpTo, lastUsed, attached).Value);
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A statement within the batch's transaction, which its first one begins.</summary>
    private Statement Note(string sql)
    {
        if (!_inTransaction)
        {
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
