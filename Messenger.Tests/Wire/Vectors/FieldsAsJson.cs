using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Messenger.Wire.Fields;

namespace Messenger.Tests.Wire.Vectors;

/// <summary>What a reader tells of a frame's fields, in the form of docs/vectors/README.md.</summary>
internal sealed partial class FieldsAsJson : IFieldObserver
{
    public JsonObject Fields { get; } = [];

    public void OnField(string name, int offset, int size, FieldKind kind, ReadOnlySpan<byte> value)
    {
        if (kind == FieldKind.Reserved)
            return;
        if (name == "numbers")
        {
            JsonArray numbers = [];
            for (int i = 0; i < value.Length; i += sizeof(ulong))
                numbers.Add(Decimal(value[i..]));
            if (numbers.Count > 0)
                Fields[name] = numbers;
            return;
        }
        JsonNode node = Value(name, size, kind, value);
        Match item = ItemName().Match(name);
        if (!item.Success)
        {
            Fields[name] = node;
            return;
        }
        JsonArray list = Fields[item.Groups["list"].Value]?.AsArray() ?? [];
        Fields[item.Groups["list"].Value] ??= list;
        if (list.Count == int.Parse(item.Groups["index"].ValueSpan, CultureInfo.InvariantCulture))
            list.Add(new JsonObject());
        list[^1]![item.Groups["field"].Value] = node;
    }

    private static JsonNode Value(string name, int size, FieldKind kind, ReadOnlySpan<byte> value)
    {
        if (kind == FieldKind.Uuid)
            return new Guid(value, bigEndian: true).ToString();
        if (name == "token")
            return Convert.ToHexStringLower(value);
        if (size == value.Length + 2)
            return Utf8.IsValid(value) ? Encoding.UTF8.GetString(value) : new JsonObject { ["hex"] = Convert.ToHexStringLower(value) };
        return value.Length switch
        {
            1 => value[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(value),
            4 => BinaryPrimitives.ReadUInt32BigEndian(value),
            _ when kind == FieldKind.Time => BinaryPrimitives.ReadUInt64BigEndian(value),
            _ => Decimal(value),
        };
    }

    private static string Decimal(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt64BigEndian(value).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<list>\w+)\[(?<index>\d+)\]\.(?<field>\w+)$")]
    private static partial Regex ItemName();
}
