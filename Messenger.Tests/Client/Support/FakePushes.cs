using System.Text;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Client.Support;

/// <summary>What a server pushes beside plain messages. Times are 1970-01-01T00:00:01Z; ids are made from numbers.</summary>
internal static class FakePushes
{
    public static Guid IdOf(ulong number) => new((int)number, 0, 0, new byte[8]);

    public static Task PushMessageAsync(this FakePeer peer, ulong number, string from, string to, string text, MessageMarks marks = MessageMarks.None) =>
        peer.SendBytesAsync(buffer => buffer.Write(Opcode.Message, 0, new MessagePush(number, IdOf(number), 1000, marks, Bytes(from), Bytes(to), Bytes(text))));

    /// <param name="peer">The server's end.</param>
    /// <param name="number">The change's own.</param>
    /// <param name="message">The message's.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">Whom, or which group.</param>
    /// <param name="text">The new text; null: it was taken back.</param>
    /// <param name="own">Another terminal of this account did it.</param>
    public static Task PushChangedAsync(
        this FakePeer peer, ulong number, ulong message, string from, string to, string? text, bool own = false)
    {
        ChangeMarks marks = (text is null ? ChangeMarks.Unsent : 0) | (own ? ChangeMarks.Own : 0);
        return peer.SendBytesAsync(buffer => buffer.Write(
            Opcode.Changed, 0, new ChangedPush(number, message, IdOf(message), 1000, marks, Bytes(from), Bytes(to), Bytes(text ?? ""))));
    }

    public static Task PushReceiptAsync(this FakePeer peer, ReceiptState state, ulong number, string to, string by) =>
        peer.SendAsync(Opcode.Receipt, 0, new ReceiptPush(state, IdOf(number), number, to, by));

    public static Task PushReadUpToAsync(this FakePeer peer, string with, ulong upTo) =>
        peer.SendBytesAsync(buffer => buffer.Write(Opcode.ReadUpTo, 0, new ReadPosition(Bytes(with), upTo)));

    public static Task PushPresenceAsync(this FakePeer peer, string name, bool online, ulong lastSeen = 0) =>
        peer.SendAsync(Opcode.Presence, 0, new PresencePush(name, online, lastSeen));

    public static Task PushGroupAsync(
        this FakePeer peer, GroupChange change, string name, string by, string oldName = "", string owner = "bob", uint members = 3) =>
        peer.SendAsync(Opcode.GroupChanged, 0, new GroupChangedPush(change, name, oldName, by, owner, members));

    /// <summary>A message of the past.</summary>
    public static HistoryItem Item(ulong number, string from, string to, string text, HistoryMarks marks = HistoryMarks.None) =>
        new(number, IdOf(number), 1000, marks, from, to, Bytes(text));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
