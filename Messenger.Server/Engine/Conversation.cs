namespace Messenger.Server.Engine;

/// <summary>A pair of accounts that have written to each other; the one with the lower number first.</summary>
internal sealed record Conversation(long Id, Account First, Account Second)
{
    /// <summary>The one that is not the sender.</summary>
    /// <summary>Lets both accounts know it. Only for the engine's turn.</summary>
    public void Remember()
    {
        First.Conversations[Second.Id] = this;
        Second.Conversations[First.Id] = this;
    }

    /// <summary>It could not be stored. Only for the engine's turn.</summary>
    public void Forget()
    {
        First.Conversations.Remove(Second.Id);
        Second.Conversations.Remove(First.Id);
    }

    public Account Other(Account sender) => sender == First ? Second : First;
}
