using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Messenger.Gateway.Operations;
using Messenger.V1;

namespace Messenger.Tests.Gateway.Support;

/// <summary>From the door's JSON to its protocol buffers and back, by what messenger.proto says of itself and nothing that the door knows.</summary>
internal static class ProtobufJson
{
    public static ServiceDescriptor Service { get; } = MessengerReflection.Descriptor.Services.Single();

    public static MethodDescriptor MethodOf(Operation operation) =>
        Service.FindMethodByName(char.ToUpperInvariant(operation.Name[0]) + operation.Name[1..]);

    public static byte[] Encode(MessageDescriptor type, string json)
    {
        JsonObject body = JsonNode.Parse(json)!.AsObject();
        foreach (FieldDescriptor field in type.Fields.InDeclarationOrder().Where(field => field.FieldType is FieldType.Bytes))
        {
            if (body[field.JsonName] is { } id)
                body[field.JsonName] = Convert.ToBase64String(id.GetValue<Guid>().ToByteArray(bigEndian: true));
        }
        return JsonParser.Default.Parse(body.ToJsonString(), type).ToByteArray();
    }

    public static string Decode(MessageDescriptor type, byte[] bytes) => ObjectOf(type.Parser.ParseFrom(bytes)).ToJsonString();

    public static JsonObject ObjectOf(IMessage message)
    {
        JsonObject json = [];
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (NodeOf(field, message) is { } node)
                json[field.JsonName] = node;
            else if (field.JsonName == "next")
                json[field.JsonName] = null;
        }
        return json;
    }

    /// <summary>Null for what is not said.</summary>
    private static JsonNode? NodeOf(FieldDescriptor field, IMessage message)
    {
        object value = field.Accessor.GetValue(message);
        if (field.IsMap)
            return new JsonObject(((IDictionary<string, uint>)value).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        if (field.IsRepeated)
            return new JsonArray([.. ((System.Collections.IList)value).Cast<object>().Select(item => NodeOf(field, item))]);
        return field.HasPresence && !field.Accessor.HasValue(message) ? null : NodeOf(field, value);
    }

    private static JsonNode? NodeOf(FieldDescriptor field, object value) => value switch
    {
        ByteString id => JsonValue.Create(new Guid(id.Span, bigEndian: true)),
        ulong number => JsonValue.Create(number.ToString(CultureInfo.InvariantCulture)),
        Timestamp time => JsonValue.Create(time.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        IMessage message => ObjectOf(message),
        System.Enum => WordOf(field.EnumType, (int)value),
        _ => JsonValue.Create(value),
    };

    private static JsonValue? WordOf(EnumDescriptor type, int number)
    {
        string prefix = type.FindValueByNumber(0).Name[..^"UNSPECIFIED".Length];
        return number == 0 ? null : JsonValue.Create(type.FindValueByNumber(number).Name[prefix.Length..].ToLowerInvariant());
    }
}
