namespace Messenger.Client.Chat.Keeping;

/// <summary>What is kept here of one conversation.</summary>
/// <param name="Name">The other's name, or a group's with <c>#</c>. Case does not tell two apart.</param>
internal sealed record KeptConversation(string Name)
{
    /// <summary>What was typed and not sent; null when nothing was.</summary>
    public string? Draft { get; init; }

    public bool IsMuted { get; init; }

    /// <summary>The highest number that was read here and that the server may not have been told; 0 when there is none.</summary>
    public ulong ReadUpTo { get; init; }

    /// <summary>There is nothing to keep.</summary>
    internal bool IsNothing => Draft is null && !IsMuted && ReadUpTo == 0;
}
