using System.Runtime.InteropServices;
using Messenger.Server.Engine;
using Messenger.Server.Security;
using Microsoft.Data.Sqlite;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>Reads a whole store into memory, at start.</summary>
internal sealed class StoreLoader(Database database)
{
    /// <exception cref="StoreRefusedException">The file is damaged.</exception>
    public void Load(IStoreReader reader)
    {
        ulong lowest = Read(reader);
        // What is confirmed stays confirmed, so the next start need not look at it again.
        database.Execute($"INSERT OR REPLACE INTO meta (key, value) VALUES ('scan_from', {lowest})");
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
            LoadMessages(reader, (ulong)database.Scalar("SELECT COALESCE(MAX(value), 0) FROM meta WHERE key = 'scan_from'"));
            return reader.End((ulong)database.Scalar("SELECT COALESCE(MAX(number), 0) FROM messages"));
        }
        catch (Exception error) when (error is StoreException or FormatException or KeyNotFoundException or SqliteException)
        {
            throw new StoreRefusedException($"the store is damaged and was not changed: {error.Message} (restore a backup with: messenger admin restore)");
        }
    }

    private void LoadAccounts(IStoreReader reader)
    {
        Dictionary<long, List<ConfirmedRuns.Run>> runs = [];
        using (Statement find = database.Prepare("SELECT account, first, last FROM confirmed_runs ORDER BY account, first"))
        {
            while (find.Next())
            {
                if (!runs.TryGetValue(find.Int64(0), out List<ConfirmedRuns.Run>? ofAccount))
                    runs.Add(find.Int64(0), ofAccount = []);
                ofAccount.Add(new ConfirmedRuns.Run((ulong)find.Int64(1), (ulong)find.Int64(2)));
            }
        }
        using Statement all = database.Prepare("SELECT id, name, password, confirmed_up_to FROM accounts");
        while (all.Next())
        {
            PasswordRecord? password = all.IsNull(2) ? null : PasswordRecord.Parse(all.Text(2));
            reader.Account(all.Int64(0), all.Text(1), password, (ulong)all.Int64(3), runs.GetValueOrDefault(all.Int64(0)) ?? []);
        }
    }

    private void LoadSessions(IStoreReader reader)
    {
        using Statement all = database.Prepare("SELECT token, account, held_up_to, last_used, attached FROM sessions");
        while (all.Next())
        {
            TokenHash token = MemoryMarshal.Read<TokenHash>(all.Blob(0));
            reader.Session(token, all.Int64(1), (ulong)all.Int64(2), DateTimeOffset.FromUnixTimeMilliseconds(all.Int64(3)), all.Int64(4) != 0);
        }
    }

    private void LoadConversations(IStoreReader reader)
    {
        using Statement all = database.Prepare("SELECT id, first, second FROM conversations WHERE group_id IS NULL");
        while (all.Next())
            reader.Conversation(all.Int64(0), all.Int64(1), all.Int64(2));
    }

    private void LoadMessages(IStoreReader reader, ulong scanFrom)
    {
        using Statement all = database.Prepare("SELECT number, sender, conversation, at, id, text FROM messages WHERE number >= ?1 ORDER BY number");
        all.Bind(1, (long)scanFrom);
        while (all.Next())
        {
            if (reader.Wants((ulong)all.Int64(0), all.Int64(1), all.Int64(2)))
                reader.Message(
                    (ulong)all.Int64(0), new Guid(all.Blob(4), bigEndian: true), all.Int64(1), all.Int64(2), all.Int64(3), all.Blob(5).ToArray());
        }
    }
}
