using System.Buffers.Binary;

namespace Messenger.Wire.Framing;

/// <summary>What came of looking for a frame at the start of some bytes (PROTOCOL.md §3.2).</summary>
public enum FrameOutcome
{
    /// <summary>A whole frame is there.</summary>
    Frame,

    /// <summary>The bytes so far may become a frame; more are needed.</summary>
    NotYet,

    /// <summary>No continuation of these bytes is a frame; the connection must end.</summary>
    Malformed,
}

/// <summary>One frame, in place in the bytes it was found in.</summary>
public readonly ref struct Frame(Opcode opcode, uint requestId, ReadOnlySpan<byte> body)
{
    public Opcode Opcode { get; } = opcode;

    /// <summary>Names the request; 0 in pushes.</summary>
    public uint RequestId { get; } = requestId;

    public ReadOnlySpan<byte> Body { get; } = body;

    /// <summary>Bytes on the wire, head included.</summary>
    public int Size => FrameHeader.Size + Body.Length;
}

/// <summary>Finds frames in bytes (PROTOCOL.md §3). Keeps no state and copies nothing, so any split of the same bytes gives the same frames.</summary>
public static class FrameReader
{
    /// <summary>Looks for a frame at the start of <paramref name="bytes"/>.</summary>
    /// <param name="bytes">What has arrived and was not consumed yet.</param>
    /// <param name="lengthLimit">Largest length field allowed in the connection's present state, see <see cref="Limits"/>.</param>
    /// <param name="frame">The frame when the outcome is <see cref="FrameOutcome.Frame"/>.</param>
    /// <param name="error">With <see cref="FrameOutcome.Malformed"/>: <see cref="ErrorCode.FrameTooLarge"/> or <see cref="ErrorCode.Malformed"/>.</param>
    public static FrameOutcome Read(ReadOnlySpan<byte> bytes, int lengthLimit, out Frame frame, out ErrorCode error)
    {
        frame = default;
        error = ErrorCode.None;
        if (bytes.Length < FrameHeader.LengthSize)
            return FrameOutcome.NotYet;

        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length > (uint)lengthLimit)
        {
            error = ErrorCode.FrameTooLarge;
            return FrameOutcome.Malformed;
        }
        if (length < FrameHeader.CountedSize)
        {
            error = ErrorCode.Malformed;
            return FrameOutcome.Malformed;
        }
        int size = FrameHeader.LengthSize + (int)length;
        if (bytes.Length < size)
            return FrameOutcome.NotYet;

        Opcode opcode = (Opcode)bytes[FrameHeader.LengthSize];
        uint requestId = BinaryPrimitives.ReadUInt32BigEndian(bytes[(FrameHeader.LengthSize + 1)..]);
        frame = new Frame(opcode, requestId, bytes[FrameHeader.Size..size]);
        return FrameOutcome.Frame;
    }

    /// <summary>How many bytes the frame that begins here will have in all; 0 while its length field is not whole.</summary>
    public static int SizeAnnounced(ReadOnlySpan<byte> bytes) =>
        bytes.Length < FrameHeader.LengthSize
            ? 0
            : (int)Math.Min(int.MaxValue, FrameHeader.LengthSize + (long)BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
