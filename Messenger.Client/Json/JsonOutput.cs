using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Json;

/// <summary>Writes events, one line each, flushed before the call returns. Any thread may call it.</summary>
internal sealed class JsonOutput(Stream stream) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WriterOptions);

    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JsonText.Encoder };

    /// <param name="name">The value of <c>event</c>.</param>
    /// <param name="answered">The command that this answers; null for what was not asked for.</param>
    /// <param name="fields">Writes the other fields.</param>
    /// <exception cref="IOException">Nobody reads stdout any more.</exception>
    public void Write(string name, JsonCommand? answered = null, Action<Utf8JsonWriter>? fields = null) =>
        Write(name, answered?.Name, answered?.Reference, fields);

    public void Write(string name, string? command, string? reference, Action<Utf8JsonWriter>? fields)
    {
        lock (_gate)
        {
            _line.ResetWrittenCount();
            _writer.Reset(_line);
            _writer.WriteStartObject();
            _writer.WriteString("event", name);
            if (!string.IsNullOrEmpty(command))
                _writer.WriteString("cmd", command);
            if (reference is not null)
            {
                _writer.WritePropertyName("ref");
                _writer.WriteRawValue(reference, skipInputValidation: true);
            }
            fields?.Invoke(_writer);
            _writer.WriteEndObject();
            _writer.Flush();
            _line.Write("\n"u8);
            stream.Write(_line.WrittenSpan);
            stream.Flush();
        }
    }

    public void Error(JsonCommand? command, ErrorCode code, string message, TimeSpan retryAfter = default, Guid? id = null) =>
        Write("error", command, json =>
        {
            json.WriteString("code", code.Word());
            json.WriteString("message", message);
            if (retryAfter > TimeSpan.Zero)
                json.WriteNumber("retryAfter", Math.Ceiling(retryAfter.TotalMilliseconds) / 1000);
            if (id is not null)
                json.WriteString("id", id.Value);
        });

    public void Unread(Undelivered undelivered, JsonCommand? answered = null) => Write("unread", answered, json =>
    {
        json.WriteNumber("total", undelivered.Total);
        WriteSenders(json, "from", undelivered);
    });

    public void Message(MessageReceived message) => Write("message", null, json =>
        WriteMessage(json, message.Id, message.From, message.To, message.Text, Time(message.At), message.Marks));

    /// <summary>The fields that a message has, pushed or listed.</summary>
    public static void WriteMessage(Utf8JsonWriter json, Guid id, string from, string to, string text, string at, MessageMarks marks)
    {
        json.WriteString("id", id);
        json.WriteString("from", from);
        json.WriteString("to", to);
        json.WriteString("text", text);
        json.WriteString("at", at);
        json.WriteBoolean("queued", marks.HasFlag(MessageMarks.Queued));
        if (marks.HasFlag(MessageMarks.SenderDeleted))
            json.WriteBoolean("fromDeleted", true);
        if (marks.HasFlag(MessageMarks.Own))
            json.WriteBoolean("own", true);
        if (marks.HasFlag(MessageMarks.Edited))
            json.WriteBoolean("edited", true);
    }

    public static void WriteTexts(Utf8JsonWriter json, string field, IEnumerable<string> texts)
    {
        json.WriteStartArray(field);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>ISO 8601, UTC, milliseconds.</summary>
    public static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As the wire has it: milliseconds since 1970-01-01 UTC.</summary>
    public static string Time(ulong milliseconds) => Time(DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds));

    /// <summary>Counts by name. A deleted account and a new one of the same name share theirs.</summary>
    public static void WriteSenders(Utf8JsonWriter json, string field, Undelivered undelivered)
    {
        json.WriteStartObject(field);
        foreach (IGrouping<string, UndeliveredFrom> sender in undelivered.From.GroupBy(item => item.From, StringComparer.Ordinal))
            json.WriteNumber(sender.Key, sender.Sum(item => (long)item.Count));
        json.WriteEndObject();
    }

    public void Dispose() => _writer.Dispose();
}
