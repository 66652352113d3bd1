using System.Text.Json.Serialization;

namespace Messenger.Gateway.Contract;

// What is pushed (docs/rest.md); a pushed message is a ShownMessage. The names of the fields are those of the JSON client.

/// <param name="Window">Most unconfirmed messages and changes that the client takes.</param>
internal sealed record OpenEvents(int Window = OpenEvents.DefaultWindow)
{
    public const int DefaultWindow = 256;
}

/// <summary>The stream is open.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Resumed">No message was missed. Otherwise what waits is held, and is to be fetched.</param>
/// <param name="Undelivered">What is held.</param>
internal sealed record EventsOpened(string Name, bool Resumed, Unread Undelivered);

/// <summary>A message was changed, or taken back when there is no text.</summary>
/// <param name="Id">The sender's id of the message.</param>
/// <param name="Number">The change's own number, to be confirmed like a message's.</param>
/// <param name="Message">The number of the message.</param>
/// <param name="From">Whose message it is.</param>
/// <param name="To">Where it was sent.</param>
/// <param name="At">When the change was stored.</param>
internal sealed record Changed(Guid Id, ulong Number, ulong Message, string From, string To, DateTimeOffset At)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Own { get; init; }
}

/// <param name="Id">Of the own message.</param>
/// <param name="Number">Of it; whoever has read it has read all that came before.</param>
/// <param name="State"><c>delivered</c> or <c>read</c>.</param>
/// <param name="By">Who.</param>
/// <param name="To">In which conversation.</param>
internal sealed record Receipt(Guid Id, ulong Number, string State, string By, string To);

internal sealed record Presence(string Name, bool Online)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastSeen { get; init; }
}

internal sealed record ReadUpTo(string With, ulong UpTo);

/// <param name="Name">Its name now.</param>
/// <param name="Change"><c>joined</c>, <c>members</c>, <c>renamed</c>, <c>owner</c>, <c>out</c> or <c>deleted</c>.</param>
/// <param name="MemberCount">How many are in it.</param>
internal sealed record GroupChanged(string Name, string Change, int MemberCount)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OldName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Owner { get; init; }
}

/// <summary>The stream ends, and why: one of the codes of product rule §12, or a reason such as <c>resumed-elsewhere</c>.</summary>
internal sealed record Closed(string Code, string Message);
