using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire;

namespace Messenger.Client.Line;

/// <summary>Prints what was not asked for, one line an event. Called for one event at a time.</summary>
internal sealed class LineEvents(
    MessengerSession session, ILineConsole console, NameBook names, Addressees addressees, ReadMarker marker, GroupNotices groups, WallClock clock)
{
    public void Show(SessionEvent happened)
    {
        switch (happened)
        {
            case MessageReceived message:
                Show(message);
                break;
            case MessageChanged changed:
                console.Print(Wording.Change(changed, clock));
                session.MarkShown(changed.Number);
                break;
            case Notice notice:
                Show(notice);
                break;
            case Connected connected:
                console.Print($"connected to {SafeText.Line(session.Server)}, {(connected.Tls ? "encrypted" : "not encrypted")}");
                break;
            case Disconnected { Retrying: true } lost:
                console.Print($"disconnected: {Reason(lost)}; trying again, messages wait");
                break;
            case Disconnected ended:
                console.Print($"disconnected: {SafeText.Line(ended.Message)} ({ended.Reason}); /login NAME connects again");
                break;
            case Reconnected { LoggedIn: true, Resumed: true }:
                marker.GoOn();
                console.Print($"connected again as {session.Account}");
                break;
            case Reconnected { LoggedIn: true, Held: { } held }:
                marker.GoOn();
                console.Print($"connected again as {session.Account}; {Wording.Undelivered(held)} ({(held.Total > 0 ? "/read shows them, /history what else was said" : "/history shows what was said meanwhile")})");
                break;
            case Reconnected:
                console.Print("connected again");
                break;
            case LoginLost lost:
                console.Print(lost.FailedSends.Count == 0
                    ? $"no longer logged in: {SafeText.Line(lost.Message)}"
                    : $"no longer logged in: {SafeText.Line(lost.Message)}; {Wording.Count(lost.FailedSends.Count, "message")} not sent");
                if (lost.Code is ErrorCode.BadCredentials)
                    console.Print("/login NAME logs in again; if the account is gone: /register NAME");
                break;
        }
    }

    private void Show(MessageReceived message)
    {
        bool toGroup = message.To.StartsWith('#');
        names.Add(message.From);
        if (toGroup)
            names.Add(message.To);
        console.Print(Wording.Message(message, clock));
        session.MarkShown(message.Number);
        if (message.Own)
            addressees.Sent(message.To, message.Id);
        else
            marker.Shown(toGroup ? message.To : message.From, message.Number);
    }

    /// <summary>Receipts are not told of: /history has the marks.</summary>
    private void Show(Notice notice)
    {
        switch (notice)
        {
            case UnreadChanged changed:
                console.Print(Wording.Undelivered(changed.Undelivered));
                break;
            case PresenceChanged presence:
                names.Add(presence.Name);
                console.Print($"{SafeText.Line(presence.Name)} is {(presence.Online ? "online" : "offline")}");
                break;
            case GroupChanged change:
                groups.Show(change);
                break;
            case ReadElsewhere read:
                marker.ReadElsewhere(read.With, read.UpTo);
                break;
        }
    }

    /// <summary>A server that stops asks for patience; what becomes of it is said by us.</summary>
    private static string Reason(Disconnected lost) =>
        lost.Reason == ErrorCode.ShuttingDown.Word() ? "the server is shutting down" : SafeText.Line(lost.Message);
}
