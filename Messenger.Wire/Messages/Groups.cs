using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>GROUPS: a page of the groups that the account is in (PROTOCOL.md §5.28).</summary>
public readonly ref struct GroupsRequest(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> after, ushort limit) : IWireMessage<GroupsRequest>
{
    /// <summary>Wildcards as in LIST; empty means all.</summary>
    public ReadOnlySpan<byte> Pattern { get; } = pattern;

    /// <summary>The cursor that the page before ended with; empty means from the start.</summary>
    public ReadOnlySpan<byte> After { get; } = after;

    /// <summary>Most groups wanted; 0 means <see cref="Limits.PageDefault"/>, more than <see cref="Limits.PageMax"/> means that.</summary>
    public ushort Limit { get; } = limit;

    public static GroupsRequest Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> pattern = reader.RawString("pattern");
        ReadOnlySpan<byte> after = reader.CheckedString("after", Limits.TargetLength);
        return new(pattern, after, reader.U16("limit"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(Pattern);
        writer.String(After);
        writer.U16(Limit);
    }
}

/// <summary>One group of the account.</summary>
/// <param name="Name">With <c>#</c> before it.</param>
/// <param name="Owner">Its owner's name.</param>
/// <param name="Members">How many there are, the owner among them.</param>
public sealed record ListedGroup(string Name, string Owner, uint Members);

/// <summary>The answer to GROUPS (PROTOCOL.md §5.28).</summary>
/// <param name="Groups">Sorted by name without regard to case.</param>
/// <param name="Next">The cursor for the next page; empty when this was the last.</param>
public sealed record GroupsAnswer(IReadOnlyList<ListedGroup> Groups, string Next) : IWireMessage<GroupsAnswer>
{
    private const int SmallestItem = 2 + 2 + 4;

    public static GroupsAnswer Read(scoped ref FieldReader reader)
    {
        var groups = new ListedGroup[reader.Count("count", Limits.PageMax, SmallestItem)];
        for (int i = 0; i < groups.Length; i++)
        {
            reader.Item("groups", i);
            string name = reader.String("name", Limits.TargetLength);
            string owner = reader.String("owner", Limits.NameLength);
            groups[i] = new(name, owner, reader.U32("members"));
        }
        reader.Item("groups", -1);
        return new(groups, reader.String("next", Limits.TargetLength));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U16((ushort)Groups.Count);
        foreach (ListedGroup group in Groups)
        {
            writer.String(group.Name);
            writer.String(group.Owner);
            writer.U32(group.Members);
        }
        writer.String(Next);
    }
}
