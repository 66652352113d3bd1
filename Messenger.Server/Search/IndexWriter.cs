using System.Buffers;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using SQLitePCL;

namespace Messenger.Server.Search;

/// <summary>Changes the index, one transaction a call: all of it or nothing. For one thread at a time.</summary>
internal sealed class IndexWriter : IDisposable
{
    public const long MillisecondsOfDay = 86_400_000;

    private readonly sqlite3 _database;
    private readonly Guid _store;
    private readonly SearchLimits _limits;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _writeVolume;
    private readonly Statement _writeDay;
    private readonly PlaceWriter _places;
    private readonly ArrayBufferWriter<byte> _words = new();
    private readonly Dictionary<long, (ulong Lowest, ulong Highest)> _days = [];
    private List<Volume>? _volumes;

    /// <param name="database">With the schema in it.</param>
    /// <param name="store">Whose messages these are.</param>
    /// <param name="limits">How large volumes become.</param>
    /// <exception cref="DamagedIndexException">It is of another version or store, or its state is not what was written.</exception>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public IndexWriter(sqlite3 database, Guid store, SearchLimits limits)
    {
        _database = database;
        _store = store;
        _limits = limits;
        Cursor = IndexState.Read(database, store);
        _volumes = ReadVolumes();
        _begin = new(database, "BEGIN IMMEDIATE");
        _commit = new(database, "COMMIT");
        _rollback = new(database, "ROLLBACK");
        _writeVolume = new(database, "INSERT OR REPLACE INTO volumes (first, last, messages, bytes) VALUES (?1, ?2, ?3, ?4)");
        _writeDay = new(
            database,
            """
            INSERT INTO days (day, lowest, highest) VALUES (?1, ?2, ?3)
            ON CONFLICT (day) DO UPDATE SET lowest = MIN(lowest, excluded.lowest), highest = MAX(highest, excluded.highest)
            """);
        _places = new PlaceWriter(database);
    }

    /// <summary>Up to this number everything is in the index.</summary>
    public ulong Cursor { get; private set; }

    /// <summary>Takes entries up, in their order, and moves the cursor.</summary>
    public void Apply(IReadOnlyList<IndexEntry> entries, ulong upTo) => InTransaction(
        volumes =>
        {
            foreach (IndexEntry entry in entries)
            {
                if (entry.Text.IsEmpty)
                    Remove(volumes, entry.Message);
                else
                    Put(volumes, entry);
            }
        },
        upTo);

    /// <summary>Takes messages out.</summary>
    public void Remove(IReadOnlyCollection<ulong> numbers) => InTransaction(
        volumes =>
        {
            foreach (ulong number in numbers)
                Remove(volumes, number);
        },
        Cursor);

    /// <summary>Gives up the volumes in which no number is as high as this.</summary>
    public void DropBefore(ulong number)
    {
        if (_volumes is [_, { } second, ..] && second.First > number)
            return;
        InTransaction(
            volumes =>
            {
                while (volumes is [{ } oldest, { } next, ..] && next.First <= number)
                    Drop(volumes, oldest);
            },
            Cursor);
    }

    public void Dispose()
    {
        foreach (Volume volume in _volumes ?? [])
            volume.Dispose();
        foreach (Statement statement in new[] { _begin, _commit, _rollback, _writeVolume, _writeDay })
            statement.Dispose();
        _places.Dispose();
    }

    private void InTransaction(Action<List<Volume>> change, ulong upTo)
    {
        try
        {
            _begin.Run();
            List<Volume> volumes = _volumes ??= ReadVolumes();
            change(volumes);
            foreach (Volume empty in volumes.Take(volumes.Count - 1).Where(volume => volume.Messages == 0).ToArray())
                Drop(volumes, empty);
            Write(volumes, upTo);
            _commit.Run();
            Cursor = upTo;
        }
        catch (Exception error)
        {
            // Asked before anything else is, which would be answered instead.
            bool damaged = error is StoreException && IndexFile.IsDamage(_database);
            Undo();
            if (damaged)
                throw new DamagedIndexException($"it is damaged ({error.Message})", error);
            throw;
        }
    }

