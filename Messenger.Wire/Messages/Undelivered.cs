using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>How many messages of one sender (or, with <c>#</c> before the name, one group) wait.</summary>
/// <param name="From">The sender's name.</param>
/// <param name="Deleted">The sender's account is gone.</param>
/// <param name="Count">How many wait; at least 1.</param>
public sealed record UndeliveredFrom(string From, bool Deleted, uint Count);

/// <summary>
/// How many messages wait, and from whom (PROTOCOL.md §5.13): the body of UNREAD's answer and of UNREAD_CHANGED, and the end of
/// SESSION_OPENED. Names at most <see cref="Limits.SendersNamed"/> senders, those with most first; the total counts all.
/// </summary>
public sealed record Undelivered(uint Total, uint Senders, IReadOnlyList<UndeliveredFrom> From) : IWireMessage<Undelivered>
{
    private const byte DeletedFlag = 1;
    private const int SmallestItem = 2 + 1 + 4;

    public static Undelivered None { get; } = new(0, 0, []);

    public static Undelivered Read(scoped ref FieldReader reader)
    {
        uint total = reader.U32("total");
        uint senders = reader.U32("senders");
        int count = reader.Count("count", Limits.SendersNamed, SmallestItem);
        var from = new UndeliveredFrom[count];
        for (int i = 0; i < count; i++)
        {
            reader.Item("from", i);
            string name = reader.String("name", Limits.TargetLength);
            byte flags = reader.Flags("flags", DeletedFlag);
            from[i] = new UndeliveredFrom(name, (flags & DeletedFlag) != 0, reader.U32("messages"));
        }
        reader.Item("from", -1);
        return new(total, senders, from);
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U32(Total);
        writer.U32(Senders);
        writer.U16((ushort)From.Count);
        foreach (UndeliveredFrom item in From)
        {
            writer.String(item.From);
            writer.U8(item.Deleted ? DeletedFlag : (byte)0);
            writer.U32(item.Count);
        }
    }
}
