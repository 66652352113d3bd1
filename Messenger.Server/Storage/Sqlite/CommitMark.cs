using System.Buffers.Binary;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// A small file beside a store that says how many commits it has had: the one witness of a write-ahead log that lost its end, or all of
/// itself, which SQLite takes for one that never went on. Written behind each commit's sync and never synced itself, so a power cut may leave
/// it older, torn or away, and it never says more than was on the disk by then. Used by one thread at a time.
/// </summary>
/// <param name="open">Opens the file to write to it, and makes it; or, given false, to read it: null when it is not there.</param>
internal sealed class CommitMark(Func<bool, Stream?> open) : IDisposable
{
    /// <summary>Behind the database's name.</summary>
    public const string Suffix = "-mark";

    private const int StoreAt = 8;
    private const int CommitsAt = StoreAt + 16;
    private const int CheckAt = CommitsAt + 8;
    private const int Size = CheckAt + 4;

    private Stream? _file;

    private static ReadOnlySpan<byte> Magic => "msgmark1"u8;

    /// <summary>The mark beside a database. Nothing is made before the first commit.</summary>
    public static CommitMark Beside(string database) => new(writes => Open(database + Suffix, writes));

    /// <summary>How many commits a store has had at least; 0 when nothing is known, also because the mark is another store's or is torn.</summary>
    /// <param name="store">Which; null for whichever it is.</param>
    public ulong Read(Guid? store)
    {
        Span<byte> mark = stackalloc byte[Size];
        try
        {
            using Stream? file = open(false);
            if (file is null || file.ReadAtLeast(mark, Size, throwOnEndOfStream: false) < Size)
                return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
        Guid marked = new(mark.Slice(StoreAt, 16), bigEndian: true);
        ulong commits = BinaryPrimitives.ReadUInt64LittleEndian(mark[CommitsAt..]);
        Span<byte> expected = stackalloc byte[Size];
        Fill(expected, marked, commits);
        return mark.SequenceEqual(expected) && (store ?? marked) == marked ? commits : 0;
    }

    /// <summary>Notes it, in place. A disk that cannot is no matter: the mark stays older.</summary>
    public void Write(Guid store, ulong commits)
    {
        Span<byte> mark = stackalloc byte[Size];
        Fill(mark, store, commits);
        try
        {
            _file ??= open(true)!;
            _file.Position = 0;
            _file.Write(mark);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    private static void Fill(Span<byte> mark, Guid store, ulong commits)
    {
        Magic.CopyTo(mark);
        store.TryWriteBytes(mark[StoreAt..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(mark[CommitsAt..], commits);
        BinaryPrimitives.WriteUInt32LittleEndian(mark[CheckAt..], (uint)new RowCheck().Add(mark[..CheckAt]).Value);
    }

    private static FileStream? Open(string path, bool writes)
    {
        if (writes)
            PrivateFile.Create(path);
        else if (!File.Exists(path))
            return null;
        return new FileStream(
            path, FileMode.Open, writes ? FileAccess.Write : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }
}
