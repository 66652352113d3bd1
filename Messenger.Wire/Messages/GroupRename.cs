using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>GROUP_RENAME (PROTOCOL.md §5.25), answered by <see cref="GroupBody"/>.</summary>
public readonly ref struct GroupRenameRequest(ReadOnlySpan<byte> group, ReadOnlySpan<byte> name) : IWireMessage<GroupRenameRequest>
{
    /// <summary>The present name, with or without <c>#</c> before it.</summary>
    public ReadOnlySpan<byte> Group { get; } = group;

    /// <summary>The new one, with or without <c>#</c> before it.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    public static GroupRenameRequest Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> group = reader.RawString("group");
        return new(group, reader.RawString("name"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Group);
        writer.String(Name);
    }
}
