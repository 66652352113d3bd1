using System.Globalization;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// Counts the commits of a store: in the store with each of them, and behind each in the <see cref="CommitMark"/>. What the mark has and the
/// store has not is lost. Used by the committer's thread.
/// </summary>
internal sealed class CommitCount
{
    private const string Key = "commits";

    private readonly Guid _store;
    private readonly CommitMark? _mark;
    private readonly ulong _untold;
    private ulong _committed;

    /// <param name="database">The store.</param>
    /// <param name="store">Its name.</param>
    /// <param name="leavesLossToBeTold">The mark stays ahead of the store by what is lost, for the next start to tell.</param>
    public CommitCount(Database database, Guid store, bool leavesLossToBeTold)
    {
        _store = store;
        _mark = database.Mark;
        _untold = leavesLossToBeTold ? database.Loss?.Commits ?? 0 : 0;
        // What is lost and told counts on: else a mark from before the loss, which a power cut may bring back, would tell of it a second time.
        _committed = _untold > 0 ? Kept(database) : Math.Max(Kept(database), _mark?.Read(store) ?? 0);
    }

    /// <summary>How many commits are missing from a store; 0 when nothing is known of any.</summary>
    /// <exception cref="StoreException">The store's own values are damaged.</exception>
    public static ulong Lost(Database database, CommitMark mark)
    {
        // The mark first: a server may be at work on both. A store that has lost its name has lost all that ever came after.
        ulong had = mark.Read(StoreName.Read(database));
        ulong has = Kept(database);
        return had > has ? had - has : 0;
    }

    /// <summary>Counts the batch, within its transaction.</summary>
    public void Write(Func<string, Statement> note)
    {
        string count = (_committed + 1).ToString(CultureInfo.InvariantCulture);
        note("INSERT OR REPLACE INTO meta (key, value, crc) VALUES (?1, ?2, ?3)").Bind(1, Key).Bind(2, count).Bind(3, Rows.Meta(Key, count).Value).Run();
    }

    /// <summary>The batch is on disk.</summary>
    public void Committed() => _mark?.Write(_store, ++_committed + _untold);

    private static ulong Kept(Database database) => ulong.Parse(database.ReadMeta(Key) ?? "0", CultureInfo.InvariantCulture);
}
