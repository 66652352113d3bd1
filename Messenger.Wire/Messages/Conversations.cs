using System.Globalization;
using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>CONVERSATIONS: a page of those that the account has, newest first (PROTOCOL.md §5.20).</summary>
/// <param name="before">The <c>next</c> of the page before; 0: from the newest.</param>
/// <param name="count">Most wanted; 0 means <see cref="Limits.PageDefault"/>, more than <see cref="Limits.PageMax"/> means that.</param>
public readonly struct ConversationsRequest(ulong before, ushort count) : IWireMessage<ConversationsRequest>
{
    public ulong Before { get; } = before;

    public ushort Count { get; } = count;

    public static ConversationsRequest Read(scoped ref FieldReader reader)
    {
        ulong before = reader.U64("before");
        return new(before, reader.U16("count"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U64(Before);
        writer.U16(Count);
    }
}

/// <summary>One conversation of the account (PROTOCOL.md §5.20).</summary>
/// <param name="Name">The other account's, or the group's with <c>#</c> before it.</param>
/// <param name="Online">Someone is logged in to the other account.</param>
/// <param name="Deleted">The other account is gone.</param>
/// <param name="LastSeen">When the other account was last online, milliseconds since 1970-01-01 UTC; 0 when unknown, online, or a group.</param>
/// <param name="Last">The number of its newest message; 0 when it has none.</param>
/// <param name="LastAt">When that was stored, milliseconds since 1970-01-01 UTC; 0 when it has none.</param>
/// <param name="Undelivered">How many of its messages wait for the account.</param>
/// <param name="ReadUpTo">How far the account has read; 0 when it has not.</param>
public sealed record ListedConversation(
    string Name, bool Online, bool Deleted, ulong LastSeen, ulong Last, ulong LastAt, uint Undelivered, ulong ReadUpTo)
{
    /// <summary>With <see cref="Deleted"/>: what HISTORY, MARK_READ and <c>in:</c> of FIND take, as somebody else may have the name (PROTOCOL.md §5.15).</summary>
    public string GoneName => string.Create(CultureInfo.InvariantCulture, $"!{Last}");
}

/// <summary>The answer to CONVERSATIONS (PROTOCOL.md §5.20).</summary>
/// <param name="Conversations">That with the newest message first.</param>
/// <param name="Next">The <c>before</c> of the next page; 0 when there is none.</param>
public sealed record ConversationsAnswer(IReadOnlyList<ListedConversation> Conversations, ulong Next) : IWireMessage<ConversationsAnswer>
{
    private const byte OnlineFlag = 1;
    private const byte DeletedFlag = 2;
    private const int SmallestItem = 2 + 1 + 8 + 8 + 8 + 4 + 8;

    public static ConversationsAnswer Read(scoped ref FieldReader reader)
    {
        var conversations = new ListedConversation[reader.Count("count", Limits.PageMax, SmallestItem)];
        for (int i = 0; i < conversations.Length; i++)
        {
            reader.Item("conversations", i);
            string name = reader.String("name", Limits.TargetLength);
            byte flags = reader.Flags("flags", OnlineFlag | DeletedFlag);
            ulong lastSeen = reader.Time("last_seen");
            ulong last = reader.U64("last");
            ulong lastAt = reader.Time("last_at");
            uint undelivered = reader.U32("undelivered");
            ulong readUpTo = reader.U64("read_up_to");
            conversations[i] = new(name, (flags & OnlineFlag) != 0, (flags & DeletedFlag) != 0, lastSeen, last, lastAt, undelivered, readUpTo);
        }
        reader.Item("conversations", -1);
        return new(conversations, reader.U64("next"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U16((ushort)Conversations.Count);
        foreach (ListedConversation conversation in Conversations)
        {
            writer.String(conversation.Name);
            writer.U8((byte)((conversation.Online ? OnlineFlag : 0) | (conversation.Deleted ? DeletedFlag : 0)));
            writer.U64(conversation.LastSeen);
            writer.U64(conversation.Last);
            writer.U64(conversation.LastAt);
            writer.U32(conversation.Undelivered);
            writer.U64(conversation.ReadUpTo);
        }
        writer.U64(Next);
    }
}
