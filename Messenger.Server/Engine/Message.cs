namespace Messenger.Server.Engine;

/// <summary>One stored message. Never changes; shared by every queue that refers to it, so that its body is held once.</summary>
internal sealed class Message(ulong number, Guid id, Account sender, Conversation conversation, long at, byte[] text)
{
    /// <summary>The server's number: unique in the store, rising in the order in which messages were committed.</summary>
    public ulong Number { get; } = number;

    /// <summary>The sender's id; unique among the messages of that sender only.</summary>
    public Guid Id { get; } = id;

    public Account Sender { get; } = sender;

    public Conversation Conversation { get; } = conversation;

    public Account Recipient { get; } = conversation.Other(sender);

    /// <summary>When it was stored, milliseconds since 1970-01-01 UTC. For people; orders nothing.</summary>
    public long At { get; } = at;

    public byte[] Text { get; } = text;
}
