namespace Messenger.Wire;

/// <summary>
/// Bytes that break the specification. <see cref="Offset"/> counts from the first byte of the frame (its length field),
/// so that a person can point at the byte. Never carries the content of a field.
/// </summary>
public sealed class WireException(ErrorCode code, int offset, string reason) : Exception(reason)
{
    public ErrorCode Code { get; } = code;

    public int Offset { get; } = offset;
}
