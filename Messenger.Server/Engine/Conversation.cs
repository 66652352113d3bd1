namespace Messenger.Server.Engine;

/// <summary>A pair of accounts that have written to each other; the one with the lower number first.</summary>
internal sealed record Conversation(long Id, Account First, Account Second)
{
    /// <summary>The one that is not the sender.</summary>
    public Account Other(Account sender) => sender == First ? Second : First;
}
