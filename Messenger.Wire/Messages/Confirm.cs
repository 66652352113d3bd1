using System.Buffers.Binary;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>CONFIRM: these messages were shown (PROTOCOL.md §5.12); its answer is empty.</summary>
/// <param name="numbers">The exact numbers, u64 big-endian one behind the other, as in the frame.</param>
public readonly ref struct ConfirmRequest(ReadOnlySpan<byte> numbers) : IWireMessage<ConfirmRequest>
{
    private const int NumberSize = 8;

    private readonly ReadOnlySpan<byte> _numbers = numbers;

    public int Count => _numbers.Length / NumberSize;

    public ulong this[int index] => BinaryPrimitives.ReadUInt64BigEndian(_numbers[(index * NumberSize)..]);

    /// <summary>Makes the request's bytes from numbers; <paramref name="bytes"/> needs eight for each.</summary>
    public static ConfirmRequest Of(ReadOnlySpan<ulong> numbers, Span<byte> bytes)
    {
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(bytes[(i * NumberSize)..], numbers[i]);
        return new ConfirmRequest(bytes[..(numbers.Length * NumberSize)]);
    }

    public static ConfirmRequest Read(scoped ref FieldReader reader)
    {
        int count = reader.Count("count", Limits.ConfirmMax, NumberSize);
        return new(reader.Numbers("numbers", count));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U16((ushort)Count);
        for (int i = 0; i < Count; i++)
            writer.U64(this[i]);
    }
}
