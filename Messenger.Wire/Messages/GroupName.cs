using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>
/// A group's name alone: GROUP_SHOW (PROTOCOL.md §5.22), answered by <see cref="GroupBody"/>; GROUP_LEAVE (§5.26) and GROUP_DELETE
/// (§5.27), whose answers are empty.
/// </summary>
public readonly ref struct GroupNameRequest(ReadOnlySpan<byte> group) : IWireMessage<GroupNameRequest>
{
    /// <summary>With or without <c>#</c> before it.</summary>
    public ReadOnlySpan<byte> Group { get; } = group;

    public static GroupNameRequest Read(scoped ref FieldReader reader) => new(reader.RawString("group"));

    public void Write(ref FieldWriter writer) => writer.String(Group);
}
