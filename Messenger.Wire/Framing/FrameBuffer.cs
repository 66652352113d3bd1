using System.Buffers;
using System.Buffers.Binary;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Framing;

/// <summary>
/// Outgoing frames, one behind the other in one pooled array, so that one write sends them all. Holds no memory while empty.
/// Not safe for several threads; its owner guards it.
/// </summary>
public sealed class FrameBuffer : IDisposable
{
    private const int SmallestArray = 1024;

    private byte[] _bytes = [];

    /// <summary>Bytes of whole frames held.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Appends one frame: reserves the head, writes the body, then patches the length (PROTOCOL.md §3.1).</summary>
    /// <returns>The frame's size in bytes; it is the last <c>size</c> bytes of <see cref="Written"/>.</returns>
    /// <exception cref="InvalidOperationException">The frame would break the limit of §10: a bug of the caller, nothing was appended.</exception>
    public int Write<T>(Opcode opcode, uint requestId, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        int start = Length;
        Span<byte> head = Reserve(FrameHeader.Size);
        head[FrameHeader.LengthSize] = (byte)opcode;
        BinaryPrimitives.WriteUInt32BigEndian(head[(FrameHeader.LengthSize + 1)..], requestId);

        FieldWriter writer = new(this);
        message.Write(ref writer);

        int size = Length - start;
        int counted = size - FrameHeader.LengthSize;
        if (counted > Limits.FrameAfterLogin)
        {
            Length = start;
            throw new InvalidOperationException($"A frame of {opcode} would have {counted} bytes; the limit is {Limits.FrameAfterLogin}.");
        }
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(start), (uint)counted);
        return size;
    }

    /// <summary>Appends bytes that are not a frame (the preamble) or whole frames made elsewhere.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Forgets what was written and gives the array back to the pool.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length == 0)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    public void Dispose() => Clear();

    /// <summary>Makes room for <paramref name="count"/> more bytes at the end and returns it, to be filled at once.</summary>
    internal Span<byte> Reserve(int count)
    {
        int end = Length + count;
        if (end > _bytes.Length)
            Grow(end);
        Span<byte> room = _bytes.AsSpan(Length, count);
        Length = end;
        return room;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestArray, Math.Max(needed, _bytes.Length * 2)));
        Written.CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
