using System.Runtime.InteropServices;
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
        StoreId = ReadStoreId();
    }

    public Guid StoreId { get; }

    public bool Waits => true;

    public void Load(IStoreReader reader) => new StoreLoader(_database).Load(reader);

    public void AccountCreated(Account account) =>
        Note("INSERT INTO accounts (id, name, password, created_at) VALUES (?1, ?2, ?3, ?4)")
            .Bind(1, account.Id).Bind(2, account.Name).Bind(3, account.Password.Serialize()).Bind(4, Now()).Run();

    public void PasswordChanged(Account account, PasswordRecord password, Session? kept)
    {
        Note("UPDATE accounts SET password = ?2 WHERE id = ?1").Bind(1, account.Id).Bind(2, password.Serialize()).Run();
        TokenHash token = kept?.Token ?? default;
        Note("DELETE FROM sessions WHERE account = ?1 AND token <> ?2").Bind(1, account.Id).Bind(2, Bytes(token)).Run();
    }

    public void AccountDeleted(Account account)
    {
        Note("UPDATE accounts SET password = NULL, deleted_at = ?2 WHERE id = ?1").Bind(1, account.Id).Bind(2, Now()).Run();
        Note("DELETE FROM sessions WHERE account = ?1").Bind(1, account.Id).Run();
        Note("DELETE FROM confirmed_runs WHERE account = ?1").Bind(1, account.Id).Run();
    }

    public void SessionOpened(Session session) => Write(session, attached: true);

    public void SessionUsed(Session session)
    {
        bool attached;
        lock (session.Account.Gate)
            attached = session.AttachedLocked;
        Write(session, attached);
    }

    public void SessionEnded(Session session) => Note("DELETE FROM sessions WHERE token = ?1").Bind(1, Bytes(session.Token)).Run();

    public void ConversationBegun(Conversation conversation) =>
        Note("INSERT INTO conversations (id, first, second) VALUES (?1, ?2, ?3)")
            .Bind(1, conversation.Id).Bind(2, conversation.First.Id).Bind(3, conversation.Second.Id).Run();

    public StoredMessage? MessageStored(Message message)
    {
        Span<byte> id = stackalloc byte[16];
        message.Id.TryWriteBytes(id, bigEndian: true, out _);
        int added = Note("INSERT INTO messages (number, id, sender, conversation, at, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id, sender) DO NOTHING")
            .Bind(1, (long)message.Number).Bind(2, id).Bind(3, message.Sender.Id).Bind(4, message.Conversation.Id)
            .Bind(5, message.At).Bind(6, message.Text).Run();
        return added == 1 ? null : Stored(id, message.Sender.Id);
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

    private static ReadOnlySpan<byte> Bytes(in TokenHash token) => MemoryMarshal.AsBytes(new ReadOnlySpan<TokenHash>(in token));

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

    private void Write(Session session, bool attached)
    {
        TokenHash token = session.Token;
        Note("INSERT OR REPLACE INTO sessions (token, account, held_up_to, last_used, attached) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, Bytes(token)).Bind(2, session.Account.Id).Bind(3, (long)session.HeldUpTo)
            .Bind(4, session.LastUsed.ToUnixTimeMilliseconds()).Bind(5, attached ? 1 : 0).Run();
    }

    private StoredMessage Stored(ReadOnlySpan<byte> id, long sender)
    {
        Statement find = Note("SELECT number, at, conversation, text FROM messages WHERE id = ?1 AND sender = ?2").Bind(1, id).Bind(2, sender);
        if (!find.Next())
            throw new StoreException("a message is there and is not there: the index messages_by_id is damaged");
        StoredMessage stored = new((ulong)find.Int64(0), find.Int64(1), find.Int64(2), find.Blob(3).ToArray());
        find.Reset();
        return stored;
    }

    private void WriteConfirmed(Account account)
    {
        ConfirmedRuns confirmed = account.Confirmed;
        Note("UPDATE accounts SET confirmed_up_to = ?2 WHERE id = ?1").Bind(1, account.Id).Bind(2, (long)confirmed.Mark).Run();
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
        Note("INSERT OR REPLACE INTO confirmed_runs (account, first, last) VALUES (?1, ?2, ?3)")
            .Bind(1, account.Id).Bind(2, (long)first).Bind(3, (long)last).Run();

    /// <summary>The store's name: made with the file, kept with it.</summary>
    private Guid ReadStoreId()
    {
        _database.Execute($"INSERT OR IGNORE INTO meta (key, value) VALUES ('store_id', '{Guid.NewGuid()}')");
        using Statement find = _database.Prepare("SELECT value FROM meta WHERE key = 'store_id'");
        find.Next();
        return Guid.Parse(find.Text(0));
    }
}
