using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Messenger.Tests.Wire.Vectors;

/// <summary>The ways in which docs/vectors/README.md lets values be written.</summary>
internal static class VectorValues
{
    public static byte[] String(JsonNode value) => value switch
    {
        JsonObject o when o["hex"] is { } hex => Convert.FromHexString(hex.GetValue<string>()),
        JsonObject o => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(o["repeat"]!.GetValue<string>(), o["times"]!.GetValue<int>()))),
        _ => Encoding.UTF8.GetBytes(value.GetValue<string>()),
    };

    public static IEnumerable<JsonNode> Items(JsonNode list) => list is JsonObject o
        ? Enumerable.Repeat(o["repeat"]!, o["times"]!.GetValue<int>())
        : list.AsArray().Select(item => item!);

    public static ulong U64(JsonNode value) => ulong.Parse(value.GetValue<string>(), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The same fields without any shorthand and without empty lists, as a reader of the frame sees them.</summary>
    public static JsonObject Plain(JsonObject fields)
    {
        JsonObject plain = [];
        foreach ((string name, JsonNode? value) in fields)
        {
            bool isList = value is JsonArray || value is JsonObject o && o["repeat"] is { } repeated && (repeated is JsonObject || name == "numbers");
            if (!isList)
                plain[name] = value is JsonObject shorthand && shorthand["repeat"] is not null
                    ? Encoding.UTF8.GetString(String(shorthand))
                    : value!.DeepClone();
            else if (Items(value!).Any())
                plain[name] = new JsonArray([.. Items(value!).Select(item => item is JsonObject inner ? Plain(inner) : item.DeepClone())]);
        }
        return plain;
    }
}
