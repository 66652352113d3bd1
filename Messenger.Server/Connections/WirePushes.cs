using Messenger.Server.Engine;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Server.Connections;

/// <summary>What the engine hands to a terminal, as the wire's pushes (PROTOCOL.md §6).</summary>
internal static class WirePushes
{
    public static bool TryPush(Outbox outbox, Message message, bool queued, bool own) => outbox.TryWrite(Opcode.Message, new MessagePush(
        message.Number,
        message.Id,
        (ulong)message.At,
        (queued ? MessageMarks.Queued : 0)
            | (message.Sender.Deleted ? MessageMarks.SenderDeleted : 0)
            | (own ? MessageMarks.Own : 0)
            | (message.Edited ? MessageMarks.Edited : 0),
        message.Sender.NameUtf8,
        message.To.NameUtf8,
        message.Text));

    public static bool TryPush(Outbox outbox, Change change, bool own) => outbox.TryWrite(Opcode.Changed, new ChangedPush(
        change.Number,
        change.Message,
        change.Id,
        (ulong)change.At,
        (change.Unsent ? ChangeMarks.Unsent : 0) | (own ? ChangeMarks.Own : 0),
        change.Sender.NameUtf8,
        change.To.NameUtf8,
        change.Text));

    /// <returns>False when too much waits already.</returns>
    public static bool TryNotify(Outbox outbox, Notice notice) => notice switch
    {
        DeliveredNotice delivered => outbox.TryWriteNotice(Opcode.Receipt, new ReceiptPush(
            ReceiptState.Delivered, delivered.Message.Id, delivered.Message.Number, delivered.Message.To.Name, delivered.By.Name)),
        ReadNotice read => outbox.TryWriteNotice(Opcode.Receipt, new ReceiptPush(
            ReceiptState.Read, read.Id, read.Number, read.Where.Name, read.By.Name)),
        ReadUpToNotice position => outbox.TryWriteNotice(Opcode.ReadUpTo, new ReadPosition(position.Where.NameUtf8, position.Number)),
        PresenceNotice presence => outbox.TryWriteNotice(Opcode.Presence, new PresencePush(presence.Who.Name, presence.Online, (ulong)presence.LastSeen)),
        GroupNotice group => outbox.TryWriteNotice(Opcode.GroupChanged, new GroupChangedPush(
            (Messenger.Wire.Messages.GroupChange)group.Change, group.State.Name, group.OldName, group.By?.Name ?? "", group.State.Owner.Name,
            (uint)group.State.Members.Count)),
        _ => throw new InvalidOperationException($"{notice.GetType().Name} has no push"),
    };
}
