using System.Globalization;
using System.Runtime.InteropServices;
using Messenger.Server.Engine;
using Messenger.Server.Security;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>Reads a whole store into memory, at start. Every row it goes by is verified.</summary>
internal sealed class StoreLoader(Database database)
{
    private const string ScanFrom = "scan_from";

    private readonly Dictionary<long, Tally> _since = [];
    private ulong _lastNumber;

    /// <returns>Whether what was found could be noted in the store; it need not be, for this start.</returns>
    /// <exception cref="StoreRefusedException">The file is damaged.</exception>
    public bool Load(IStoreReader reader)
    {
        ulong lowest;
        try
        {
            lowest = Read(reader);
        }
        catch (Exception error) when (MeansDamage(error))
        {
            throw Damaged(error);
        }
        try
        {
            database.Execute("BEGIN IMMEDIATE");
            // What is confirmed stays confirmed, so the next start need not look at it again; nor add up what was added up now.
            database.WriteMeta(ScanFrom, lowest.ToString(CultureInfo.InvariantCulture));
            WriteTallies();
            database.Execute("COMMIT");
            return true;
        }
        catch (Exception error) when (error is StoreException or SqliteException)
        {
            // A full disk, which is no reason not to start: the next start reads more, and the first commit will report it.
            if (SQLitePCL.raw.sqlite3_get_autocommit(database.Handle) == 0)
                SQLitePCL.raw.sqlite3_exec(database.Handle, "ROLLBACK");
            return false;
        }
    }

    /// <summary>The same, and changes nothing. What it throws on a damaged file is known to <see cref="MeansDamage"/>.</summary>
    /// <returns>The lowest number that waits for anybody.</returns>
    public ulong Read(IStoreReader reader)
    {
        _lastNumber = (ulong)database.Scalar(
            "SELECT MAX((SELECT COALESCE(MAX(number), 0) FROM messages), (SELECT COALESCE(MAX(number), 0) FROM changes))");
        LoadAccounts(reader);
        AddUp();
        LoadGroups(reader);
        LoadConversations(reader);
        LoadMembers(reader);
        LoadSessions(reader);
        LoadMarksAndBlocks(reader);
        LoadMessages(reader, ulong.Parse(database.ReadMeta(ScanFrom) ?? "0", CultureInfo.InvariantCulture));
        return reader.End(_lastNumber);
    }

    /// <summary>What comes of reading a file that is not what was written.</summary>
    public static bool MeansDamage(Exception error) =>
        error is StoreException or FormatException or OverflowException or KeyNotFoundException or ArgumentException or SqliteException;

    public static StoreRefusedException Damaged(Exception error) =>
        new($"the store is damaged and was not changed: {error.Message} (restore a backup with: messenger admin restore)");

    private void LoadAccounts(IStoreReader reader)
    {
        Dictionary<long, List<ConfirmedRuns.Run>> runs = [];
        using (Statement find = database.Prepare("SELECT account, first, last, crc FROM confirmed_runs ORDER BY account, first"))
        {
            while (find.Next())
            {
                ConfirmedRuns.Run run = new((ulong)find.Int64(1), (ulong)find.Int64(2));
                Rows.Run(find.Int64(0), run.First, run.Last).Verify(find.Int64(3), "confirmed_runs", find.Int64(0));
                if (!runs.TryGetValue(find.Int64(0), out List<ConfirmedRuns.Run>? ofAccount))
                    runs.Add(find.Int64(0), ofAccount = []);
                ofAccount.Add(run);
            }
        }
        using Statement all = database.Prepare("SELECT id, name, password, crc, confirmed_up_to, confirmed_crc, last_seen, settings, settings_crc FROM accounts");
        while (all.Next())
        {
            long id = all.Int64(0);
            string? password = all.IsNull(2) ? null : all.Text(2);
            Rows.Account(id, all.Text(1), password).Verify(all.Int64(3), "accounts", id);
            Rows.Mark(id, (ulong)all.Int64(4)).Verify(all.Int64(5), "accounts", id);
            Rows.Settings(id, all.Int64(7)).Verify(all.Int64(8), "accounts", id);
            reader.Account(new StoredAccount(
                id, all.Text(1), password is null ? null : PasswordRecord.Parse(password), (ulong)all.Int64(4), runs.GetValueOrDefault(id) ?? [],
                all.Int64(6), (all.Int64(7) & Rows.HidesReads) == 0));
        }
    }

    /// <summary>What came since the tallies were written last.</summary>
    private void AddUp()
    {
        // The number and time of a conversation's highest row: SQLite takes the bare column from the row of the maximum.
        using Statement all = database.Prepare("SELECT conversation, MAX(number), at, COUNT(*) FROM messages WHERE number > ?1 GROUP BY conversation");
        all.Bind(1, long.Parse(database.ReadMeta(TallyKeeper.UpTo) ?? "0", CultureInfo.InvariantCulture));
        while (all.Next())
            _since[all.Int64(0)] = new Tally((ulong)all.Int64(1), all.Int64(2), all.Int64(3));
    }

