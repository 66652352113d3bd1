namespace Messenger.Tools.Doors;

// What every door answers, in the same types, so that whoever uses a door need not know which one it is.

/// <param name="Number">The server's, for confirmations.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Delivered">It was handed to a connected terminal.</param>
/// <param name="Duplicate">It had been stored before.</param>
internal sealed record DoorSent(ulong Number, DateTimeOffset At, bool Delivered, bool Duplicate);

/// <summary>A message, wherever one is shown.</summary>
internal sealed record DoorMessage(Guid Id, ulong Number, string From, string To, string Text, DateTimeOffset At)
{
    /// <summary>In an event: it had waited. What a stream brings again may have.</summary>
    public bool Queued { get; init; }
}

/// <summary>Somebody in the directory.</summary>
internal sealed record DoorAccount(string Name, bool Online);

/// <param name="Accounts">In the order of their names.</param>
/// <param name="Next">What the next page is asked with; empty when this was the last.</param>
internal sealed record DoorDirectory(IReadOnlyList<DoorAccount> Accounts, string Next);

/// <param name="Messages">Oldest first.</param>
/// <param name="Left">How many more wait.</param>
internal sealed record DoorFetched(IReadOnlyList<DoorMessage> Messages, long Left);

/// <param name="Messages">Oldest first.</param>
/// <param name="Next">What the page before is asked with; 0 when this was the first.</param>
internal sealed record DoorHistory(IReadOnlyList<DoorMessage> Messages, ulong Next);
