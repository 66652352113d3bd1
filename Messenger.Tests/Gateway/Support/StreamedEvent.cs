using System.Text.Json;

namespace Messenger.Tests.Gateway.Support;

/// <summary>One event of the stream.</summary>
internal sealed record StreamedEvent(string Type, string? Id, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;

    public string String(string field) => Json.GetProperty(field).GetString()!;
}
