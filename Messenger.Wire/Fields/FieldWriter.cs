using System.Buffers.Binary;
using System.Text;
using Messenger.Wire.Framing;

namespace Messenger.Wire.Fields;

/// <summary>Writes the fields of a body in order (PROTOCOL.md §3.4), the counterpart of <see cref="FieldReader"/>.</summary>
public readonly ref struct FieldWriter
{
    private readonly FrameBuffer _buffer;

    internal FieldWriter(FrameBuffer buffer) => _buffer = buffer;

    public void U8(byte value) => _buffer.Reserve(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(_buffer.Reserve(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.Reserve(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(_buffer.Reserve(8), value);

    public void Uuid(Guid value) => value.TryWriteBytes(_buffer.Reserve(16), bigEndian: true, out _);

    /// <summary>Bytes as they stand in a frame: fields that were read or made before.</summary>
    public void Raw(ReadOnlySpan<byte> fields) => fields.CopyTo(_buffer.Reserve(fields.Length));

    public void Reserved(int size) => _buffer.Reserve(size).Clear();

    public void Token(ReadOnlySpan<byte> token)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(token.Length, Limits.TokenBytes);
        token.CopyTo(_buffer.Reserve(Limits.TokenBytes));
    }

    /// <summary>u16 length, then the bytes.</summary>
    public void String(ReadOnlySpan<byte> utf8)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(utf8.Length, ushort.MaxValue);
        U16((ushort)utf8.Length);
        utf8.CopyTo(_buffer.Reserve(utf8.Length));
    }

    public void String(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ushort.MaxValue);
        U16((ushort)length);
        Encoding.UTF8.GetBytes(value, _buffer.Reserve(length));
    }
}
