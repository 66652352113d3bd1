using System.Text.Json.Serialization;

namespace Messenger.Gateway.Contract;

// Requests and answers about other people, and about where one is logged in (docs/rest.md).

internal sealed record PersonName(string Name);

/// <param name="Names">Who is blocked.</param>
/// <param name="Deleted">Those of them whose account is gone.</param>
internal sealed record Blocks(IReadOnlyList<string> Names, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Deleted = null);

internal sealed record SessionList(IReadOnlyList<ListedSession> Sessions);

/// <param name="Id">16 hex digits.</param>
/// <param name="Address">Where its terminal connected from last.</param>
/// <param name="LastActive">When it was used last.</param>
/// <param name="This">The one that asks.</param>
/// <param name="Connected">A terminal is connected, or events are open.</param>
internal sealed record ListedSession(string Id, string Address, DateTimeOffset LastActive, bool This, bool Connected);

internal sealed record SessionId(string Id);

internal sealed record SettingsChange(bool? ReadMarks = null);

internal sealed record Settings(bool ReadMarks);
