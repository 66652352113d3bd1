using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>What has become of an own message (PROTOCOL.md §6.5). A client ignores a receipt with another number.</summary>
public enum ReceiptState : byte
{
    None = 0,
    Delivered = 1,
    Read = 2,
}

/// <summary>RECEIPT, a push: somebody has confirmed or read what this account sent (PROTOCOL.md §6.5).</summary>
/// <param name="State">Which of the two.</param>
/// <param name="Id">The sender's id of the message; with <see cref="ReceiptState.Read"/> of the newest that is covered.</param>
/// <param name="Number">Its number; with <see cref="ReceiptState.Read"/> every own message of the conversation up to it is covered.</param>
/// <param name="To">The conversation: the recipient's name, or the group's with <c>#</c> before it.</param>
/// <param name="By">Who confirmed or read.</param>
public sealed record ReceiptPush(ReceiptState State, Guid Id, ulong Number, string To, string By) : IWireMessage<ReceiptPush>
{
    public static ReceiptPush Read(scoped ref FieldReader reader)
    {
        var state = (ReceiptState)reader.U8("state", FieldKind.Choice);
        Guid id = reader.Uuid("id");
        ulong number = reader.U64("number");
        string to = reader.String("to", Limits.TargetLength);
        return new(state, id, number, to, reader.String("by", Limits.NameLength));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.U8((byte)State);
        writer.Uuid(Id);
        writer.U64(Number);
        writer.String(To);
        writer.String(By);
    }
}
