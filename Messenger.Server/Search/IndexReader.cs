using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using SQLitePCL;

namespace Messenger.Server.Search;

/// <summary>Looks things up in the index as it is when a search begins, on a connection of its own. For one thread at a time.</summary>
internal sealed class IndexReader : IDisposable
{
    private readonly sqlite3 _database;
    private readonly IDisposable? _owned;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _volumes;
    private readonly Statement _readBlock;
    private readonly Statement _highestBefore;
    private readonly Statement _lowestAfter;
    private readonly byte[] _block = new byte[Places.BlockBytes];
    private ulong? _blockNumber;

    /// <param name="database">The connection.</param>
    /// <param name="owned">Disposed with this; null when the connection is another's.</param>
    public IndexReader(sqlite3 database, IDisposable? owned)
    {
        _database = database;
        _owned = owned;
        _begin = new(database, "BEGIN");
        _end = new(database, "COMMIT");
        _volumes = new(database, "SELECT first, last FROM volumes WHERE messages > 0 AND first < ?1 AND last >= ?2 ORDER BY first DESC");
        _readBlock = new(database, "SELECT conversations FROM places WHERE block = ?1");
        _highestBefore = new(database, "SELECT COALESCE(MAX(highest), 0) FROM days WHERE day < ?1");
        _lowestAfter = new(database, "SELECT COALESCE(MIN(lowest), -1) FROM days WHERE day >= ?1");
    }

    /// <inheritdoc cref="SearchIndex.Find"/>
    /// <param name="query">What is looked for.</param>
    /// <param name="scope">Where.</param>
    /// <param name="before">Only smaller numbers.</param>
    /// <param name="most">How many.</param>
    /// <param name="isLate">Whether it has taken long enough.</param>
    public SearchPage Find(SearchQuery query, SearchScope scope, ulong before, int most, Func<bool> isLate)
    {
        try
        {
            _begin.Run();
            return FindInSnapshot(query, scope, before, most, isLate);
        }
        catch (StoreException error)
        {
            throw IndexFile.IsDamage(_database) ? new DamagedIndexException($"it is damaged ({error.Message})", error) : error;
        }
        finally
        {
            End();
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in new[] { _begin, _end, _volumes, _readBlock, _highestBefore, _lowestAfter })
            statement.Dispose();
        _owned?.Dispose();
    }

    private void End()
    {
        try
        {
            _end.Run();
        }
        catch (StoreException)
        {
            // Nothing was begun; what did not work is on its way already.
        }
    }

    private SearchPage FindInSnapshot(SearchQuery query, SearchScope scope, ulong before, int most, Func<bool> isLate)
    {
        _blockNumber = null;
        (ulong first, ulong end) = Bounds(query, before);
        SearchPlan plan = new(query, scope);
        List<ulong> found = [];
        List<(ulong First, ulong Last)> volumes = Volumes(first, end);
        foreach ((ulong volume, ulong last) in volumes)
        {
            ulong from = Math.Max(first, volume);
            ulong to = Math.Min(last, end - 1);
            // One more than asked for, which tells whether there is more.
            FindInVolume(plan, volume, from, to, most + 1, found);
            if (found.Count > most)
            {
                found.RemoveRange(most, found.Count - most);
                return new SearchPage(found, found[^1]);
            }
            if (volume != volumes[^1].First && isLate())
                return new SearchPage(found, from);
        }
        return new SearchPage(found, 0);
    }

    /// <summary>The numbers that days and place in the answer allow: from the first up to, not with, the end.</summary>
    private (ulong First, ulong End) Bounds(SearchQuery query, ulong before)
    {
        ulong first = 0;
        ulong end = before == 0 ? long.MaxValue : Math.Min(before, long.MaxValue);
        if (query.Before is { } day)
            end = Math.Min(end, (ulong)Number(_highestBefore, day) + 1);
        if (query.After is { } from)
            first = Number(_lowestAfter, from) is var lowest and >= 0 ? (ulong)lowest : long.MaxValue;
        return (first, end);
    }

    private static long Number(Statement find, DateOnly day)
    {
        find.Bind(1, day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
        find.Next();
        long number = find.Int64(0);
        find.Reset();
        return number;
    }

    private List<(ulong First, ulong Last)> Volumes(ulong first, ulong end)
    {
        List<(ulong First, ulong Last)> volumes = [];
        _volumes.Bind(1, (long)end).Bind(2, (long)first);
        while (_volumes.Next())
            volumes.Add(((ulong)_volumes.Int64(0), (ulong)_volumes.Int64(1)));
        return volumes;
    }

    /// <summary>Adds what a volume has, newest first, until so many are found.</summary>
    private void FindInVolume(SearchPlan plan, ulong volume, ulong from, ulong to, int until, List<ulong> found)
    {
        int already = found.Count;
        foreach (SearchPlan.Question question in plan.For(from, to))
        {
            IEnumerable<ulong> numbers = question.Match is { } match ? Matching(volume, match, Math.Max(from, question.Above + 1), to) : Falling(from, to);
            if (question.Groups is not null)
                numbers = numbers.Where(number => Counts(question, number));
            found.AddRange(numbers.Take(until - already));
        }
        // Of two questions the newest of both.
        found.Sort(already, found.Count - already, Comparer<ulong>.Create((one, other) => other.CompareTo(one)));
    }

    private IEnumerable<ulong> Matching(ulong volume, string match, ulong from, ulong to)
    {
        string table = Volume.Table(volume);
        using Statement find = new(
            _database, $"SELECT rowid FROM {table} WHERE {table} MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC");
        find.Bind(1, match).Bind(2, (long)from).Bind(3, (long)to);
        while (find.Next())
            yield return (ulong)find.Int64(0);
    }

    private static IEnumerable<ulong> Falling(ulong from, ulong to)
    {
        for (ulong number = to; number >= from && number > 0; number--)
            yield return number;
    }

    private bool Counts(SearchPlan.Question question, ulong number) =>
        question.Groups!.TryGetValue(ConversationOf(number), out ulong after) ? number > after : question.Others;

    private long ConversationOf(ulong number)
    {
        ulong block = Places.BlockOf(number);
        if (_blockNumber != block)
        {
            ReadBlock(block);
            _blockNumber = block;
        }
        return Places.Get(_block, number);
    }

    private void ReadBlock(ulong block)
    {
        if (!_readBlock.Bind(1, (long)block).Next())
        {
            Array.Clear(_block);
            return;
        }
        ReadOnlySpan<byte> kept = _readBlock.Blob(0);
        bool whole = kept.Length == _block.Length;
        if (whole)
            kept.CopyTo(_block);
        _readBlock.Reset();
        if (!whole)
            throw new DamagedIndexException(Places.WrongLength);
    }
}
