using Messenger.Client.Session;
using Messenger.Wire;

namespace Messenger.Client.Json;

/// <summary>Writes what was not asked for. Called for one event at a time.</summary>
/// <param name="session">Where messages are marked as shown.</param>
/// <param name="output">Where they are shown.</param>
/// <param name="shown">Takes what waits for a manual confirmation; null when a line that was written counts as shown.</param>
internal sealed class JsonEvents(MessengerSession session, JsonOutput output, ShownMessages? shown)
{
    public void Show(SessionEvent happened)
    {
        switch (happened)
        {
            case MessageReceived message:
                // Noted first: its confirmation may be on stdin before the write returns.
                shown?.Add(message.Id, message.Number);
                output.Message(message);
                if (shown is null)
                    session.MarkShown(message.Number);
                break;
            case UnreadChanged changed:
                output.Unread(changed.Undelivered);
                break;
            case Connected connected:
                output.Write("connected", null, json =>
                {
                    json.WriteString("server", connected.Server);
                    json.WriteNumber("protocol", connected.Protocol);
                    json.WriteBoolean("tls", connected.Tls);
                    if (connected.Fingerprint is not null)
                        json.WriteString("fingerprint", connected.Fingerprint);
                });
                break;
            case Disconnected disconnected:
                output.Write("disconnected", null, json =>
                {
                    json.WriteString("reason", disconnected.Reason);
                    json.WriteString("message", disconnected.Message);
                });
                break;
            case Reconnected reconnected:
                output.Write("reconnected", null, json => json.WriteBoolean("loggedIn", reconnected.LoggedIn));
                // Too long away: what waits is held anew.
                if (reconnected is { LoggedIn: true, Resumed: false, Held: { } held })
                    output.Unread(held);
                break;
            case LoginLost { Code: ErrorCode.BadCredentials } lost:
                output.Error(null, ErrorCode.NotLoggedIn, lost.Message);
                break;
        }
    }
}
