using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Messenger.Client.Json;
using Messenger.Gateway.Events;
using Messenger.Server.Service;
using Messenger.Wire;

namespace Messenger.Gateway.Representation;

/// <summary>JSON; events as Server-Sent Events.</summary>
internal sealed class JsonRepresentation : IRepresentation
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JsonText.Encoder };
    private static readonly JsonDocumentOptions DocumentOptions = new() { AllowDuplicateProperties = false };

    public string MediaType => "application/json";

    public string EventsMediaType => "text/event-stream";

    public string ProblemMediaType => Contract.Problem.MediaType;

    public Outcome<T> Read<T>(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> values)
        where T : class
    {
        if (!Utf8.IsValid(body.Span))
            return Bad("the body is not UTF-8");
        try
        {
            JsonTypeInfo<T> type = JsonContract.Of<T>();
            ArrayBufferWriter<byte> merged = new(body.Length + 64);
            HashSet<string> names = [];
            using (Utf8JsonWriter writer = new(merged, WriterOptions))
            {
                if (!Merge(writer, body, values, names))
                    return Bad("the body is not a JSON object");
            }
            if (type.Properties.FirstOrDefault(property => property.IsRequired && !names.Contains(property.Name)) is { } missing)
                return Bad($"the field {missing.Name} is missing");
            return JsonSerializer.Deserialize(merged.WrittenSpan, type) is { } request ? request : Bad("the body is not a JSON object");
        }
        catch (JsonException error)
        {
            return Bad(error.Path is { Length: > 2 } path ? $"the field {path[2..]} has a value of the wrong kind" : "the body is not JSON, or names a field twice");
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            // How the reader says that a string has half a surrogate pair.
            return Bad("a string in the body is not valid Unicode");
        }
    }

    public void Write<T>(IBufferWriter<byte> output, T value)
        where T : class
    {
        using Utf8JsonWriter writer = new(output, WriterOptions);
        JsonSerializer.Serialize(writer, value, JsonContract.Of<T>());
    }

    public void WriteEvent(IBufferWriter<byte> output, StreamEvent happened)
    {
        // JSON has no line ends of its own, so that one line of data is enough.
        string head = happened.Number == 0
            ? $"event: {happened.Type}\ndata: "
            : string.Create(CultureInfo.InvariantCulture, $"id: {happened.Number}\nevent: {happened.Type}\ndata: ");
        Encoding.ASCII.GetBytes(head, output);
        happened.WriteBody(this, output);
        output.Write("\n\n"u8);
    }

    public void WritePing(IBufferWriter<byte> output) => output.Write(": ping\n\n"u8);

    private static Refused Bad(string message) => new(ErrorCode.BadCommand, message);

    private static bool Merge(Utf8JsonWriter writer, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> values, HashSet<string> names)
    {
        writer.WriteStartObject();
        foreach ((string name, string value) in values)
        {
            writer.WriteString(name, value);
            names.Add(name);
        }
        if (!body.IsEmpty)
        {
            using JsonDocument document = JsonDocument.Parse(body, DocumentOptions);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
                return false;
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (names.Add(property.Name))
                    property.WriteTo(writer);
            }
        }
        writer.WriteEndObject();
        return true;
    }
}
