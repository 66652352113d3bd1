using System.Globalization;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Json;

/// <summary>Writes what was not asked for. Called for one event at a time.</summary>
/// <param name="session">Where messages are marked as shown.</param>
/// <param name="output">Where they are shown.</param>
/// <param name="known">Takes note of what was shown.</param>
/// <param name="sends">Behind whose answers receipts are told.</param>
/// <param name="shown">Takes what waits for a manual confirmation; null when a line that was written counts as shown.</param>
internal sealed class JsonEvents(
    MessengerSession session, JsonOutput output, KnownMessages known, JsonSends sends, ShownMessages? shown)
{
    public void Show(SessionEvent happened)
    {
        switch (happened)
        {
            case MessageReceived message:
                // Noted first: its confirmation may be on stdin before the write returns.
                shown?.Add(message.Id, message.Number);
                known.Add(message.Id, message.Number, message.Own || message.To.StartsWith('#') ? message.To : message.From, message.Own);
                output.Message(message);
                if (shown is null)
                    session.MarkShown(message.Number);
                break;
            case MessageChanged changed:
                Changed(changed);
                // Also where a bot confirms by itself: it names messages, and what became of one can be asked for.
                session.MarkShown(changed.Number);
                break;
            case Notice notice:
                Show(notice);
                break;
            case NoticesMissed:
                output.Write("missed");
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
                output.Write("reconnected", null, json =>
                {
                    json.WriteBoolean("loggedIn", reconnected.LoggedIn);
                    json.WriteBoolean("resumed", reconnected.Resumed);
                });
                // Too long away: what waits is held anew.
                if (reconnected is { LoggedIn: true, Resumed: false, Held: { } held })
                    output.Unread(held);
                break;
            case LoginLost { Code: ErrorCode.BadCredentials } lost:
                // A server that does not know the login may have another store, with other numbers.
                known.Forget();
                output.Error(null, ErrorCode.NotLoggedIn, lost.Message);
                break;
        }
    }

    private void Show(Notice notice)
    {
        switch (notice)
        {
            case UnreadChanged changed:
                output.Unread(changed.Undelivered);
                break;
            case ReceiptReceived receipt:
                sends.TellBehind(receipt.Id, () => Receipt(receipt));
                break;
            case ReadElsewhere read:
                output.Write("read-up-to", null, json =>
                {
                    json.WriteString("with", read.With);
                    json.WriteString("upTo", read.UpTo.ToString(CultureInfo.InvariantCulture));
                });
                break;
            case PresenceChanged presence:
                output.Write("presence", null, json =>
                {
                    json.WriteString("name", presence.Name);
                    json.WriteBoolean("online", presence.Online);
                    if (presence.LastSeen is { } lastSeen)
                        json.WriteString("lastSeen", JsonOutput.Time(lastSeen));
                });
                break;
            case GroupChanged group:
                Group(group);
                break;
        }
    }

    private void Changed(MessageChanged changed) => output.Write(changed.Text is null ? "unsent" : "edited", null, json =>
    {
        json.WriteString("id", changed.Id);
        json.WriteString("from", changed.From);
        json.WriteString("to", changed.To);
        if (changed.Text is not null)
            json.WriteString("text", changed.Text);
        json.WriteString("at", JsonOutput.Time(changed.At));
        if (changed.Own)
            json.WriteBoolean("own", true);
    });

    private void Receipt(ReceiptReceived receipt)
    {
        bool isRead = receipt.State is ReceiptState.Read;
        foreach (Guid id in isRead ? known.NewlyRead(receipt) : [receipt.Id])
        {
            output.Write("receipt", null, json =>
            {
                json.WriteString("id", id);
                json.WriteString("state", isRead ? "read" : "delivered");
                json.WriteString("by", receipt.By);
                json.WriteString("to", receipt.To);
            });
        }
    }

    private void Group(GroupChanged group)
    {
        if (group.OldName.Length > 0)
            known.Rename(group.OldName, group.Name);
        output.Write("group", null, json =>
        {
            json.WriteString("name", group.Name);
            json.WriteString("change", group.Change switch
            {
                GroupChange.Joined => "joined",
                GroupChange.Members => "members",
                GroupChange.Renamed => "renamed",
                GroupChange.Owner => "owner",
                GroupChange.Out => "out",
                GroupChange.Deleted => "deleted",
                _ => "other",
            });
            if (group.OldName.Length > 0)
                json.WriteString("oldName", group.OldName);
            if (group.By.Length > 0)
                json.WriteString("by", group.By);
            if (group.Owner.Length > 0)
                json.WriteString("owner", group.Owner);
            json.WriteNumber("memberCount", group.Members);
        });
    }
}
