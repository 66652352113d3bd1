using System.Buffers.Binary;

namespace Messenger.Server.Storage.Sqlite;

/// <summary>
/// Looks at a write-ahead log before SQLite does, which passes over everything behind the first damaged frame without a word, as it must
/// after a power cut: there, what is behind it was never acknowledged. But at most one commit is under way then; where more follow, they
/// were acknowledged and are lost.
/// </summary>
internal static class LogCheck
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const uint Magic = 0x377f0682;

    /// <summary>What the log of a database has lost, in words for whoever runs the server; null when all is there.</summary>
    /// <param name="database">The database's file; its log need not exist.</param>
    /// <exception cref="StoreException">The log's head is damaged, so that nothing of it can be read.</exception>
    public static string? Loss(string database)
    {
        string path = $"{database}-wal";
        if (!File.Exists(path))
            return null;
        using FileStream log = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        int lost = LostCommits(log);
        return lost == 0
            ? null
            : $"the write-ahead log of {database} is damaged: at least {lost} commits behind the damage are lost, with what they stored";
    }

    /// <summary>How many commits lie behind a damaged place.</summary>
    /// <exception cref="StoreException">Its head is damaged, so that nothing of it can be read.</exception>
    public static int LostCommits(Stream log)
    {
        if (log.Length <= HeaderSize)
            return 0;
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
        int commitsBehind = 0;
        while (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            ReadOnlySpan<byte> head = frame.AsSpan(0, FrameHeaderSize);
            bool sameLog = head[8..16].SequenceEqual(header[16..24]);
            if (whole)
            {
                sum = sum.Add(head[..8]).Add(frame.AsSpan(FrameHeaderSize));
                whole = sameLog && sum.Matches(head[16..]);
            }
            // Frames of another log are what an earlier one left behind.
            if (!whole && sameLog && BinaryPrimitives.ReadUInt32BigEndian(head[4..]) != 0)
                commitsBehind++;
        }
        return Math.Max(0, commitsBehind - 1);
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
