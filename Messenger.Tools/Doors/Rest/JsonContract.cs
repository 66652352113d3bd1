using System.Text.Json;
using System.Text.Json.Serialization;

namespace Messenger.Tools.Doors.Rest;

// The bodies of docs/rest.md that the doors need, written from that document and not from the server's own types.

internal sealed record JsonCredentials(string Name, string Password);

internal sealed record JsonLoggedIn(string Token);

internal sealed record JsonSend(Guid Id, string To, string Text);

internal sealed record JsonSent(ulong Number, DateTimeOffset At, bool Delivered, bool Duplicate);

internal sealed record JsonConfirmation(IReadOnlyList<ulong> Numbers);

internal sealed record JsonDirectory(IReadOnlyList<DoorAccount> Accounts, string? Next);

internal sealed record JsonFetched(IReadOnlyList<DoorMessage> Messages, long Left);

internal sealed record JsonHistory(IReadOnlyList<DoorMessage> Messages, ulong? Next);

internal sealed record JsonProblem(string Code, string? Detail, double RetryAfter);

internal sealed record JsonOpened(bool Resumed, JsonUnread Undelivered);

internal sealed record JsonUnread(long Total);

internal sealed record JsonClosed(string Code);

/// <summary>Code that reads and writes them, generated at build time. A number of the server is a string of digits.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
[JsonSerializable(typeof(JsonCredentials))]
[JsonSerializable(typeof(JsonLoggedIn))]
[JsonSerializable(typeof(JsonSend))]
[JsonSerializable(typeof(JsonSent))]
[JsonSerializable(typeof(JsonConfirmation))]
[JsonSerializable(typeof(JsonDirectory))]
[JsonSerializable(typeof(JsonFetched))]
[JsonSerializable(typeof(JsonHistory))]
[JsonSerializable(typeof(JsonProblem))]
[JsonSerializable(typeof(DoorMessage))]
[JsonSerializable(typeof(JsonOpened))]
[JsonSerializable(typeof(JsonClosed))]
internal sealed partial class JsonContract : JsonSerializerContext;
