using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>FIND: a search in what the account may read (PROTOCOL.md §5.16).</summary>
public readonly ref struct FindRequest(ReadOnlySpan<byte> query, ulong after, ushort count) : IWireMessage<FindRequest>
{
    /// <summary>Words, phrases and filters as a person typed them.</summary>
    public ReadOnlySpan<byte> Query { get; } = query;

    /// <summary>The <c>next</c> of the page before; 0: from the newest.</summary>
    public ulong After { get; } = after;

    /// <summary>Most messages wanted; 0 means <see cref="Limits.HistoryDefault"/>, more than <see cref="Limits.HistoryMax"/> means that.</summary>
    public ushort Count { get; } = count;

    public static FindRequest Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> query = reader.RawString("query", FieldKind.Body);
        ulong after = reader.U64("after");
        return new(query, after, reader.U16("count"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Query);
        writer.U64(After);
        writer.U16(Count);
    }
}

/// <summary>The answer to FIND (PROTOCOL.md §5.16).</summary>
/// <param name="Messages">Newest first. Together they fit in a frame (<see cref="Room"/>).</param>
/// <param name="Next">The <c>after</c> of the next page; 0 when there is none.</param>
/// <param name="Searched">Messages that were looked through, at least, in the conversations that were searched.</param>
public sealed record FindAnswer(IReadOnlyList<HistoryItem> Messages, ulong Next, ulong Searched) : IWireMessage<FindAnswer>
{
    /// <summary>Most bytes that the items of a page may have together (<see cref="HistoryItem.Size"/>).</summary>
    public const int Room = HistoryAnswer.Room - 8;

    public static FindAnswer Read(scoped ref FieldReader reader)
    {
        HistoryItem[] messages = HistoryItem.ReadPage(ref reader);
        ulong next = reader.U64("next");
        return new(messages, next, reader.U64("searched"));
    }

    public void Write(ref FieldWriter writer)
    {
        HistoryItem.WritePage(ref writer, Messages);
        writer.U64(Next);
        writer.U64(Searched);
    }
}
