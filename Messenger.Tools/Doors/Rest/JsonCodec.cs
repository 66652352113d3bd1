using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Messenger.Client.Json;
using Messenger.Client.Session;
using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Doors.Rest;

/// <summary>Bodies in JSON, events as Server-Sent Events.</summary>
internal sealed class JsonCodec : IRestCodec
{
    // UTF-8 as it is: the framework's own encoders write each emoji as twelve characters.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JsonText.Encoder };

    public string MediaType => "application/json";

    public string EventsMediaType => "text/event-stream";

    public byte[] Credentials(string name, string password) => Write(new JsonCredentials(name, password), JsonContract.Default.JsonCredentials);

    public byte[] Send(Guid id, string to, string text) => Write(new JsonSend(id, to, text), JsonContract.Default.JsonSend);

    public byte[] Confirm(IReadOnlyList<ulong> numbers) => Write(new JsonConfirmation(numbers), JsonContract.Default.JsonConfirmation);

    public string ReadLoggedIn(byte[] body) => Read(body, JsonContract.Default.JsonLoggedIn).Token;

    public DoorDirectory ReadDirectory(byte[] body)
    {
        JsonDirectory page = Read(body, JsonContract.Default.JsonDirectory);
        return new DoorDirectory(page.Accounts, page.Next ?? "");
    }

    public DoorSent ReadSent(byte[] body)
    {
        JsonSent sent = Read(body, JsonContract.Default.JsonSent);
        return new DoorSent(sent.Number, sent.At, sent.Delivered, sent.Duplicate);
    }

    public DoorFetched ReadFetched(byte[] body)
    {
        JsonFetched fetched = Read(body, JsonContract.Default.JsonFetched);
        return new DoorFetched(fetched.Messages, fetched.Left);
    }

    public DoorHistory ReadHistory(byte[] body)
    {
        JsonHistory page = Read(body, JsonContract.Default.JsonHistory);
        return new DoorHistory(page.Messages, page.Next ?? 0);
    }

    public RefusedException ReadProblem(byte[] body)
    {
        JsonProblem problem = Read(body, JsonContract.Default.JsonProblem);
        return Refusals.Of(problem.Code, problem.Detail, problem.RetryAfter);
    }

    public DoorEvent? ReadEvent(StreamBuffer stream)
    {
        while (true)
        {
            ReadOnlySpan<byte> unread = stream.Unread;
            int end = unread.IndexOf("\n\n"u8);
            if (end < 0)
                return null;
            DoorEvent? happened = ServerSentEvent.Parse(unread[..end]) is { Type.IsEmpty: false } told ? Read(told) : null;
            stream.Take(end + 2);
            if (happened is not null)
                return happened;
        }
    }

    private static DoorEvent Read(ServerSentEvent told)
    {
        if (told.Type.SequenceEqual("message"u8))
            return new DoorEvent(DoorEventKind.Message, told.Id) { Message = Read(told.Data, JsonContract.Default.DoorMessage) };
        if (told.Type.SequenceEqual("opened"u8))
        {
            JsonOpened opened = Read(told.Data, JsonContract.Default.JsonOpened);
            return new DoorEvent(DoorEventKind.Opened, 0) { Resumed = opened.Resumed, Held = opened.Undelivered.Total };
        }
        if (told.Type.SequenceEqual("closed"u8))
            return new DoorEvent(DoorEventKind.Closed, 0) { Code = Refusals.CodeOf(Read(told.Data, JsonContract.Default.JsonClosed).Code) };
        return new DoorEvent(DoorEventKind.Other, told.Id);
    }

    private static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, WriterOptions))
            JsonSerializer.Serialize(writer, value, type);
        return output.WrittenSpan.ToArray();
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw DoorFaults.Strange("the body is null");
        }
        catch (JsonException error)
        {
            throw DoorFaults.Strange($"the body is not what docs/rest.md says: {error.Message}");
        }
    }
}
