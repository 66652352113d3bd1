using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>READ: show what is held, oldest first (PROTOCOL.md §5.14).</summary>
public readonly ref struct ReadRequest(ReadOnlySpan<byte> from, uint count) : IWireMessage<ReadRequest>
{
    /// <summary>Only what this sender or group sent; empty means anyone.</summary>
    public ReadOnlySpan<byte> From { get; } = from;

    /// <summary>At most so many; 0 means all.</summary>
    public uint Count { get; } = count;

    public static ReadRequest Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> from = reader.RawString("from");
        return new(from, reader.U32("count"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(From);
        writer.U32(Count);
    }
}

/// <summary>The answer to READ, behind the last message it pushed (PROTOCOL.md §5.14).</summary>
/// <param name="Count">How many messages it pushed.</param>
/// <param name="Left">How many are still held for this terminal, from anyone.</param>
public sealed record ReadAnswer(uint Count, uint Left) : IWireMessage<ReadAnswer>
{
    public static ReadAnswer Read(scoped ref FieldReader reader)
    {
        uint count = reader.U32("count");
        return new(count, reader.U32("left"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U32(Count);
        writer.U32(Left);
    }
}
