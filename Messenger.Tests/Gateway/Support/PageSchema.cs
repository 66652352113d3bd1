using System.Globalization;
using System.Text;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Messenger.Gateway.Operations;
using Messenger.V1;

namespace Messenger.Tests.Gateway.Support;

/// <summary>What the web page knows of messenger.proto and of the operations, as the module that it is: <c>protobuf/schema.js</c>.</summary>
internal static class PageSchema
{
    private const int LongestLine = 150;

    private static readonly FileDescriptor File = MessengerReflection.Descriptor;

    public static string Module()
    {
        StringBuilder text = new();
        text.Append("// Made of messenger.proto and of the server's operations; WebProtobufTests holds it equal to them, and makes it anew when MAKE_PAGE_SCHEMA is set.\n");
        text.Append("\n/** Name, method, and the address behind /api/v1, in which words in braces are fields. */\nexport const operations = [\n");
        Wrap(text, "  ", OperationTable.All.Select(operation => $"[\"{operation.Name}\", \"{operation.Method}\", \"{operation.Route}\"],"));
        text.Append("];\n\n/** Words by their numbers; the first says nothing. */\nexport const enums = {\n");
        foreach (EnumDescriptor type in File.EnumTypes)
            text.Append(CultureInfo.InvariantCulture, $"  {type.Name}: [{string.Join(", ", type.Values.OrderBy(value => value.Number).Select(value => $"\"{WordOf(type, value)}\""))}],\n");
        text.Append("};\n\n/** Fields: number, the name that JSON has for it, type, and whether it is there once, optionally, repeatedly, or as a map of names. */\nexport const messages = {\n");
        foreach (MessageDescriptor type in File.MessageTypes.Append(Timestamp.Descriptor).Where(type => type.Fields.InFieldNumberOrder().Count > 0))
        {
            string line = $"  {type.Name}: [{string.Join(", ", type.Fields.InFieldNumberOrder().Select(Of))}],";
            if (line.Length <= LongestLine)
            {
                text.Append(line).Append('\n');
                continue;
            }
            text.Append(CultureInfo.InvariantCulture, $"  {type.Name}: [\n");
            Wrap(text, "    ", type.Fields.InFieldNumberOrder().Select(field => $"{Of(field)},"));
            text.Append("  ],\n");
        }
        return text.Append("};\n").ToString();
    }

    private static string Of(FieldDescriptor field)
    {
        FieldDescriptor value = field.IsMap ? field.MessageType.FindFieldByNumber(2) : field;
        string label = field.IsMap ? "map" : field.IsRepeated ? "repeated" : IsOptional(field) ? "optional" : "";
        return label == ""
            ? $"[{field.FieldNumber}, \"{field.JsonName}\", \"{TypeOf(value)}\"]"
            : $"[{field.FieldNumber}, \"{field.JsonName}\", \"{TypeOf(value)}\", \"{label}\"]";
    }

    private static bool IsOptional(FieldDescriptor field) => field.HasPresence && field.FieldType is not FieldType.Message;

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.Name,
        FieldType.Enum => field.EnumType.Name,
        FieldType.Bytes => "uuid",
        FieldType.String or FieldType.Bool or FieldType.Double or FieldType.UInt32 or FieldType.Int32 or FieldType.UInt64 or FieldType.Int64
            => field.FieldType.ToString().ToLowerInvariant(),
        _ => throw new InvalidOperationException($"the page cannot read {field.FullName}: teach protobuf/encode.js and protobuf/decode.js its type first"),
    };

    private static string WordOf(EnumDescriptor type, EnumValueDescriptor value)
    {
        string prefix = type.FindValueByNumber(0).Name[..^"UNSPECIFIED".Length];
        return value.Number == 0 ? "" : value.Name[prefix.Length..].ToLowerInvariant();
    }

    private static void Wrap(StringBuilder text, string indent, IEnumerable<string> items)
    {
        string line = indent;
        foreach (string item in items)
        {
            if (line.Length + item.Length + 1 > LongestLine)
            {
                text.Append(line.TrimEnd()).Append('\n');
                line = indent;
            }
            line += item + " ";
        }
        text.Append(line.TrimEnd()).Append('\n');
    }
}
