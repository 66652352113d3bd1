using System.Text;
using Messenger.Wire;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using static Messenger.Client.Grpc.WireAnswers;

namespace Messenger.Client.Grpc;

/// <summary>From the events of messenger.proto to the wire's pushes.</summary>
internal static class WirePushes
{
    /// <summary>What the writing of frames throws when a server said what does not fit into the wire's: it is not the protocol, and the connection ends.</summary>
    public static bool IsUnsayable(Exception e) => e is WireException or InvalidOperationException or ArgumentException;

    /// <summary>Writes a message as it is pushed.</summary>
    public static void Write(FrameBuffer frames, V1.Message message)
    {
        MessageMarks marks = Mark(message.Queued, MessageMarks.Queued) | Mark(message.FromDeleted, MessageMarks.SenderDeleted)
            | Mark(message.Own, MessageMarks.Own) | Mark(message.Edited, MessageMarks.Edited);
        frames.Write(Opcode.Message, 0, new MessagePush(
            message.Number, Id(message.Id), Time(message.At), marks, Utf8(message.Sender), Utf8(message.To), Utf8(message.Text)));
    }

    /// <summary>Writes what happened, if the wire has a word for it; messages and changes apart.</summary>
    public static void Write(FrameBuffer frames, V1.EventsResponse happened)
    {
        switch (happened.EventCase)
        {
            case V1.EventsResponse.EventOneofCase.Message:
                Write(frames, happened.Message);
                break;
            case V1.EventsResponse.EventOneofCase.Edited:
                Write(frames, happened.Edited, ChangeMarks.None);
                break;
            case V1.EventsResponse.EventOneofCase.Unsent:
                Write(frames, happened.Unsent, ChangeMarks.Unsent);
                break;
            case V1.EventsResponse.EventOneofCase.Receipt:
                V1.Receipt receipt = happened.Receipt;
                frames.Write(Opcode.Receipt, 0, new ReceiptPush(StateOf(receipt.State), Id(receipt.Id), receipt.Number, receipt.To, receipt.By));
                break;
            case V1.EventsResponse.EventOneofCase.ReadUpTo:
                frames.Write(Opcode.ReadUpTo, 0, new ReadPosition(Utf8(happened.ReadUpTo.Conversation), happened.ReadUpTo.UpTo));
                break;
            case V1.EventsResponse.EventOneofCase.Presence:
                frames.Write(Opcode.Presence, 0, new PresencePush(happened.Presence.Name, happened.Presence.Online, Time(happened.Presence.LastSeen)));
                break;
            case V1.EventsResponse.EventOneofCase.Group:
                V1.GroupChanged group = happened.Group;
                frames.Write(Opcode.GroupChanged, 0, new GroupChangedPush(
                    (GroupChange)group.Change, group.Name, group.OldName, group.By, group.Owner, (uint)Math.Max(0, group.MemberCount)));
                break;
            case V1.EventsResponse.EventOneofCase.Unread:
                frames.Write(Opcode.UnreadChanged, 0, Of(happened.Unread));
                break;
        }
    }

    private static void Write(FrameBuffer frames, V1.Change change, ChangeMarks what) => frames.Write(Opcode.Changed, 0, new ChangedPush(
        change.Number, change.Message, Id(change.Id), Time(change.At), what | Mark(change.Own, ChangeMarks.Own),
        Utf8(change.Sender), Utf8(change.To), Utf8(change.Text)));

    private static ReceiptState StateOf(V1.MessageState state) => state switch
    {
        V1.MessageState.Delivered => ReceiptState.Delivered,
        V1.MessageState.Read => ReceiptState.Read,
        _ => ReceiptState.None,
    };

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
