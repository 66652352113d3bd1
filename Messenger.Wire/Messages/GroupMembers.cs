using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>
/// A group's name and accounts' names: GROUP_CREATE (PROTOCOL.md §5.21), GROUP_ADD (§5.23) and GROUP_REMOVE (§5.24); answered by
/// <see cref="GroupBody"/>.
/// </summary>
public readonly ref struct GroupMembersRequest(ReadOnlySpan<byte> group, NameList members) : IWireMessage<GroupMembersRequest>
{
    /// <summary>With or without <c>#</c> before it.</summary>
    public ReadOnlySpan<byte> Group { get; } = group;

    public NameList Members { get; } = members;

    public static GroupMembersRequest Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> group = reader.RawString("group");
        return new(group, NameList.Read(ref reader));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Group);
        Members.Write(ref writer);
    }
}
