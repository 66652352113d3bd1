using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Representation;

namespace Messenger.Gateway.OpenApi;

/// <summary>The contract's types as JSON Schema, which OpenAPI 3.1 takes as it is.</summary>
internal static class Schemas
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    public static JsonNode Of(Type type) => JsonContract.Options.GetJsonSchemaAsNode(type, Exporter);

    /// <summary>The fields of a request that stand in its path, in its query, or in its body.</summary>
    public static IReadOnlyList<JsonPropertyInfo> FieldsOf(Operation operation, bool inRoute)
    {
        HashSet<string> route = [.. operation.RouteFields];
        return [.. JsonContract.Options.GetTypeInfo(operation.RequestType).Properties.Where(property => route.Contains(property.Name) == inRoute)];
    }

    /// <summary>What a body has to say: the request without what stands in its path.</summary>
    public static JsonNode OfBody(Operation operation)
    {
        JsonNode schema = Of(operation.RequestType);
        foreach (string field in operation.RouteFields)
        {
            (schema["properties"] as JsonObject)?.Remove(field);
            if (schema["required"] is JsonArray required && required.FirstOrDefault(name => name?.GetValue<string>() == field) is { } named)
                required.Remove(named);
        }
        if (schema["required"] is JsonArray { Count: 0 })
            ((JsonObject)schema).Remove("required");
        return schema;
    }

    public static JsonNode OfField(JsonPropertyInfo field) => Of(field.PropertyType);

    /// <summary>What the exporter cannot see: how numbers of the server and times are written.</summary>
    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        Type type = context.TypeInfo.Type;
        bool nullable = Nullable.GetUnderlyingType(type) is not null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return new JsonObject { ["type"] = context.PropertyInfo is { IsGetNullable: true } ? new JsonArray("string", "null") : "string" };
        if (type == typeof(ulong))
            return Text("pattern", "^[0-9]+$", nullable);
        if (type == typeof(DateTimeOffset))
            return Text("format", "date-time", nullable);
        if (type == typeof(int) || type == typeof(uint))
            return new JsonObject { ["type"] = "integer", ["minimum"] = 0 };
        return schema;
    }

    private static JsonObject Text(string keyword, string value, bool nullable) => new()
    {
        ["type"] = nullable ? new JsonArray("string", "null") : "string",
        [keyword] = value,
    };
}
