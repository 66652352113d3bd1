using System.Text;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>Turns the server's pushes into events, each message and change once. Called on the read loop only.</summary>
/// <param name="core">Whose events.</param>
/// <param name="mostMessages">How many messages and changes may wait for the reader of the events: a server that keeps to the window pushes no more.</param>
internal sealed class Pushes(SessionCore core, int mostMessages)
{
    /// <summary>The window does not pace notices, so beyond this many waiting events they are dropped.</summary>
    public const int MostWaitingForNotices = 16 * 1024;

    private bool _missed;

    /// <exception cref="WireException">The push breaks the specification, or the window.</exception>
    public void Take(Frame push)
    {
        switch (push.Opcode)
        {
            case Opcode.Message:
                OnMessage(FieldReader.ReadWhole<MessagePush>(push.Body));
                break;
            case Opcode.Changed:
                OnChanged(FieldReader.ReadWhole<ChangedPush>(push.Body));
                break;
            default:
                if (NoticeOf(push) is { } notice)
                    Post(notice);
                break;
        }
    }

    private void OnMessage(MessagePush message)
    {
        lock (core.Gate)
        {
            if (IsNewLocked(message.Number))
            {
                core.PostLocked(new MessageReceived(
                    message.Number,
                    message.Id,
                    Encoding.UTF8.GetString(message.From),
                    Encoding.UTF8.GetString(message.To),
                    message.TextString(),
                    Time(message.At),
                    message.Marks));
            }
        }
    }

    private void OnChanged(ChangedPush change)
    {
        lock (core.Gate)
        {
            if (IsNewLocked(change.Number))
            {
                core.PostLocked(new MessageChanged(
                    change.Number,
                    change.Message,
                    change.Id,
                    Encoding.UTF8.GetString(change.From),
                    Encoding.UTF8.GetString(change.To),
                    change.Marks.HasFlag(ChangeMarks.Unsent) ? null : change.TextString(),
                    Time(change.At),
                    change.Marks.HasFlag(ChangeMarks.Own)));
            }
        }
    }

    private bool IsNewLocked(ulong number)
    {
        if (!core.Confirmations.ReceiveLocked(number))
            return false;
        if (core.Events.Count >= mostMessages + MostWaitingForNotices)
            throw new WireException(ErrorCode.Malformed, 0, "more messages were pushed than the window allows");
        return true;
    }

    /// <returns>Null for what this version does not know.</returns>
    private static Notice? NoticeOf(Frame push)
    {
        switch (push.Opcode)
        {
            case Opcode.UnreadChanged:
                return new UnreadChanged(FieldReader.ReadWhole<Undelivered>(push.Body));
            case Opcode.Receipt:
                ReceiptPush receipt = FieldReader.ReadWhole<ReceiptPush>(push.Body);
                return receipt.State is ReceiptState.Delivered or ReceiptState.Read
                    ? new ReceiptReceived(receipt.State, receipt.Id, receipt.Number, receipt.To, receipt.By)
                    : null;
            case Opcode.ReadUpTo:
                ReadPosition position = FieldReader.ReadWhole<ReadPosition>(push.Body);
                return new ReadElsewhere(Encoding.UTF8.GetString(position.With), position.UpTo);
            case Opcode.Presence:
                PresencePush presence = FieldReader.ReadWhole<PresencePush>(push.Body);
                return new PresenceChanged(presence.Name, presence.Online, presence.LastSeen is 0 ? null : Time(presence.LastSeen));
            case Opcode.GroupChanged:
                GroupChangedPush group = FieldReader.ReadWhole<GroupChangedPush>(push.Body);
                return new GroupChanged(group.Change, group.Name, group.OldName, group.By, group.Owner, (int)group.Members);
            default:
                return null;
        }
    }

    private void Post(Notice notice)
    {
        lock (core.Gate)
        {
            bool hasRoom = core.Events.Count < MostWaitingForNotices;
            if (hasRoom)
                core.PostLocked(notice);
            else if (!_missed)
                core.PostLocked(new NoticesMissed());
            _missed = !hasRoom;
        }
    }

    private static DateTimeOffset Time(ulong milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
}
