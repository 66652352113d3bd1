using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messenger.Gateway.Representation;

/// <summary>A number of the server as a string of digits: not every reader of JSON keeps 64 bits. Taken as a number as well.</summary>
internal sealed class NumberText : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetUInt64(out ulong number) => number,
        JsonTokenType.String when ulong.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) => number,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
