namespace Messenger.Server.Engine;

/// <summary>What a terminal takes beyond the messages of others. The bits are those of the wire's capabilities (PROTOCOL.md §5.1).</summary>
[Flags]
internal enum TerminalFeatures
{
    None = 0,

    /// <summary>Copies of what the account's other terminals send, and changes of messages.</summary>
    Copies = 1,

    /// <summary>What became of the account's own messages.</summary>
    Receipts = 2,

    /// <summary>Who comes and goes.</summary>
    Presence = 4,
}
