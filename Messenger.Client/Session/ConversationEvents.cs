using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// A message was edited or taken back. Show it, then call <see cref="MessengerSession.MarkShown"/> with <paramref name="Number"/>. Comes once
/// in a session's life. Needs <see cref="Capabilities.Conversations"/>.
/// </summary>
/// <param name="Number">The change's own: what confirming names.</param>
/// <param name="Message">Of the message that changed.</param>
/// <param name="Id">The sender's id of the message.</param>
/// <param name="From">The sender's name.</param>
/// <param name="To">The recipient's name, or the group's with <c>#</c> before it.</param>
/// <param name="Text">The new text, to be made safe before showing; null when the message was taken back.</param>
/// <param name="At">When it was changed, UTC.</param>
/// <param name="Own">Another terminal of this account changed its own message.</param>
public sealed record MessageChanged(
    ulong Number, ulong Message, Guid Id, string From, string To, string? Text, DateTimeOffset At, bool Own) : SessionEvent;

/// <summary>
/// Something that can be asked for has changed. Not repeated after a cut connection, and dropped (<see cref="NoticesMissed"/>) while very many
/// events wait: who needs it exactly asks again then.
/// </summary>
public abstract record Notice : SessionEvent;

/// <summary>Another terminal of the account showed some of what waits; this is what is left.</summary>
public sealed record UnreadChanged(Undelivered Undelivered) : Notice;

/// <summary>Somebody has confirmed or read what this account sent. Needs <see cref="Capabilities.Receipts"/>.</summary>
/// <param name="State">Which of the two.</param>
/// <param name="Id">This account's id of the message; of the newest one that is covered when it was read.</param>
/// <param name="Number">Its number. When it was read, so was every own message of the conversation up to it.</param>
/// <param name="To">The conversation: the recipient's name, or the group's with <c>#</c> before it.</param>
/// <param name="By">Who.</param>
public sealed record ReceiptReceived(ReceiptState State, Guid Id, ulong Number, string To, string By) : Notice;

/// <summary>Another terminal of the account has read a conversation.</summary>
/// <param name="With">The other's name, or the group's with <c>#</c> before it.</param>
/// <param name="UpTo">The number of the last message that was read.</param>
public sealed record ReadElsewhere(string With, ulong UpTo) : Notice;

/// <summary>Somebody with whom this account shares a conversation came or went. Needs <see cref="Capabilities.Presence"/>.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Online">Somebody is logged in to that account.</param>
/// <param name="LastSeen">When it was last online, UTC; null when it is, or when that is not known.</param>
public sealed record PresenceChanged(string Name, bool Online, DateTimeOffset? LastSeen) : Notice;

/// <summary>A group that this account is in, or was in until now, is not as it was.</summary>
/// <param name="Change">What happened; with a number unknown here, ask for the groups again.</param>
/// <param name="Name">Its present name, with <c>#</c> before it.</param>
/// <param name="OldName">The one before; empty unless it was renamed.</param>
/// <param name="By">Who did it; empty when nobody did, as when an account was deleted.</param>
/// <param name="Owner">Its owner now; empty when it is gone.</param>
/// <param name="Members">How many it has now.</param>
public sealed record GroupChanged(GroupChange Change, string Name, string OldName, string By, string Owner, int Members) : Notice;

/// <summary>So many events waited that notices were dropped: groups, presence, marks and counts may be others than the events told.</summary>
public sealed record NoticesMissed : SessionEvent;
