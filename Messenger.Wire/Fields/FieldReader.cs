using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Messenger.Wire.Framing;

namespace Messenger.Wire.Fields;

/// <summary>
/// Reads the fields of a frame's body in order (PROTOCOL.md §3.4). Every bounds check is in <see cref="Take"/>; lengths and counts are
/// held against the bytes that are there before anything is allocated.
/// </summary>
public ref struct FieldReader(ReadOnlySpan<byte> body, IFieldObserver? observer = null)
{
    private const int StringLengthSize = 2;

    private readonly ReadOnlySpan<byte> _body = body;
    private readonly IFieldObserver? _observer = observer;
    private string _prefix = "";
    private int _position;

    /// <summary>Reads a whole message and demands that nothing is left over.</summary>
    /// <exception cref="WireException">The body breaks the specification.</exception>
    public static T ReadWhole<T>(ReadOnlySpan<byte> body, IFieldObserver? observer = null)
        where T : IWireMessage<T>, allows ref struct
    {
        FieldReader reader = new(body, observer);
        T message = T.Read(ref reader);
        reader.End();
        return message;
    }

    /// <summary>Where the next field begins, counted from the start of the frame.</summary>
    public readonly int Offset => FrameHeader.Size + _position;

    public byte U8(string name, FieldKind kind = FieldKind.Number) => Take(name, 1, kind)[0];

    public ushort U16(string name, FieldKind kind = FieldKind.Number) => BinaryPrimitives.ReadUInt16BigEndian(Take(name, 2, kind));

    public uint U32(string name, FieldKind kind = FieldKind.Number) => BinaryPrimitives.ReadUInt32BigEndian(Take(name, 4, kind));

    public ulong U64(string name, FieldKind kind = FieldKind.Number) => BinaryPrimitives.ReadUInt64BigEndian(Take(name, 8, kind));

    /// <summary>Sixteen bytes, in the order in which a UUID is written (RFC 9562).</summary>
    public Guid Uuid(string name) => new(Take(name, 16, FieldKind.Uuid), bigEndian: true);

    /// <summary>Milliseconds since 1970-01-01 UTC, not beyond what a <see cref="DateTimeOffset"/> can hold.</summary>
    public ulong Time(string name)
    {
        int offset = Offset;
        ulong milliseconds = U64(name, FieldKind.Time);
        if (milliseconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            throw new WireException(ErrorCode.Malformed, offset, $"{_prefix}{name}: beyond the year 9999");
        return milliseconds;
    }

    /// <summary>A byte of bits, of which only those of <paramref name="known"/> may be set.</summary>
    public byte Flags(string name, byte known)
    {
        int offset = Offset;
        byte flags = U8(name, FieldKind.Flags);
        if ((flags & ~known) != 0)
            throw new WireException(ErrorCode.Malformed, offset, $"{_prefix}{name}: reserved bits are set");
        return flags;
    }

    /// <summary>Bytes that must be zero.</summary>
    public void Reserved(int size)
    {
        int offset = Offset;
        if (Take("reserved", size, FieldKind.Reserved).ContainsAnyExcept((byte)0))
            throw new WireException(ErrorCode.Malformed, offset, $"{_prefix}reserved: must be zero");
    }

    /// <summary>A resume token: exactly <see cref="Limits.TokenBytes"/> bytes.</summary>
    public ReadOnlySpan<byte> Token(string name) => Take(name, Limits.TokenBytes, FieldKind.Secret);

    /// <summary>
    /// A string's bytes as they came: u16 length, then so many bytes. Not yet known to be UTF-8; whoever uses them checks them
    /// against the rule of the field, so that the refusal can say what is wrong by name.
    /// </summary>
    public ReadOnlySpan<byte> RawString(string name, FieldKind kind = FieldKind.Text)
    {
        int start = _position;
        if (_body.Length - start < StringLengthSize)
            throw CutShort(name);
        int length = BinaryPrimitives.ReadUInt16BigEndian(_body[start..]);
        if (_body.Length - start - StringLengthSize < length)
            throw CutShort(name);
        _position = start + StringLengthSize + length;
        ReadOnlySpan<byte> value = _body.Slice(start + StringLengthSize, length);
        _observer?.OnField(_prefix + name, FrameHeader.Size + start, StringLengthSize + length, kind, value);
        return value;
    }

    /// <summary>A string of at most <paramref name="maxBytes"/>, strictly UTF-8.</summary>
    public string String(string name, int maxBytes, FieldKind kind = FieldKind.Text) =>
        Encoding.UTF8.GetString(CheckedString(name, maxBytes, kind));

    /// <summary>The bytes of a string of at most <paramref name="maxBytes"/>, strictly UTF-8.</summary>
    public ReadOnlySpan<byte> CheckedString(string name, int maxBytes, FieldKind kind = FieldKind.Text)
    {
        int offset = Offset;
        ReadOnlySpan<byte> bytes = RawString(name, kind);
        if (bytes.Length > maxBytes)
            throw new WireException(ErrorCode.Malformed, offset, $"{_prefix}{name}: {bytes.Length} bytes, at most {maxBytes} are allowed");
        if (!Utf8.IsValid(bytes))
            throw new WireException(ErrorCode.Malformed, offset, $"{_prefix}{name}: not valid UTF-8");
        return bytes;
    }

    /// <summary>A u16 count of items that follow, held against the limit and against the bytes that are there.</summary>
    public int Count(string name, int max, int smallestItem)
    {
        int offset = Offset;
        int count = U16(name);
        if (count > max)
            throw new WireException(ErrorCode.Malformed, offset, $"{_prefix}{name}: {count}, at most {max} are allowed");
        if ((long)count * smallestItem > _body.Length - _position)
            throw new WireException(ErrorCode.Malformed, offset, $"{_prefix}{name}: {count} items cannot fit in the {_body.Length - _position} bytes that follow");
        return count;
    }

    /// <summary>A run of <paramref name="count"/> u64 values as they stand in the frame.</summary>
    public ReadOnlySpan<byte> Numbers(string name, int count) => Take(name, count * sizeof(ulong), FieldKind.Number);

    /// <summary>The bytes of the frame from <paramref name="offset"/>, an earlier <see cref="Offset"/>, to where the next field begins.</summary>
    public readonly ReadOnlySpan<byte> Since(int offset) => _body[(offset - FrameHeader.Size).._position];

    /// <summary>Names the item of a list that the next fields belong to; -1 when the list is over.</summary>
    public void Item(string list, int index)
    {
        if (_observer is not null)
            _prefix = index < 0 ? "" : $"{list}[{index}].";
    }

    /// <exception cref="WireException">Bytes are left over.</exception>
    public readonly void End()
    {
        if (_position != _body.Length)
            throw new WireException(ErrorCode.Malformed, Offset, $"{_body.Length - _position} bytes are left over after the last field");
    }

    private ReadOnlySpan<byte> Take(string name, int size, FieldKind kind)
    {
        if (_body.Length - _position < size)
            throw CutShort(name);
        ReadOnlySpan<byte> bytes = _body.Slice(_position, size);
        _observer?.OnField(_prefix + name, Offset, size, kind, bytes);
        _position += size;
        return bytes;
    }

    private readonly WireException CutShort(string name) =>
        new(ErrorCode.Malformed, Offset, $"{_prefix}{name}: the frame ends before this field does");
}
