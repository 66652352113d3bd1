using System.Net.Http.Headers;
using Messenger.Tests.Support;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Reads a stream of events in what its client speaks, over a connection of its own that can be cut.</summary>
internal abstract class EventReader(HttpClient http, Stream stream) : IDisposable
{
    /// <summary>What said nothing but that the server lives.</summary>
    public int Pings { get; protected set; }

    protected Stream Stream => stream;

    public static async Task<EventReader> OpenAsync(RestClient client, string? lastEventId = null, int? window = null)
    {
        if (client.Spoken is Spoken.Grpc)
            return await GrpcEventReader.OpenAsync(client, lastEventId, window);
        HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = client.Http.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        HttpRequestMessage request = client.Request("GET", window is null ? "events" : $"events?window={window}");
        if (client.Spoken is Spoken.Json)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("the stream of events");
        response.EnsureSuccessStatusCode();
        Stream stream = await response.Content.ReadAsStreamAsync();
        return response.Content.Headers.ContentType!.MediaType == RestClient.Protobuf ? new ProtobufEventReader(http, stream) : new TextEventReader(http, stream);
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public abstract Task<StreamedEvent?> NextAsync();

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
        stream.Dispose();
        http.Dispose();
    }
}
