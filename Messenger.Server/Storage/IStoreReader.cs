using Messenger.Server.Engine;
using Messenger.Server.Security;

namespace Messenger.Server.Storage;

/// <summary>An account as the store has it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">As registered.</param>
/// <param name="Password">Null when it is deleted.</param>
/// <param name="ConfirmedUpTo">Its low-water mark.</param>
/// <param name="Confirmed">Runs of confirmed numbers above that.</param>
/// <param name="LastSeen">When its last terminal was cut off, milliseconds since 1970-01-01 UTC; 0 when not known.</param>
/// <param name="ShowsReads">Others are told what it has read.</param>
internal sealed record StoredAccount(
    long Id, string Name, PasswordRecord? Password, ulong ConfirmedUpTo, IEnumerable<ConfirmedRuns.Run> Confirmed, long LastSeen, bool ShowsReads);

/// <summary>A login as the store has it.</summary>
internal sealed record StoredSession(TokenHash Token, long Account, ulong HeldUpTo, DateTimeOffset LastUsed, bool Attached, string Address);

/// <summary>A group as the store has it, without its members.</summary>
internal sealed record StoredGroup(long Id, string Name, long Owner, long CreatedAt, bool Ended);

/// <summary>One who is or was in a group.</summary>
/// <param name="Group">Which group.</param>
/// <param name="Account">Who.</param>
/// <param name="Position">In the order of joining.</param>
/// <param name="JoinedAfter">Messages with higher numbers are the member's.</param>
/// <param name="CountBefore">How many messages the group had by then.</param>
/// <param name="LeftAfter">Messages up to this number are the member's; null while in it.</param>
internal sealed record StoredMember(long Group, long Account, long Position, ulong JoinedAfter, long CountBefore, ulong? LeftAfter);

/// <summary>What a conversation's messages add up to.</summary>
internal readonly record struct Tally(ulong Last, long LastAt, long Count);

/// <summary>
/// Takes what a store kept: accounts, then groups and conversations, then members, then the rest in any order, then messages in rising
/// order, then the end.
/// </summary>
internal interface IStoreReader
{
    void Account(StoredAccount account);

    void Group(StoredGroup group, long conversation, Tally tally);

    void Conversation(long id, long first, long second, int wrote, Tally tally);

    void Member(StoredMember member);

    void Session(StoredSession session);

    void ReadMark(long account, long conversation, ulong number);

    void Blocked(long account, long other);

    /// <summary>Whether one of its recipients has yet to confirm it; the message is asked for only then.</summary>
    bool Wants(ulong number, long sender, long conversation);

    void Message(in StoredMessage message);

    /// <returns>The lowest number that waits for anybody; one above the last when none does.</returns>
    ulong End(ulong lastNumber);
}
