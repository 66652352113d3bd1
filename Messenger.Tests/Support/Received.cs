using System.Text;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Support;

/// <summary>One frame that a client received.</summary>
internal sealed record Received(Opcode Opcode, uint RequestId, byte[] Body)
{
    public T Read<T>()
        where T : IWireMessage<T> => FieldReader.ReadWhole<T>(Body);

    /// <summary>The code of a refusal; none for anything else.</summary>
    public ErrorCode Code => Opcode is Opcode.Error or Opcode.Goodbye ? Read<Refusal>().Code : ErrorCode.None;
}

/// <summary>A pushed message, copied out of its frame.</summary>
internal sealed record ReceivedMessage(
    ulong Number, Guid Id, ulong At, MessageMarks Marks, string From, string To, byte[] TextBytes)
{
    public bool Queued => Marks.HasFlag(MessageMarks.Queued);

    public bool SenderDeleted => Marks.HasFlag(MessageMarks.SenderDeleted);

    public string Text => Encoding.UTF8.GetString(TextBytes);

    public static ReceivedMessage Of(Received frame)
    {
        MessagePush push = FieldReader.ReadWhole<MessagePush>(frame.Body);
        return new(push.Number, push.Id, push.At, push.Marks,
            Encoding.UTF8.GetString(push.From), Encoding.UTF8.GetString(push.To), push.Text.ToArray());
    }
}

/// <summary>A pushed change, copied out of its frame.</summary>
internal sealed record ReceivedChange(ulong Number, ulong Message, Guid Id, ChangeMarks Marks, string From, string To, string Text)
{
    public static ReceivedChange Of(Received frame)
    {
        ChangedPush push = FieldReader.ReadWhole<ChangedPush>(frame.Body);
        return new(push.Number, push.Message, push.Id, push.Marks, Encoding.UTF8.GetString(push.From), Encoding.UTF8.GetString(push.To), push.TextString());
    }

    public static (string With, ulong UpTo) PositionOf(Received frame)
    {
        ReadPosition position = FieldReader.ReadWhole<ReadPosition>(frame.Body);
        return (Encoding.UTF8.GetString(position.With), position.UpTo);
    }
}
