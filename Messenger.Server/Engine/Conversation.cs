namespace Messenger.Server.Engine;

/// <summary>A pair of accounts of which one at least has written to the other; the one with the lower number first. Changed in the engine's turn only.</summary>
internal sealed class Conversation(long id, Account first, Account second)
{
    private const int FirstWrote = 1;
    private const int SecondWrote = 2;

    public long Id { get; } = id;

    public Account First { get; } = first;

    public Account Second { get; } = second;

    /// <summary>Who has written to the other: bit 0 the first, bit 1 the second.</summary>
    public int Wrote { get; set; }

    /// <summary>The one that is not the sender.</summary>
    public Account Other(Account sender) => sender == First ? Second : First;

    public bool HasWritten(Account account) => (Wrote & BitOf(account)) != 0;

    public void NoteWritten(Account sender) => Wrote |= BitOf(sender);

    /// <summary>Lets both accounts know it.</summary>
    public void Remember()
    {
        First.Conversations[Second.Id] = this;
        Second.Conversations[First.Id] = this;
    }

    /// <summary>It could not be stored.</summary>
    public void Forget()
    {
        First.Conversations.Remove(Second.Id);
        Second.Conversations.Remove(First.Id);
    }

    private int BitOf(Account account) => account == First ? FirstWrote : SecondWrote;
}
