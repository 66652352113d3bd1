namespace Messenger.Wire.Framing;

/// <summary>The sizes of a frame's head (PROTOCOL.md §3.1): u32 length, u8 opcode, u32 request id.</summary>
public static class FrameHeader
{
    /// <summary>The length field itself, which does not count itself.</summary>
    public const int LengthSize = 4;

    /// <summary>Opcode and request id: the least value the length field may have.</summary>
    public const int CountedSize = 1 + 4;

    /// <summary>All of the head: the offset of the body.</summary>
    public const int Size = LengthSize + CountedSize;
}
