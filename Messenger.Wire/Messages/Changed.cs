using System.Text;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>What CHANGED tells beside the text (PROTOCOL.md §6.4).</summary>
[Flags]
public enum ChangeMarks : byte
{
    None = 0,

    /// <summary>The message was taken back; the text is empty.</summary>
    Unsent = 1,

    /// <summary>This account sent the message and changed it at another terminal.</summary>
    Own = 2,

    All = Unsent | Own,
}

/// <summary>CHANGED, a push: a message was edited or taken back (PROTOCOL.md §6.4). Confirmed and repeated as a MESSAGE is.</summary>
/// <param name="number">The change's own number: what CONFIRM names.</param>
/// <param name="message">The number of the message that changed.</param>
/// <param name="id">The sender's id of the message.</param>
/// <param name="at">When it was changed, milliseconds since 1970-01-01 UTC.</param>
/// <param name="marks">Edited or taken back, and by whom.</param>
/// <param name="from">The sender's name.</param>
/// <param name="to">The recipient's name, or the group's with <c>#</c> before it.</param>
/// <param name="text">The new text; empty when it was taken back.</param>
public readonly ref struct ChangedPush(
    ulong number, ulong message, Guid id, ulong at, ChangeMarks marks, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, ReadOnlySpan<byte> text)
    : IWireMessage<ChangedPush>
{
    public ulong Number { get; } = number;

    public ulong Message { get; } = message;

    public Guid Id { get; } = id;

    public ulong At { get; } = at;

    public ChangeMarks Marks { get; } = marks;

    public ReadOnlySpan<byte> From { get; } = from;

    public ReadOnlySpan<byte> To { get; } = to;

    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>The text as a string; the sender's server has checked that it is UTF-8.</summary>
    public string TextString() => Encoding.UTF8.GetString(Text);

    public static ChangedPush Read(scoped ref FieldReader reader)
    {
        ulong number = reader.U64("number");
        ulong message = reader.U64("message");
        Guid id = reader.Uuid("id");
        ulong at = reader.Time("at");
        var marks = (ChangeMarks)reader.Flags("flags", (byte)ChangeMarks.All);
        // Content type: 0 is text, the only content of version 1.
        reader.Reserved(1);
        ReadOnlySpan<byte> from = reader.RawString("from");
        ReadOnlySpan<byte> to = reader.RawString("to");
        return new(number, message, id, at, marks, from, to, reader.RawString("text", FieldKind.Body));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U64(Number);
        writer.U64(Message);
        writer.Uuid(Id);
        writer.U64(At);
        writer.U8((byte)Marks);
        writer.Reserved(1);
        writer.String(From);
        writer.String(To);
        writer.String(Text);
    }
}
