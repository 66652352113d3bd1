using System.Text;
using Messenger.Gateway.Contract;
using Messenger.Gateway.Operations;
using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;
using Change = Messenger.Server.Engine.Change;
using GroupChange = Messenger.Server.Engine.GroupChange;

namespace Messenger.Gateway.Events;

/// <summary>From what the engine hands to a terminal to what a client is told.</summary>
internal static class StreamEvents
{
    public static StreamEvent Opened(Login login) =>
        Of("opened", new EventsOpened(login.Session.Account.Name, login.Resumed, login.Held.ToContract()));

    public static StreamEvent Message(Message message, bool queued, bool own) =>
        new StreamEvent<ShownMessage>("message", message.Number, message.Text.Length + StreamEvent.BytesBesideText, message.ToContract(queued, own));

    public static StreamEvent Changed(Change change, bool own)
    {
        Changed body = new(change.Id, change.Number, change.Message, change.Sender.Name, change.To.Name, Times.Of(change.At))
        {
            Text = change.Text is null ? null : Encoding.UTF8.GetString(change.Text),
            Own = own,
        };
        return new StreamEvent<Changed>(change.Unsent ? "unsent" : "edited", change.Number, change.Bytes + StreamEvent.BytesBesideText, body);
    }

    public static StreamEvent Unread(MailboxSummary undelivered) => Of("unread", undelivered.ToContract());

    public static StreamEvent Closed(ErrorCode reason) => Of("closed", new Closed(reason.Word(), CloseReasons.Sentence(reason)));

    public static StreamEvent Of(Notice notice) => notice switch
    {
        DeliveredNotice delivered => Of("receipt", new Receipt(
            delivered.Message.Id, delivered.Message.Number, "delivered", delivered.By.Name, delivered.Message.To.Name)),
        ReadNotice read => Of("receipt", new Receipt(read.Id, read.Number, "read", read.By.Name, read.Where.Name)),
        ReadUpToNotice position => Of("read-up-to", new ReadUpTo(position.Where.Name, position.Number)),
        PresenceNotice presence => Of("presence", new Presence(presence.Who.Name, presence.Online) { LastSeen = Times.OfKnown(presence.LastSeen) }),
        GroupNotice group => Of("group", new GroupChanged(group.State.Name, Word(group.Change), group.State.Members.Count)
        {
            OldName = group.OldName.Length > 0 ? group.OldName : null,
            By = group.By?.Name,
            Owner = group.State.Owner.Name,
        }),
        _ => throw new InvalidOperationException($"{notice.GetType().Name} has no event"),
    };

    private static StreamEvent<T> Of<T>(string type, T body)
        where T : class => new(type, 0, StreamEvent.BytesBesideText, body);

    private static string Word(GroupChange change) => change switch
    {
        GroupChange.Joined => "joined",
        GroupChange.Members => "members",
        GroupChange.Renamed => "renamed",
        GroupChange.Owner => "owner",
        GroupChange.Left => "out",
        GroupChange.Deleted => "deleted",
        _ => "other",
    };
}
