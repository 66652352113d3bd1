using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>EDIT: another text for a message of one's own (PROTOCOL.md §5.18); its answer is empty.</summary>
public readonly ref struct EditRequest(Guid id, ReadOnlySpan<byte> text) : IWireMessage<EditRequest>
{
    /// <summary>As in the SEND of it.</summary>
    public Guid Id { get; } = id;

    public ReadOnlySpan<byte> Text { get; } = text;

    public static EditRequest Read(scoped ref FieldReader reader)
    {
        Guid id = reader.Uuid("id");
        // Content type and a spare byte, as in SEND.
        reader.Reserved(2);
        return new(id, reader.RawString("text", FieldKind.Body));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.Uuid(Id);
        writer.Reserved(2);
        writer.String(Text);
    }
}
