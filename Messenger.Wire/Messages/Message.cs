using System.Text;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>What MESSAGE tells beside the text (PROTOCOL.md §6.1).</summary>
[Flags]
public enum MessageMarks : byte
{
    None = 0,

    /// <summary>It was held and was asked for.</summary>
    Queued = 1,

    /// <summary>The sender's account is gone; a new account of the same name is somebody else.</summary>
    SenderDeleted = 2,

    /// <summary>A copy of what another terminal of this account sent.</summary>
    Own = 4,

    /// <summary>The text is not the first one.</summary>
    Edited = 8,

    All = Queued | SenderDeleted | Own | Edited,
}

/// <summary>MESSAGE, a push: one message for this terminal (PROTOCOL.md §6.1).</summary>
/// <param name="number">What CONFIRM names. Unique in the server's store, opaque, not dense.</param>
/// <param name="id">The sender's id of the message.</param>
/// <param name="at">When it was stored, milliseconds since 1970-01-01 UTC. Orders nothing.</param>
/// <param name="marks">Where it comes from and what has become of it.</param>
/// <param name="from">The sender's name.</param>
/// <param name="to">The recipient's name, or the group's with <c>#</c> before it.</param>
/// <param name="text">What was sent, byte for byte.</param>
public readonly ref struct MessagePush(
    ulong number, Guid id, ulong at, MessageMarks marks, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<byte> text)
    : IWireMessage<MessagePush>
{
    public ulong Number { get; } = number;

    public Guid Id { get; } = id;

    public ulong At { get; } = at;

    public MessageMarks Marks { get; } = marks;

    public ReadOnlySpan<byte> From { get; } = from;

    public ReadOnlySpan<byte> To { get; } = to;

    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>The text as a string; the sender's server has checked that it is UTF-8.</summary>
    public string TextString() => Encoding.UTF8.GetString(Text);

    public static MessagePush Read(scoped ref FieldReader reader)
    {
        ulong number = reader.U64("number");
        Guid id = reader.Uuid("id");
        ulong at = reader.Time("at");
        var marks = (MessageMarks)reader.Flags("flags", (byte)MessageMarks.All);
        // Content type: 0 is text, the only content of version 1.
        reader.Reserved(1);
        ReadOnlySpan<byte> from = reader.RawString("from");
        ReadOnlySpan<byte> to = reader.RawString("to");
        ReadOnlySpan<byte> text = reader.RawString("text", FieldKind.Body);
        return new(number, id, at, marks, from, to, text);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U64(Number);
        writer.Uuid(Id);
        writer.U64(At);
        writer.U8((byte)Marks);
        writer.Reserved(1);
        writer.String(From);
        writer.String(To);
        writer.String(Text);
    }
}
