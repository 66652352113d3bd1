namespace Messenger.Server.Engine;

/// <summary>What a terminal is handed and confirms by its number: a message, or the change of one.</summary>
internal abstract class Delivery(ulong number)
{
    /// <summary>The server's number: unique in the store, rising in the order in which everything was committed.</summary>
    public ulong Number { get; } = number;
}
