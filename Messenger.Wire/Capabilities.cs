namespace Messenger.Wire;

/// <summary>
/// What a client takes beyond the least that version 1 asks of it (PROTOCOL.md §5.1). In force on a connection when HELLO and
/// HELLO_ANSWER both have the bit.
/// </summary>
[Flags]
public enum Capabilities : uint
{
    None = 0,

    /// <summary>Copies of what the account's other terminals send, and CHANGED.</summary>
    Conversations = 1,

    /// <summary>RECEIPT.</summary>
    Receipts = 2,

    /// <summary>PRESENCE.</summary>
    Presence = 4,

    All = Conversations | Receipts | Presence,
}
