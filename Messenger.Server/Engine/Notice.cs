namespace Messenger.Server.Engine;

/// <summary>
/// Something a terminal is told at once or never: it carries state that can be asked for, so a terminal that was cut off asks again.
/// </summary>
internal abstract record Notice;

/// <summary>A message of the account was confirmed by a recipient.</summary>
internal sealed record DeliveredNotice(Message Message, Account By) : Notice;

/// <summary>A recipient has read a conversation.</summary>
/// <param name="Number">Of the account's newest message that this covers.</param>
/// <param name="Id">The account's own id of it.</param>
/// <param name="Where">The recipient, or the group.</param>
/// <param name="By">Who has read.</param>
internal sealed record ReadNotice(ulong Number, Guid Id, Target Where, Account By) : Notice;

/// <summary>Another terminal of the account has read a conversation.</summary>
internal sealed record ReadUpToNotice(Target Where, ulong Number) : Notice;

/// <summary>Somebody came or went.</summary>
/// <param name="Who">Somebody the account shares a conversation with.</param>
/// <param name="Online">At least one terminal is connected.</param>
/// <param name="LastSeen">When the last one was cut off, milliseconds since 1970-01-01 UTC; 0 while online, or when not known.</param>
internal sealed record PresenceNotice(Account Who, bool Online, long LastSeen) : Notice;

/// <summary>What happened to a group. The numbers are those of the wire (PROTOCOL.md §6.8).</summary>
internal enum GroupChange : byte
{
    None = 0,

    /// <summary>The one who is told is in it from now on.</summary>
    Joined = 1,
    Members = 2,
    Renamed = 3,
    Owner = 4,

    /// <summary>The one who is told is in it no more.</summary>
    Left = 5,
    Deleted = 6,
}

/// <summary>A group changed.</summary>
/// <param name="Change">How.</param>
/// <param name="State">What it is now.</param>
/// <param name="OldName">What it was called, when that changed; else empty.</param>
/// <param name="By">Who did it; null when it was the server.</param>
internal sealed record GroupNotice(GroupChange Change, GroupState State, string OldName, Account? By) : Notice;
