using Messenger.Wire.Fields;

namespace Messenger.Wire.Explain;

/// <summary>Gathers what a reader tells of a frame's fields; keeps no byte of a secret.</summary>
internal sealed class FieldCollector(Opcode opcode, List<ExplainedField> fields) : IFieldObserver
{
    public void OnField(string name, int offset, int size, FieldKind kind, ReadOnlySpan<byte> value)
    {
        byte[] shown = new byte[kind == FieldKind.Secret ? size - value.Length : size];
        // A string's two length bytes stand before its value; they are the only bytes that `value` leaves out.
        if (size > value.Length)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(shown, (ushort)value.Length);
        if (kind != FieldKind.Secret)
            value.CopyTo(shown.AsSpan(size - value.Length));
        fields.Add(new ExplainedField(name, offset, size, kind, shown, FieldValues.Of(opcode, name, kind, value)) { IsString = size > value.Length });
    }
}
