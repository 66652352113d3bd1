using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messenger.Gateway.Representation;

/// <summary>Times as ISO 8601, UTC, milliseconds, as everywhere in the product.</summary>
internal sealed class TimeText : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
