namespace Messenger.Server.Engine;

/// <summary>What a terminal is handed and confirms by its number: a message, or the change of one.</summary>
internal abstract class Delivery(ulong number)
{
    /// <summary>The server's number: unique in the store, rising in the order in which everything was committed.</summary>
    public ulong Number { get; } = number;

    /// <summary>Bytes of its text.</summary>
    public abstract int Bytes { get; }

    /// <summary>Hands it to a terminal, if that has room.</summary>
    /// <param name="terminal">Of one of the account's sessions; called under the account's gate.</param>
    /// <param name="account">Whose terminal that is.</param>
    /// <param name="heldUpTo">What has a number up to this was held when the terminal logged in, and is said to be queued.</param>
    public abstract bool TryHandTo(ITerminal terminal, Account account, ulong heldUpTo);
}
