using Messenger.Wire.Fields;

namespace Messenger.Wire.Explain;

/// <summary>One field of a frame, for people.</summary>
/// <param name="Name">As in PROTOCOL.md, with the item's index before it in lists.</param>
/// <param name="Offset">Of its first byte, from the start of the frame.</param>
/// <param name="Size">In bytes, a string's two length bytes included.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Bytes">Its bytes as far as they may be shown: of a secret at most the length bytes.</param>
/// <param name="Value">Its value in one line of printable characters; of a secret only how long it is.</param>
public sealed record ExplainedField(string Name, int Offset, int Size, FieldKind Kind, byte[] Bytes, string Value)
{
    /// <summary>Bytes of the length before a string's content (PROTOCOL.md §3.4).</summary>
    public const int StringLengthSize = 2;

    /// <summary>Whether it is a string, with a length of its own before it.</summary>
    public required bool IsString { get; init; }
}

/// <summary>Where a frame is wrong and why.</summary>
/// <param name="Code">What the other end would say to it.</param>
/// <param name="Offset">Of the first wrong byte, from the start of the frame; the number of bytes present when some are missing.</param>
/// <param name="Reason">For people, never with the content of a secret or a body.</param>
public sealed record FrameFault(ErrorCode Code, int Offset, string Reason);

/// <summary>A frame taken apart. Holds no secrets.</summary>
/// <param name="Name">The opcode's name; <c>?</c> when the bytes end before it.</param>
/// <param name="Section">Of PROTOCOL.md that describes it.</param>
/// <param name="RequestId">As in the frame; 0 when the bytes end before it.</param>
/// <param name="Size">Bytes of the frame that are present.</param>
/// <param name="Fields">Head and body, in order, up to the fault if there is one.</param>
/// <param name="Fault">Null when the frame is good.</param>
public sealed record FrameExplanation(
    string Name, string Section, uint RequestId, int Size, IReadOnlyList<ExplainedField> Fields, FrameFault? Fault);
