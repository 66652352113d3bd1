using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>What happened to a group (PROTOCOL.md §6.8). A client asks GROUPS again when it meets another number.</summary>
public enum GroupChange : byte
{
    None = 0,

    /// <summary>It was created with this account in it, or this account was added.</summary>
    Joined = 1,

    /// <summary>Others were added, were removed, or left.</summary>
    Members = 2,

    Renamed = 3,
    Owner = 4,

    /// <summary>This account was removed or left.</summary>
    Out = 5,

    Deleted = 6,
}

/// <summary>GROUP_CHANGED, a push: a group that this account is in, or was in until now, is not as it was (PROTOCOL.md §6.8).</summary>
/// <param name="Change">What happened.</param>
/// <param name="Name">Its present name, with <c>#</c> before it.</param>
/// <param name="OldName">The one before, with <c>#</c> before it; empty unless it was renamed.</param>
/// <param name="By">Who did it; empty when nobody did, as when an account was deleted.</param>
/// <param name="Owner">Its owner now; when it is gone, who was it last.</param>
/// <param name="Members">How many members it has now.</param>
public sealed record GroupChangedPush(GroupChange Change, string Name, string OldName, string By, string Owner, uint Members)
    : IWireMessage<GroupChangedPush>
{
    public static GroupChangedPush Read(scoped ref FieldReader reader)
    {
        var change = (GroupChange)reader.U8("change", FieldKind.Choice);
        string name = reader.String("name", Limits.TargetLength);
        string oldName = reader.String("old_name", Limits.TargetLength);
        string by = reader.String("by", Limits.NameLength);
        string owner = reader.String("owner", Limits.NameLength);
        return new(change, name, oldName, by, owner, reader.U32("members"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U8((byte)Change);
        writer.String(Name);
        writer.String(OldName);
        writer.String(By);
        writer.String(Owner);
        writer.U32(Members);
    }
}
