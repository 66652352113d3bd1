using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>
/// A group as it is now: the answer to GROUP_CREATE (PROTOCOL.md §5.21), GROUP_SHOW (§5.22), GROUP_ADD (§5.23), GROUP_REMOVE (§5.24)
/// and GROUP_RENAME (§5.25).
/// </summary>
/// <param name="Name">With <c>#</c> before it.</param>
/// <param name="Owner">The member who may add, remove, rename and delete.</param>
/// <param name="CreatedAt">Milliseconds since 1970-01-01 UTC.</param>
/// <param name="Members">In order of joining, the owner among them.</param>
public sealed record GroupBody(string Name, string Owner, ulong CreatedAt, IReadOnlyList<string> Members) : IWireMessage<GroupBody>
{
    private const int SmallestItem = 2;

    public static GroupBody Read(scoped ref FieldReader reader)
    {
        string name = reader.String("name", Limits.TargetLength);
        string owner = reader.String("owner", Limits.NameLength);
        ulong createdAt = reader.Time("created_at");
        string[] members = new string[reader.Count("count", Limits.GroupMembers, SmallestItem)];
        for (int i = 0; i < members.Length; i++)
        {
            reader.Item("members", i);
            members[i] = reader.String("name", Limits.NameLength);
        }
        reader.Item("members", -1);
        return new(name, owner, createdAt, members);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Name);
        writer.String(Owner);
        writer.U64(CreatedAt);
        writer.U16((ushort)Members.Count);
        foreach (string member in Members)
            writer.String(member);
    }
}
