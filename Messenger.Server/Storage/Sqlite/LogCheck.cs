using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// Looks at a write-ahead log before SQLite does, which passes over everything behind the first damaged frame without a word, as it must
/// after a power cut: there, what is behind it was never acknowledged. But at most one commit is under way then; where more follow, they
/// were acknowledged and are lost. Of an end that is cut off nothing is seen here; see <see cref="CommitMark"/>.
/// </summary>
internal static class LogCheck
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const uint Magic = 0x377f0682;

    /// <summary>How many commits are lost at least, when so many lie behind a damaged place: the first may have been under way in a power cut.</summary>
    public static int Lost(int behind) => Math.Max(0, behind - 1);

    /// <summary>How many commits lie behind a damaged place in the log of a database, which need not exist.</summary>
    /// <param name="database">The database's file.</param>
    /// <exception cref="StoreException">The log's head is damaged, so that nothing of it can be read.</exception>
    public static int CommitsBehindDamage(string database)
    {
        string path = $"{database}-wal";
        if (!File.Exists(path))
            return 0;
        using FileStream log = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return CommitsBehindDamage(log);
    }

    /// <summary>
    /// Copies the log as it is, so that what it has is not gone when the store goes on; never over an earlier copy, and not again when the last one
    /// is the same, as when a start fails and is tried again and again.
    /// </summary>
    /// <returns>Where the copy is; null when there is nothing in the log.</returns>
    /// <exception cref="StoreRefusedException">It could not be copied.</exception>
    public static string? SetAside(string database)
    {
        FileInfo log = new($"{database}-wal");
        if (!log.Exists || log.Length == 0)
            return null;
        string kept = $"{log.FullName}.damaged";
        string? last = null;
        for (int number = 2; File.Exists(kept); number++)
            (last, kept) = (kept, string.Create(CultureInfo.InvariantCulture, $"{log.FullName}.damaged-{number}"));
        try
        {
            if (last is not null && AreSame(log.FullName, last))
                return last;
            log.CopyTo(kept);
            return kept;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (File.Exists(kept))
                File.Delete(kept);
            throw new StoreRefusedException($"the write-ahead log of {database} is damaged and cannot be kept as {kept}: {error.Message} "
                + "(make room there, or copy the whole directory to a disk with room and name that with --data: its files belong together)");
        }
    }

    /// <summary>
    /// Cuts off what lies behind the first damaged place, which SQLite never reads: it writes over it in time, and what is left of it by then would
    /// look like a loss. Readers may have the log open; whoever writes to it calls this between two transactions.
    /// </summary>
    /// <param name="database">The database's file.</param>
    public static void CutOffRests(string database)
    {
        using FileStream log = new($"{database}-wal", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        long whole = Walk(log).WholeBytes;
        if (whole == log.Length)
            return;
        log.SetLength(whole);
        log.Flush(flushToDisk: true);
    }

    /// <inheritdoc cref="CommitsBehindDamage(string)"/>
    public static int CommitsBehindDamage(Stream log) => Walk(log).CommitsBehind;

    /// <summary>Looks at each frame.</summary>
    /// <returns>How many bytes are whole, from the start; how many commits lie behind them.</returns>
    private static (long WholeBytes, int CommitsBehind) Walk(Stream log)
    {
        if (log.Length <= HeaderSize)
            return (log.Length, 0);
        Span<byte> header = stackalloc byte[HeaderSize];
        log.ReadExactly(header);
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        int pageSize = (int)BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        Sum sum = new(BigEndian: (magic & 1) != 0, 0, 0);
        if ((magic & ~1u) != Magic || !sum.Add(header[..24]).Matches(header[24..]) || pageSize is < 512 or > 65536)
            throw new StoreException("the head of its write-ahead log is not what was written; without that file, what was stored last would be lost");

        sum = sum.Add(header[..24]);
        byte[] frame = new byte[FrameHeaderSize + pageSize];
        bool whole = true;
        long wholeBytes = HeaderSize;
        int commitsBehind = 0;
        while (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            ReadOnlySpan<byte> head = frame.AsSpan(0, FrameHeaderSize);
            bool sameLog = head[8..16].SequenceEqual(header[16..24]);
            if (whole)
            {
                sum = sum.Add(head[..8]).Add(frame.AsSpan(FrameHeaderSize));
                whole = sameLog && sum.Matches(head[16..]);
                wholeBytes += whole ? frame.Length : 0;
            }
            // Frames of another log are what an earlier one left behind.
            if (!whole && sameLog && BinaryPrimitives.ReadUInt32BigEndian(head[4..]) != 0)
                commitsBehind++;
        }
        return (wholeBytes, commitsBehind);
    }

    private static bool AreSame(string one, string other)
    {
        using FileStream first = new(one, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using FileStream second = new(other, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return first.Length == second.Length && SHA256.HashData(first).AsSpan().SequenceEqual(SHA256.HashData(second));
    }

    /// <summary>SQLite's running checksum, over pairs of 32-bit words.</summary>
    private readonly record struct Sum(bool BigEndian, uint First, uint Second)
    {
        public Sum Add(ReadOnlySpan<byte> bytes)
        {
            (uint first, uint second) = (First, Second);
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                first += Word(bytes) + second;
                second += Word(bytes[4..]) + first;
            }
            return this with { First = first, Second = second };
        }

        public bool Matches(ReadOnlySpan<byte> kept) =>
            BinaryPrimitives.ReadUInt32BigEndian(kept) == First && BinaryPrimitives.ReadUInt32BigEndian(kept[4..]) == Second;

        private uint Word(ReadOnlySpan<byte> bytes) =>
            BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
