using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>UNSEND: takes a message of one's own back (PROTOCOL.md §5.19); its answer is empty.</summary>
/// <param name="id">As in the SEND of it.</param>
public readonly struct UnsendRequest(Guid id) : IWireMessage<UnsendRequest>
{
    public Guid Id { get; } = id;

    public static UnsendRequest Read(scoped ref FieldReader reader) => new(reader.Uuid("id"));

    public void Write(ref FieldWriter writer) => writer.Uuid(Id);
}