    private Tally TallyOf(long conversation, Statement row, int column)
    {
        (long last, long lastAt, long count) = (row.Int64(column), row.Int64(column + 1), row.Int64(column + 2));
        Rows.Tally(conversation, last, lastAt, count).Verify(row.Int64(column + 3), "conversations", conversation);
        if (!_since.TryGetValue(conversation, out Tally since))
            return new Tally((ulong)last, lastAt, count);
        return _since[conversation] = since with { Count = since.Count + count };
    }

    private void WriteTallies()
    {
        using Statement write = database.Prepare("UPDATE conversations SET last = ?2, last_at = ?3, count = ?4, tally_crc = ?5 WHERE id = ?1");
        foreach ((long conversation, Tally tally) in _since)
        {
            write.Bind(1, conversation).Bind(2, (long)tally.Last).Bind(3, tally.LastAt).Bind(4, tally.Count)
                .Bind(5, Rows.Tally(conversation, (long)tally.Last, tally.LastAt, tally.Count).Value).Run();
        }
        database.WriteMeta(TallyKeeper.UpTo, _lastNumber.ToString(CultureInfo.InvariantCulture));
    }

    private void LoadGroups(IStoreReader reader)
    {
        using Statement all = database.Prepare("""
            SELECT g.id, g.name, g.owner, g.created_at, g.ended_at, g.crc, c.id, c.crc, c.last, c.last_at, c.count, c.tally_crc
            FROM groups AS g LEFT JOIN conversations AS c ON c.group_id = g.id
            """);
        while (all.Next())
        {
            StoredGroup group = new(all.Int64(0), all.Text(1), all.Int64(2), all.Int64(3), !all.IsNull(4));
            Rows.Group(group.Id, group.Name, group.Owner, group.CreatedAt, group.Ended).Verify(all.Int64(5), "groups", group.Id);
            long conversation = all.Int64(6);
            Rows.GroupConversation(conversation, group.Id).Verify(all.Int64(7), "conversations", conversation);
            reader.Group(group, conversation, TallyOf(conversation, all, 8));
        }
    }

    private void LoadConversations(IStoreReader reader)
    {
        using Statement all = database.Prepare("SELECT id, first, second, wrote, crc, last, last_at, count, tally_crc FROM conversations WHERE group_id IS NULL");
        while (all.Next())
        {
            Rows.Conversation(all.Int64(0), all.Int64(1), all.Int64(2), all.Int64(3)).Verify(all.Int64(4), "conversations", all.Int64(0));
            reader.Conversation(all.Int64(0), all.Int64(1), all.Int64(2), (int)all.Int64(3), TallyOf(all.Int64(0), all, 5));
        }
    }

    private void LoadMembers(IStoreReader reader)
    {
        using Statement all = database.Prepare(
            "SELECT group_id, account, position, joined_after, count_before, left_after, crc FROM members ORDER BY group_id, position");
        while (all.Next())
        {
            StoredMember member = new(
                all.Int64(0), all.Int64(1), all.Int64(2), (ulong)all.Int64(3), all.Int64(4), all.IsNull(5) ? null : (ulong)all.Int64(5));
            Rows.Member(member).Verify(all.Int64(6), "members", member.Group);
            reader.Member(member);
        }
    }

    private void LoadSessions(IStoreReader reader)
    {
        using Statement all = database.Prepare("SELECT token, account, held_up_to, last_used, attached, crc, address FROM sessions");
        while (all.Next())
        {
            TokenHash token = MemoryMarshal.Read<TokenHash>(all.Blob(0));
            Rows.Session(token, all.Int64(1), (ulong)all.Int64(2), all.Int64(3), all.Int64(4) != 0).Verify(all.Int64(5), "sessions", all.Int64(1));
            reader.Session(new StoredSession(
                token, all.Int64(1), (ulong)all.Int64(2), DateTimeOffset.FromUnixTimeMilliseconds(all.Int64(3)), all.Int64(4) != 0, all.Text(6)));
        }
    }

    private void LoadMarksAndBlocks(IStoreReader reader)
    {
        using (Statement marks = database.Prepare("SELECT account, conversation, number, crc FROM read_marks"))
        {
            while (marks.Next())
            {
                Rows.ReadMark(marks.Int64(0), marks.Int64(1), (ulong)marks.Int64(2)).Verify(marks.Int64(3), "read_marks", marks.Int64(0));
                reader.ReadMark(marks.Int64(0), marks.Int64(1), (ulong)marks.Int64(2));
            }
        }
        using Statement blocks = database.Prepare("SELECT account, blocked, crc FROM blocks");
        while (blocks.Next())
        {
            Rows.Block(blocks.Int64(0), blocks.Int64(1)).Verify(blocks.Int64(2), "blocks", blocks.Int64(0));
            reader.Blocked(blocks.Int64(0), blocks.Int64(1));
        }
    }

    private void LoadMessages(IStoreReader reader, ulong scanFrom)
    {
        using Statement all = database.Prepare($"SELECT {MessageRow.Columns} FROM messages WHERE number >= ?1 ORDER BY number");
        all.Bind(1, (long)scanFrom);
        while (all.Next())
        {
            MessageRow row = MessageRow.Of(all);
            if (row.State is MessageState.Sent or MessageState.Edited && reader.Wants(row.Number, row.Sender, row.Conversation))
                reader.Message(row.Copy());
        }
    }
}
