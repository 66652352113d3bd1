using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>
/// MARK_READ: a person has read a conversation up to here (PROTOCOL.md §5.17); its answer is empty. Also the body of READ_UP_TO (§6.6),
/// which tells the account's other terminals.
/// </summary>
/// <param name="with">An account's name, or a group's with <c>#</c> before it.</param>
/// <param name="upTo">The number of the newest message that was read.</param>
public readonly ref struct ReadPosition(ReadOnlySpan<byte> with, ulong upTo) : IWireMessage<ReadPosition>
{
    public ReadOnlySpan<byte> With { get; } = with;

    public ulong UpTo { get; } = upTo;

    public static ReadPosition Read(scoped ref FieldReader reader)
    {
        ReadOnlySpan<byte> with = reader.RawString("with");
        return new(with, reader.U64("up_to"));
    }

    public void Write(ref FieldWriter writer)
    {
        writer.String(With);
        writer.U64(UpTo);
    }
}