    private void Put(List<Volume> volumes, in IndexEntry entry)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entry.Conversation);
        ulong number = entry.Message;
        Volume? newest = volumes.LastOrDefault();
        if (newest is null || (number > newest.Last && IsFull(newest)))
        {
            newest = new Volume(_database, number);
            newest.Create();
            volumes.Add(newest);
        }
        // What is older than all volumes was given up.
        if (VolumeOf(volumes, number) is not { } volume)
            return;
        if (_places.Set(number, entry.Conversation) != 0)
        {
            volume.Delete(number);
        }
        else
        {
            volume.Messages++;
            NoteDay(entry);
        }
        _words.ResetWrittenCount();
        IndexWords.Append(entry, _words);
        volume.Insert(number, _words.WrittenSpan);
        volume.Last = Math.Max(volume.Last, number);
        volume.Bytes += entry.Text.Length;
        volume.Changed = true;
    }

    private void Remove(List<Volume> volumes, ulong number)
    {
        if (VolumeOf(volumes, number) is not { } volume || _places.Set(number, 0) == 0)
            return;
        volume.Delete(number);
        volume.Messages--;
        volume.Changed = true;
    }

    private static Volume? VolumeOf(List<Volume> volumes, ulong number)
    {
        for (int i = volumes.Count - 1; i >= 0; i--)
        {
            if (volumes[i].First <= number)
                return volumes[i];
        }
        return null;
    }

    private bool IsFull(Volume volume) => volume.Messages >= _limits.VolumeMessages || volume.Bytes >= _limits.VolumeBytes;

    private void NoteDay(in IndexEntry entry)
    {
        long day = entry.At / MillisecondsOfDay;
        (ulong lowest, ulong highest) = _days.GetValueOrDefault(day, (entry.Message, entry.Message));
        _days[day] = (Math.Min(lowest, entry.Message), Math.Max(highest, entry.Message));
    }

    private void Drop(List<Volume> volumes, Volume volume)
    {
        volume.Drop();
        using (Statement forget = new(_database, "DELETE FROM volumes WHERE first = ?1"))
            forget.Bind(1, (long)volume.First).Run();
        _places.Drop(volume.First, volume.Last);
        volumes.Remove(volume);
    }

    private void Write(List<Volume> volumes, ulong upTo)
    {
        foreach (Volume volume in volumes.Where(volume => volume.Changed))
        {
            _writeVolume.Bind(1, (long)volume.First).Bind(2, (long)volume.Last).Bind(3, volume.Messages).Bind(4, volume.Bytes).Run();
            volume.Changed = false;
            // Only the newest is written to all the time.
            if (volume != volumes[^1])
                volume.Dispose();
        }
        foreach ((long day, (ulong lowest, ulong highest)) in _days)
            _writeDay.Bind(1, day).Bind(2, (long)lowest).Bind(3, (long)highest).Run();
        _days.Clear();
        _places.Write();
        IndexState.Write(_database, _store, upTo);
    }

    /// <summary>Forgets what the file may not say.</summary>
    private void Undo()
    {
        foreach (Volume volume in _volumes ?? [])
            volume.Dispose();
        _volumes = null;
        _days.Clear();
        _places.Forget();
        try
        {
            _rollback.Run();
        }
        catch (StoreException)
        {
            // SQLite has done so itself, or nothing was begun.
        }
    }

    private List<Volume> ReadVolumes()
    {
        List<Volume> volumes = [];
        using Statement all = new(_database, "SELECT first, last, messages, bytes FROM volumes ORDER BY first");
        while (all.Next())
        {
            volumes.Add(new Volume(_database, (ulong)all.Int64(0))
            {
                Last = (ulong)all.Int64(1),
                Messages = all.Int64(2),
                Bytes = all.Int64(3),
            });
        }
        return volumes;
    }
}
