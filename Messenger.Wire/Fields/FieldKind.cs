namespace Messenger.Wire.Fields;

/// <summary>How a field's bytes are to be shown to people.</summary>
public enum FieldKind
{
    Number,
    Flags,

    /// <summary>A number that stands for one of several words.</summary>
    Choice,

    Uuid,
    Time,
    Error,
    Text,

    /// <summary>What someone wrote: shown only on request.</summary>
    Body,

    /// <summary>A password or token: never shown.</summary>
    Secret,

    Reserved,
}

/// <summary>Is told of every field as it is read. Used by <c>decode</c> and the trace; absent on the hot path.</summary>
public interface IFieldObserver
{
    /// <param name="name">The field's name in PROTOCOL.md, with the item's index before it in lists.</param>
    /// <param name="offset">Of the field's first byte, from the start of the frame; the two length bytes of a string included.</param>
    /// <param name="size">In bytes, length bytes included.</param>
    /// <param name="kind">How to show it.</param>
    /// <param name="value">The field's bytes, without a string's length bytes.</param>
    void OnField(string name, int offset, int size, FieldKind kind, ReadOnlySpan<byte> value);
}
