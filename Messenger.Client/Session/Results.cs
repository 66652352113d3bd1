using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>A login or registration succeeded.</summary>
/// <param name="Name">The account's name as registered.</param>
/// <param name="Held">What waits and is shown only by <see cref="MessengerSession.ReadAsync"/>.</param>
/// <param name="ReadMarks">Others are told what this account has read.</param>
/// <param name="Keep">For how long delivered messages are kept in history; null: for ever.</param>
public sealed record LoginResult(string Name, Undelivered Held, bool ReadMarks, TimeSpan? Keep)
{
    internal static LoginResult Of(SessionOpened opened) => new(opened.Name, opened.Held, opened.ReadMarks, KeepOf(opened));

    internal static TimeSpan? KeepOf(SessionOpened opened) => opened.Keep is 0 ? null : TimeSpan.FromSeconds(opened.Keep);
}

/// <summary>A message is stored.</summary>
/// <param name="Id">Its id, as given or made by the session.</param>
/// <param name="Delivered">The recipient had a live session and it was handed to that; otherwise it waits for the recipient.</param>
/// <param name="Duplicate">It had been stored before, under this id.</param>
/// <param name="At">When it was stored, UTC.</param>
/// <param name="Number">The server's number of it.</param>
public sealed record SendResult(Guid Id, bool Delivered, bool Duplicate, DateTimeOffset At, ulong Number);

/// <summary>A message is in the outbox, on disk if that is where it is kept.</summary>
/// <param name="Id">Its id, as given or made by the session.</param>
/// <param name="Answer">What became of it: as <see cref="MessengerSession.SendAsync"/>.</param>
public sealed record QueuedSend(Guid Id, Task<SendResult> Answer);

/// <summary>What was asked for with READ has been pushed.</summary>
/// <param name="Count">How many messages the server pushed; of these, repeats of what the session had before are not shown again.</param>
/// <param name="Left">How many are still held.</param>
/// <param name="EventsBefore">How many events had gone into <see cref="MessengerSession.Events"/> when the answer came: the messages are among these.</param>
public sealed record ReadResult(long Count, long Left, long EventsBefore);
