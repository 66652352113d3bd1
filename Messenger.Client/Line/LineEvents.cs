using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Wire;

namespace Messenger.Client.Line;

/// <summary>Prints what was not asked for, one line an event. Called for one event at a time.</summary>
internal sealed class LineEvents(MessengerSession session, ILineConsole console, NameBook names, TimeProvider time)
{
    public void Show(SessionEvent happened)
    {
        switch (happened)
        {
            case MessageReceived message:
                names.Add(message.From);
                console.Print(Wording.Message(message, time.GetUtcNow(), time.LocalTimeZone));
                session.MarkShown(message.Number);
                break;
            case UnreadChanged changed:
                console.Print(Wording.Undelivered(changed.Undelivered));
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
                console.Print($"connected again as {session.Account}");
                break;
            case Reconnected { LoggedIn: true, Held: { } held }:
                console.Print($"connected again as {session.Account}; {Wording.Undelivered(held)}{(held.Total > 0 ? " (/read shows them)" : "")}");
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

    /// <summary>A server that stops asks for patience; what becomes of it is said by us.</summary>
    private static string Reason(Disconnected lost) =>
        lost.Reason == ErrorCode.ShuttingDown.Word() ? "the server is shutting down" : SafeText.Line(lost.Message);
}
