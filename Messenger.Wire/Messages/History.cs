using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>HISTORY: a page of a conversation (PROTOCOL.md §5.15).</summary>
public readonly ref struct HistoryRequest(ReadOnlySpan<byte> with, ulong before, ushort count) : IWireMessage<HistoryRequest>
{
    /// <summary>An account's name, or a group's with <c>#</c> before it.</summary>
    public ReadOnlySpan<byte> With { get; } = with;

    /// <summary>Only messages with smaller numbers; 0: from the newest.</summary>
    public ulong Before { get; } = before;

    /// <summary>Most messages wanted; 0 means <see cref="Limits.HistoryDefault"/>, more than <see cref="Limits.HistoryMax"/> means that.</summary>
    public ushort Count { get; } = count;

    public static HistoryRequest Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> with = reader.RawString("with");
        ulong before = reader.U64("before");
        return new(with, before, reader.U16("count"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(With);
        writer.U64(Before);
        writer.U16(Count);
    }
}

/// <summary>The answer to HISTORY (PROTOCOL.md §5.15).</summary>
/// <param name="Messages">Oldest first. Together they fit in a frame (<see cref="Room"/>).</param>
/// <param name="Next">The <c>before</c> of the page with older ones; 0 when there are none.</param>
public sealed record HistoryAnswer(IReadOnlyList<HistoryItem> Messages, ulong Next) : IWireMessage<HistoryAnswer>
{
    /// <summary>Most bytes that the items of a page may have together (<see cref="HistoryItem.Size"/>).</summary>
    public const int Room = Limits.FrameAfterLogin - Framing.FrameHeader.CountedSize - 2 - 8;

    public static HistoryAnswer Read(scoped ref FieldReader reader)
    {
        HistoryItem[] messages = HistoryItem.ReadPage(ref reader);
        return new(messages, reader.U64("next"));
    }

    public void Write(ref FieldWriter writer)
    {
        HistoryItem.WritePage(ref writer, Messages);
        writer.U64(Next);
    }
}
