using System.Text;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>MESSAGE, a push: one message for this terminal (PROTOCOL.md §6.1).</summary>
/// <param name="number">What CONFIRM names. Unique in the server's store, opaque, not dense.</param>
/// <param name="id">The sender's id of the message.</param>
/// <param name="at">When it was stored, milliseconds since 1970-01-01 UTC. Orders nothing.</param>
/// <param name="queued">It was held and was asked for.</param>
/// <param name="senderDeleted">The sender's account is gone; a new account of the same name is somebody else.</param>
/// <param name="from">The sender's name.</param>
/// <param name="to">The recipient's name, or the group's with <c>#</c> before it.</param>
/// <param name="text">What was sent, byte for byte.</param>
public readonly ref struct MessagePush(
    ulong number, Guid id, ulong at, bool queued, bool senderDeleted, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<byte> text)
    : IWireMessage<MessagePush>
{
    private const byte QueuedFlag = 1;
    private const byte SenderDeletedFlag = 2;

    public ulong Number { get; } = number;

    public Guid Id { get; } = id;

    public ulong At { get; } = at;

    public bool Queued { get; } = queued;

    public bool SenderDeleted { get; } = senderDeleted;

    public ReadOnlySpan<byte> From { get; } = from;

    public ReadOnlySpan<byte> To { get; } = to;

    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>The text as a string; the sender's server has checked that it is UTF-8.</summary>
    public string TextString() => Encoding.UTF8.GetString(Text);

    public static MessagePush Read(scoped ref FieldReader reader)
    {
        ulong number = reader.U64("number");
        Guid id = reader.Uuid("id");
        ulong at = (ulong)reader.Time("at").ToUnixTimeMilliseconds();
        byte flags = reader.Flags("flags", QueuedFlag | SenderDeletedFlag);
        // Content type: 0 is text, the only content of version 1.
        reader.Reserved(1);
        ReadOnlySpan<byte> from = reader.RawString("from");
        ReadOnlySpan<byte> to = reader.RawString("to");
        ReadOnlySpan<byte> text = reader.RawString("text", FieldKind.Body);
        return new(number, id, at, (flags & QueuedFlag) != 0, (flags & SenderDeletedFlag) != 0, from, to, text);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U64(Number);
        writer.Uuid(Id);
        writer.U64(At);
        writer.U8((byte)((Queued ? QueuedFlag : 0) | (SenderDeleted ? SenderDeletedFlag : 0)));
        writer.Reserved(1);
        writer.String(From);
        writer.String(To);
        writer.String(Text);
    }
}
