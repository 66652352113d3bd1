using System.Text.Json.Serialization;

namespace Messenger.Gateway.Contract;

// Requests and answers about messages and conversations (docs/rest.md).

/// <param name="Id">Made by the client, so that a repetition is recognised.</param>
/// <param name="To">An account, or a group with its <c>#</c>.</param>
/// <param name="Text">1 byte to 16 KiB of UTF-8.</param>
internal sealed record Send(Guid Id, string To, string Text);

/// <param name="Id">As sent.</param>
/// <param name="Number">The server's.</param>
/// <param name="To">As sent.</param>
/// <param name="Delivered">It was handed to a connected terminal.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Duplicate">It had been stored before.</param>
internal sealed record Sent(Guid Id, ulong Number, string To, bool Delivered, DateTimeOffset At, bool Duplicate);

/// <summary>A message, wherever one is shown.</summary>
internal sealed record ShownMessage(Guid Id, ulong Number, string From, string To, string Text, DateTimeOffset At, bool Queued)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool FromDeleted { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Own { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Edited { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unsent { get; init; }

    /// <summary>Of an own one: <c>stored</c>, <c>delivered</c> or <c>read</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? State { get; init; }
}

/// <summary>How many wait, and from whom.</summary>
internal sealed record Unread(uint Total, IReadOnlyDictionary<string, uint> From)
{
    /// <summary>Those of them whose account is gone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Deleted { get; init; }
}

/// <param name="From">Only from this account or group; empty: from all.</param>
/// <param name="Count">Most messages; 0: as many as an answer has.</param>
/// <param name="Once">Only what was not handed to this login before.</param>
internal sealed record Fetch(string From = "", int Count = 0, [property: JsonConverter(typeof(FlagText))] bool Once = false);

internal sealed record Fetched(IReadOnlyList<ShownMessage> Messages, uint Left);

internal sealed record Confirmation(IReadOnlyList<ulong> Numbers);

internal sealed record Edit(Guid Id, string Text);

internal sealed record MessageId(Guid Id);

/// <summary>What became of an own message; times that are missing have not come, or are not known.</summary>
internal sealed record Way(Guid Id, ulong Number, string To, DateTimeOffset AcceptedAt, bool Durable, bool TimesKnown, uint ConfirmedBy, uint ReadBy, uint Of)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StoredAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? PushedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public uint? Terminals { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ConfirmedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReadAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AllOrNone { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Edited { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unsent { get; init; }
}

internal sealed record History(string With, ulong Before = 0, int Count = 0);

internal sealed record HistoryPage(string With, IReadOnlyList<ShownMessage> Messages, ulong? Next);

internal sealed record Search(string Query, ulong After = 0, int Count = 0);

internal sealed record Found(IReadOnlyList<ShownMessage> Messages, ulong? Next, long Searched);

internal sealed record ListConversations(ulong Before = 0, int Count = 0);

internal sealed record ConversationPage(IReadOnlyList<ListedConversation> Conversations, ulong? Next);

internal sealed record ListedConversation(string Name, bool Online, uint Undelivered)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastSeen { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Deleted { get; init; }

    /// <summary>With <see cref="Deleted"/>: what names it in paths and in <c>in:</c>, as somebody else may have the name (PROTOCOL.md §5.15).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? With { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? Last { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? ReadUpTo { get; init; }
}

internal sealed record MarkRead(string With, ulong UpTo);
