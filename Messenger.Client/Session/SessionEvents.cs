using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>Something that happened without being asked for. All of a session's events come through one channel, in order.</summary>
public abstract record SessionEvent;

/// <summary>The first connection is up.</summary>
/// <param name="Server">Name and version of the server's program: its words, to be made safe before showing.</param>
/// <param name="Protocol">The version of the protocol both speak.</param>
/// <param name="Tls">Whether the connection is encrypted.</param>
/// <param name="Fingerprint">Of the server's key; null in plaintext.</param>
public sealed record Connected(string Server, byte Protocol, bool Tls, string? Fingerprint) : SessionEvent;

/// <summary>A message for this account. Show it, then call <see cref="MessengerSession.MarkShown"/>. Comes once in a session's life.</summary>
/// <param name="Number">What confirming names.</param>
/// <param name="Id">The sender's id of the message.</param>
/// <param name="From">The sender's name.</param>
/// <param name="To">The own name, or the group's with <c>#</c> before it.</param>
/// <param name="Text">As sent: to be made safe before showing.</param>
/// <param name="At">When the server stored it, UTC.</param>
/// <param name="Marks">Where it comes from and what has become of it.</param>
public sealed record MessageReceived(ulong Number, Guid Id, string From, string To, string Text, DateTimeOffset At, MessageMarks Marks) : SessionEvent
{
    /// <summary>It had waited and was asked for with <see cref="MessengerSession.ReadAsync"/>.</summary>
    public bool Queued => Marks.HasFlag(MessageMarks.Queued);

    /// <summary>The sender's account is gone; one of the same name is somebody else.</summary>
    public bool FromDeleted => Marks.HasFlag(MessageMarks.SenderDeleted);

    /// <summary>Another terminal of this account sent it.</summary>
    public bool Own => Marks.HasFlag(MessageMarks.Own);

    /// <summary>The text is not the first one.</summary>
    public bool Edited => Marks.HasFlag(MessageMarks.Edited);
}

/// <summary>The connection is gone.</summary>
/// <param name="Reason">A word: an error code's, or <c>connection-lost</c>.</param>
/// <param name="Message">For people.</param>
/// <param name="Retrying">Whether the session connects again by itself; if not, the next login or registration does.</param>
public sealed record Disconnected(string Reason, string Message, bool Retrying) : SessionEvent;

/// <summary>The connection is back.</summary>
/// <param name="LoggedIn">Whether the login came back with it; sends that were unanswered have been sent again, in order.</param>
/// <param name="Resumed">Nothing was missed. False after too long a time away: <paramref name="Held"/> waits to be read.</param>
/// <param name="Held">What waits, when <paramref name="LoggedIn"/>.</param>
/// <param name="ReadMarks">Others are told what this account has read.</param>
/// <param name="Keep">For how long delivered messages are kept in history; null: for ever.</param>
public sealed record Reconnected(bool LoggedIn, bool Resumed, Undelivered? Held, bool ReadMarks = false, TimeSpan? Keep = null) : SessionEvent
{
    internal static Reconnected Of(SessionOpened opened) =>
        new(LoggedIn: true, opened.Resumed, opened.Held, opened.ReadMarks, LoginResult.KeepOf(opened));
}

/// <summary>The account is no longer logged in here, without a logout.</summary>
/// <param name="Code">Why.</param>
/// <param name="Message">For people.</param>
/// <param name="FailedSends">Ids of the sends that were unanswered; their tasks fail with <see cref="ErrorCode.NotLoggedIn"/>.</param>
/// <param name="WaitingSends">With an outbox on disk, instead: their tasks fail alike, but they are sent after the next login of the account.</param>
public sealed record LoginLost(ErrorCode Code, string Message, IReadOnlyList<Guid> FailedSends, IReadOnlyList<Guid> WaitingSends) : SessionEvent;

/// <summary>A message that was taken up before this login, and waited in the outbox on disk, is stored.</summary>
/// <param name="Message">The message.</param>
/// <param name="Result">As <see cref="MessengerSession.SendAsync"/> gives it.</param>
public sealed record EarlierSent(UnsentMessage Message, SendResult Result) : SessionEvent;

/// <summary>A message that was taken up before this login, and waited in the outbox on disk, is refused for good and no longer there.</summary>
/// <param name="Message">The message.</param>
/// <param name="Code">Why; <see cref="ErrorCode.AccountDeleted"/> when the account that wrote it is gone.</param>
/// <param name="Reason">For people: a server's words, to be made safe before showing.</param>
public sealed record EarlierRefused(UnsentMessage Message, ErrorCode Code, string Reason) : SessionEvent;

/// <summary>Something about the outbox on disk that a person should know: another program has it, it cannot be kept, it was damaged.</summary>
/// <param name="Message">One sentence. <see cref="UnsentMessages.IsOnDisk"/> tells whether there is one now.</param>
public sealed record OutboxNotice(string Message) : SessionEvent;
