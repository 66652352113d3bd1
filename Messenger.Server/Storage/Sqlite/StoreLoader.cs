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

    /// <exception cref="StoreRefusedException">The file is damaged.</exception>
    public void Load(IStoreReader reader)
    {
        ulong lowest = Read(reader);
        try
        {
            // What is confirmed stays confirmed, so the next start need not look at it again.
            database.WriteMeta(ScanFrom, lowest.ToString(CultureInfo.InvariantCulture));
        }
        catch (StoreException)
        {
            // A full disk, which is no reason not to start: the next start reads more, and the first commit will report it.
        }
    }

    /// <summary>The same, and changes nothing.</summary>
    /// <returns>The lowest number that waits for anybody.</returns>
    /// <exception cref="StoreRefusedException">The file is damaged.</exception>
    public ulong Read(IStoreReader reader)
    {
        try
        {
            LoadAccounts(reader);
            LoadSessions(reader);
            LoadConversations(reader);
            LoadMessages(reader, ulong.Parse(database.ReadMeta(ScanFrom) ?? "0", CultureInfo.InvariantCulture));
            return reader.End((ulong)database.Scalar("SELECT COALESCE(MAX(number), 0) FROM messages"));
        }
        catch (Exception error) when (error is StoreException or FormatException or KeyNotFoundException or ArgumentException or SqliteException)
        {
            throw Damaged(error);
        }
    }

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
        using Statement all = database.Prepare("SELECT id, name, password, crc, confirmed_up_to, confirmed_crc FROM accounts");
        while (all.Next())
        {
            long id = all.Int64(0);
            string? password = all.IsNull(2) ? null : all.Text(2);
            Rows.Account(id, all.Text(1), password).Verify(all.Int64(3), "accounts", id);
            Rows.Mark(id, (ulong)all.Int64(4)).Verify(all.Int64(5), "accounts", id);
            reader.Account(
                id, all.Text(1), password is null ? null : PasswordRecord.Parse(password), (ulong)all.Int64(4), runs.GetValueOrDefault(id) ?? []);
        }
    }

    private void LoadSessions(IStoreReader reader)
    {
        using Statement all = database.Prepare("SELECT token, account, held_up_to, last_used, attached, crc FROM sessions");
        while (all.Next())
        {
            TokenHash token = MemoryMarshal.Read<TokenHash>(all.Blob(0));
            Rows.Session(token, all.Int64(1), (ulong)all.Int64(2), all.Int64(3), all.Int64(4) != 0).Verify(all.Int64(5), "sessions", all.Int64(1));
            reader.Session(token, all.Int64(1), (ulong)all.Int64(2), DateTimeOffset.FromUnixTimeMilliseconds(all.Int64(3)), all.Int64(4) != 0);
        }
    }

    private void LoadConversations(IStoreReader reader)
    {
        using Statement all = database.Prepare("SELECT id, first, second, wrote, crc FROM conversations WHERE group_id IS NULL");
        while (all.Next())
        {
            Rows.Conversation(all.Int64(0), all.Int64(1), all.Int64(2), all.Int64(3)).Verify(all.Int64(4), "conversations", all.Int64(0));
            reader.Conversation(all.Int64(0), all.Int64(1), all.Int64(2), (int)all.Int64(3));
        }
    }

    private void LoadMessages(IStoreReader reader, ulong scanFrom)
    {
        using Statement all = database.Prepare("SELECT number, sender, conversation, at, id, text, crc FROM messages WHERE number >= ?1 ORDER BY number");
        all.Bind(1, (long)scanFrom);
        while (all.Next())
        {
            // Each column once: with a million messages, the calls into SQLite are most of what a start costs.
            ulong number = (ulong)all.Int64(0);
            long sender = all.Int64(1);
            long conversation = all.Int64(2);
            long at = all.Int64(3);
            ReadOnlySpan<byte> id = all.Blob(4);
            ReadOnlySpan<byte> text = all.Blob(5);
            Rows.Message(number, id, sender, conversation, at, text).Verify(all.Int64(6), "messages", (long)number);
            if (reader.Wants(number, sender, conversation))
                reader.Message(number, new Guid(id, bigEndian: true), sender, conversation, at, text.ToArray());
        }
    }
}
