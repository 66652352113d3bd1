using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Messenger.Tests.Support;

namespace Messenger.Tests.Gateway.Support;

/// <summary>One event of the stream.</summary>
internal sealed record StreamedEvent(string Type, string? Id, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;

    public string String(string field) => Json.GetProperty(field).GetString()!;
}

/// <summary>Reads a stream of events as its specification has it, over a connection of its own that can be cut.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpClient _http;
    private readonly StreamReader _lines;

    private EventReader(HttpClient http, Stream stream)
    {
        _http = http;
        _lines = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
    }

    /// <summary>Lines that say nothing but that the server lives.</summary>
    public int Pings { get; private set; }

    public static async Task<EventReader> OpenAsync(RestClient client, string? lastEventId = null, int? window = null)
    {
        HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = client.Http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        HttpRequestMessage request = client.Request("GET", window is null ? "events" : $"events?window={window}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("the stream of events");
        response.EnsureSuccessStatusCode();
        return new EventReader(http, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<StreamedEvent?> NextAsync()
    {
        (string type, string? id, string data) = ("message", null, "");
        while (await _lines.ReadLineAsync().Within("an event") is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                    return new StreamedEvent(type, id, data);
                continue;
            }
            if (line[0] == ':')
            {
                Pings++;
                continue;
            }
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            string value = line[(colon + 2)..];
            switch (line[..colon])
            {
                case "event":
                    type = value;
                    break;
                case "id":
                    id = value;
                    break;
                case "data":
                    data += value;
                    break;
            }
        }
        return null;
    }

    /// <summary>Passes over events until one of this type.</summary>
    public async Task<StreamedEvent> NextAsync(string type)
    {
        while (await NextAsync() is { } happened)
        {
            if (happened.Type == type)
                return happened;
        }
        throw new EndOfStreamException($"no {type} came");
    }

    /// <summary>Closes the connection without a word.</summary>
    public void Dispose()
    {
        _lines.Dispose();
        _http.Dispose();
    }
}
