using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>The answer to DELETE_PREVIEW: what deleting the account would lose (PROTOCOL.md §5.8).</summary>
/// <param name="Undelivered">Messages that wait, by sender.</param>
/// <param name="GroupsOwned">Groups that would be handed over, each with <c>#</c> before its name.</param>
public sealed record DeletePreviewAnswer(Undelivered Undelivered, IReadOnlyList<string> GroupsOwned) : IWireMessage<DeletePreviewAnswer>
{
    private const int SmallestItem = 2;

    public static DeletePreviewAnswer Read(scoped ref FieldReader reader)
    {
        Undelivered undelivered = Undelivered.Read(ref reader);
        int count = reader.Count("groups", Limits.PageMax, SmallestItem);
        string[] groups = new string[count];
        for (int i = 0; i < count; i++)
        {
            reader.Item("group", i);
            groups[i] = reader.String("name", Limits.TargetLength);
        }
        reader.Item("group", -1);
        return new(undelivered, groups);
    }

    public void Write(ref FieldWriter writer)
    {
        Undelivered.Write(ref writer);
        writer.U16((ushort)GroupsOwned.Count);
        foreach (string group in GroupsOwned)
            writer.String(group);
    }
}
