using System.Net;
using System.Text.Json;

namespace Messenger.Tests.Gateway.Support;

/// <summary>What came of a request; over gRPC the status is that of the problem, or what REST answers with.</summary>
internal sealed record RestAnswer(HttpStatusCode Status, HttpResponseMessage Response, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public int Number => (int)Status;

    /// <summary>The word of the answer: <c>ok</c>, or the code of the problem.</summary>
    public string Word => Number is >= 200 and < 300 ? "ok" : Json.GetProperty("code").GetString()!;

    public string String(string field) => Json.GetProperty(field).GetString()!;
}
