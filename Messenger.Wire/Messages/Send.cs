using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>SEND: one message to one target (PROTOCOL.md §5.11). The hot request: nothing is copied while it is read.</summary>
public readonly ref struct SendRequest(Guid id, ReadOnlySpan<byte> to, ReadOnlySpan<byte> text) : IWireMessage<SendRequest>
{
    /// <summary>Chosen by the client, unique among the messages of its account.</summary>
    public Guid Id { get; } = id;

    /// <summary>An account's name, or a group's with <c>#</c> before it.</summary>
    public ReadOnlySpan<byte> To { get; } = to;

    public ReadOnlySpan<byte> Text { get; } = text;

    public static SendRequest Read(scoped ref FieldReader reader)
    {
        Guid id = reader.Uuid("id");
        // Content type and a spare byte: 0 is text, the only content of version 1.
        reader.Reserved(2);
        ReadOnlySpan<byte> to = reader.RawString("to");
        ReadOnlySpan<byte> text = reader.RawString("text", FieldKind.Body);
        return new(id, to, text);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.Uuid(Id);
        writer.Reserved(2);
        writer.String(To);
        writer.String(Text);
    }
}

/// <summary>The answer to SEND: the message is stored (PROTOCOL.md §5.11).</summary>
/// <param name="number">The server's number of the message.</param>
/// <param name="at">When it was stored, milliseconds since 1970-01-01 UTC.</param>
/// <param name="delivered">The recipient had a live session and it was handed to that.</param>
/// <param name="duplicate">The same message had been stored before; number and time are those of then.</param>
public readonly struct SendAnswer(ulong number, ulong at, bool delivered, bool duplicate) : IWireMessage<SendAnswer>
{
    private const byte DeliveredFlag = 1;
    private const byte DuplicateFlag = 2;

    public ulong Number { get; } = number;

    public ulong At { get; } = at;

    public bool Delivered { get; } = delivered;

    public bool Duplicate { get; } = duplicate;

    public static SendAnswer Read(scoped ref FieldReader reader)
    {
        ulong number = reader.U64("number");
        ulong at = reader.Time("at");
        byte flags = reader.Flags("flags", DeliveredFlag | DuplicateFlag);
        return new(number, at, (flags & DeliveredFlag) != 0, (flags & DuplicateFlag) != 0);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U64(Number);
        writer.U64(At);
        writer.U8((byte)((Delivered ? DeliveredFlag : 0) | (Duplicate ? DuplicateFlag : 0)));
    }
}
