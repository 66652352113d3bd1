using Messenger.Client.Terminal;

namespace Messenger.Client.Chat.Model;

/// <summary>How much of its history is here.</summary>
internal enum PastState
{
    /// <summary>Nothing was asked for yet.</summary>
    Unknown,

    /// <summary>A page is on its way.</summary>
    Loading,

    /// <summary>There is more, see <see cref="Conversation.OlderThan"/>.</summary>
    HasOlder,

    /// <summary>There is more, and it could not be had; not asked for again by itself.</summary>
    Failed,

    /// <summary>All of it is here, or has been.</summary>
    Whole,
}

/// <summary>A pair of accounts, or a group, as this terminal sees it. Owned by the screen's loop.</summary>
internal sealed class Conversation
{
    /// <summary>More are not counted.</summary>
    private const int MostGivenUp = 10_000;

    private readonly SortedSet<ulong> _unseen = [];
    private readonly SortedSet<ulong> _givenUp = [];
    private ulong _uncountedBefore;

    /// <param name="name">The other's name, or the group's with <c>#</c> before it.</param>
    /// <param name="layout">Lays out what is said.</param>
    public Conversation(string name, ItemLayout layout)
    {
        Name = name;
        Timeline = new Timeline(layout) { IsAtRest = true, Forgotten = LoseOlder };
    }

    public string Name { get; set; }

    public bool IsGroup => Name.StartsWith('#');

    public Timeline Timeline { get; }

    /// <summary>What is being typed: each conversation has its own.</summary>
    public Editor Draft { get; } = new(multiLine: true);

    /// <summary>A group that this account is not in any more.</summary>
    public bool IsLeft { get; set; }

    /// <summary>Own messages in it that were refused.</summary>
    public int Failures { get; set; }

    /// <summary>Somebody has looked at it since the login.</summary>
    public bool WasOpened { get; set; }

    /// <summary>The message to be shown once the page that is on its way is here; 0: none.</summary>
    public ulong Wanted { get; set; }

    /// <summary>Null: not known yet.</summary>
    public bool? IsOnline { get; set; }

    /// <summary>Whether it is there and online was asked for, or told.</summary>
    public bool IsKnown { get; set; }

    /// <summary>When the other was last online, UTC; null when it is, or that is not known.</summary>
    public DateTimeOffset? LastSeen { get; set; }

    /// <summary>The other account is gone.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>How many of the unseen ones have one's own name in them.</summary>
    public int Mentions { get; set; }

    /// <summary>It rings no bell.</summary>
    public bool IsMuted { get; set; }

    /// <summary>Of its newest message that is known of: by it the list is in order.</summary>
    public ulong Last { get; set; }

    /// <summary>The account's read position (PROTOCOL.md §8.8).</summary>
    public ulong ReadUpTo { get; set; }

    /// <summary>Messages that waited before this login and are shown once somebody looks.</summary>
    public int Held { get; set; }

    public bool IsReadingHeld { get; set; }

    public PastState Past { get; set; }

    /// <summary>
    /// So many unread messages are being loaded, to be shown from their beginning: until then nothing counts as seen. 0 when they are here.
    /// </summary>
    public int CatchingUp { get; set; }

    /// <summary>The number below which the next page of history begins; 0: from the newest.</summary>
    public ulong OlderThan { get; set; }

    /// <summary>Messages that were pushed and not drawn yet; they are confirmed when they are.</summary>
    public IReadOnlySet<ulong> Unseen => _unseen;

    public int Unread => Held + _unseen.Count + _givenUp.Count;

    /// <summary>More are unread than <see cref="Unread"/> says: the oldest were not counted.</summary>
    public bool IsMoreUnread => _uncountedBefore > 0;

    /// <summary>A message was pushed that nobody has seen.</summary>
    public void Came(ulong number) => _unseen.Add(number);

    /// <summary>It is confirmed although nobody has seen it.</summary>
    /// <returns>Whether it was still unseen.</returns>
    public bool GiveUp(ulong number)
    {
        if (!_unseen.Remove(number))
            return false;
        Missed(number);
        return true;
    }

    /// <summary>A message that is confirmed and was not seen, here or by an earlier run; history has it.</summary>
    public void Missed(ulong number)
    {
        if (_givenUp.Count < MostGivenUp && !_unseen.Contains(number))
            _givenUp.Add(number);
    }

    /// <summary>There may be more such messages with numbers below this one, which are not counted; 0: all are.</summary>
    public void CountedFrom(ulong number) => _uncountedBefore = number;

    /// <summary>It is not there to be seen any more.</summary>
    public bool Drop(ulong number) => _unseen.Remove(number);

    /// <summary>Everything up to here was seen, here or elsewhere.</summary>
    /// <returns>The numbers to confirm.</returns>
    public IReadOnlyList<ulong> SawUpTo(ulong number)
    {
        _givenUp.RemoveWhere(missed => missed <= number);
        if (number >= _uncountedBefore)
            _uncountedBefore = 0;
        if (_unseen.Count == 0 || _unseen.Min > number)
            return [];
        ulong[] seen = [.. _unseen.TakeWhile(unseen => unseen <= number)];
        foreach (ulong one in seen)
            _unseen.Remove(one);
        return seen;
    }

    private void LoseOlder(ulong oldest)
    {
        if (Past is PastState.HasOlder or PastState.Whole)
            (Past, OlderThan) = (PastState.HasOlder, oldest);
    }
}
