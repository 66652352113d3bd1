using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Messenger.Wire;

namespace Messenger.Client.Session;

/// <summary>
/// The records of an outbox file. Each is: u32 length of the payload, u32 check (CRC-32C over length and payload), payload. A payload begins with
/// its kind: <c>H</c>, version, owner (always the first record) · <c>A</c>, sequence u64, id, time u64 in ms, target u16 length and bytes, text (an entry) ·
/// <c>R</c>, sequence u64 (that entry is done). All big-endian. Sequences rise.
/// </summary>
internal static class OutboxRecord
{
    public const byte Version = 1;

    private const byte Header = (byte)'H';
    private const byte Added = (byte)'A';
    private const byte Removed = (byte)'R';
    private const int Prefix = 2 * sizeof(uint);
    private const int IdBytes = 16;
    private const int AddedFixed = 1 + sizeof(ulong) + IdBytes + sizeof(ulong) + sizeof(ushort);
    private const int LongestPayload = 64 * 1024;

    /// <summary>The end of the year 9999, in milliseconds.</summary>
    private const ulong LatestTime = 253_402_300_799_999;

    /// <summary>Whose sends the file holds, so that a file under a wrong name is never sent as somebody else's.</summary>
    public static byte[] HeaderOf(string owner)
    {
        ArrayBufferWriter<byte> record = new();
        Write(record, [Header, Version, .. Encoding.UTF8.GetBytes(owner)]);
        return record.WrittenSpan.ToArray();
    }

    public static void WriteAdded(ArrayBufferWriter<byte> output, OutboxEntry entry)
    {
        byte[] payload = new byte[SizeOf(entry) - Prefix];
        Span<byte> rest = payload;
        rest[0] = Added;
        BinaryPrimitives.WriteUInt64BigEndian(rest[1..], entry.Sequence);
        rest = rest[(1 + sizeof(ulong))..];
        entry.Id.TryWriteBytes(rest, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(rest[IdBytes..], Math.Max(0, entry.At.ToUnixTimeMilliseconds()));
        rest = rest[(IdBytes + sizeof(ulong))..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.To.Length);
        entry.To.CopyTo(rest[sizeof(ushort)..]);
        entry.Text.CopyTo(rest[(sizeof(ushort) + entry.To.Length)..]);
        Write(output, payload);
    }

    public static void WriteRemoved(ArrayBufferWriter<byte> output, ulong sequence)
    {
        Span<byte> payload = stackalloc byte[1 + sizeof(ulong)];
        payload[0] = Removed;
        BinaryPrimitives.WriteUInt64BigEndian(payload[1..], sequence);
        Write(output, payload);
    }

    /// <summary>Bytes that an entry takes in the file.</summary>
    public static int SizeOf(OutboxEntry entry) => Prefix + AddedFixed + entry.Size;

    /// <summary>Reads what is whole: everything before the first record that is cut off or not what was written.</summary>
    /// <param name="bytes">The file behind its header.</param>
    /// <param name="entries">Gets the entries that are not done, by sequence.</param>
    /// <param name="lastSequence">The highest sequence in use.</param>
    /// <returns>How many bytes that took.</returns>
    public static int ReadAll(ReadOnlySpan<byte> bytes, SortedDictionary<ulong, OutboxEntry> entries, out ulong lastSequence)
    {
        lastSequence = 0;
        int taken = 0;
        while (TryRead(bytes[taken..], out ReadOnlySpan<byte> payload) && TryApply(payload, entries, ref lastSequence))
            taken += Prefix + payload.Length;
        return taken;
    }

    private static void Write(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> payload)
    {
        Span<byte> record = output.GetSpan(Prefix + payload.Length);
        BinaryPrimitives.WriteInt32BigEndian(record, payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(record[sizeof(uint)..], Check(payload));
        payload.CopyTo(record[Prefix..]);
        output.Advance(Prefix + payload.Length);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (bytes.Length < Prefix)
            return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length is 0 or > LongestPayload || length > bytes.Length - Prefix)
            return false;
        payload = bytes.Slice(Prefix, (int)length);
        return Check(payload) == BinaryPrimitives.ReadUInt32BigEndian(bytes[sizeof(uint)..]);
    }

    private static bool TryApply(ReadOnlySpan<byte> payload, SortedDictionary<ulong, OutboxEntry> entries, ref ulong lastSequence)
    {
        if (payload[0] == Removed && payload.Length == 1 + sizeof(ulong))
        {
            entries.Remove(BinaryPrimitives.ReadUInt64BigEndian(payload[1..]));
            return true;
        }
        if (payload[0] != Added || payload.Length <= AddedFixed)
            return false;
        ulong sequence = BinaryPrimitives.ReadUInt64BigEndian(payload[1..]);
        ReadOnlySpan<byte> rest = payload[(1 + sizeof(ulong))..];
        ulong at = BinaryPrimitives.ReadUInt64BigEndian(rest[IdBytes..]);
        int toLength = BinaryPrimitives.ReadUInt16BigEndian(rest[(IdBytes + sizeof(ulong))..]);
        ReadOnlySpan<byte> texts = payload[AddedFixed..];
        if (sequence <= lastSequence || at > LatestTime || toLength > Limits.NameLength + 1
            || toLength > texts.Length || texts.Length - toLength > Limits.TextBytes)
            return false;
        lastSequence = sequence;
        entries.Add(sequence, new OutboxEntry(
            new Guid(rest[..IdBytes], bigEndian: true), texts[..toLength].ToArray(), texts[toLength..].ToArray(),
            DateTimeOffset.FromUnixTimeMilliseconds((long)at), isEarlier: true)
        {
            Sequence = sequence,
        });
        return true;
    }

    private static uint Check(ReadOnlySpan<byte> payload)
    {
        // The length first, so that room that was never filled (all zeros) is no record.
        uint crc = BitOperations.Crc32C(uint.MaxValue, (uint)payload.Length);
        foreach (byte b in payload)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
