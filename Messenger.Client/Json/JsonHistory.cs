using System.Globalization;
using System.Text.Json;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Json;

/// <summary>The commands about what was said: history, find, conversations, mark-read, edit, unsend, why.</summary>
internal sealed class JsonHistory(MessengerSession session, JsonOutput output, KnownMessages known)
{
    public async Task HistoryAsync(JsonCommand command, CancellationToken stop)
    {
        string with = command.Text("with");
        ulong before = command.OptionalText("before") is { } text ? PositionOf("before", text, with) : 0;
        HistoryAnswer page = await session.History.PageAsync(with, before, command.OptionalCount("count", Limits.HistoryMax), stop).ConfigureAwait(false);
        Remember(page.Messages);
        output.Write("history", command, json =>
        {
            json.WriteString("with", with);
            WriteMessages(json, page.Messages);
            WritePosition(json, "next", page.Next);
        });
    }

    public async Task FindAsync(JsonCommand command, CancellationToken stop)
    {
        ulong after = command.OptionalText("after") is { } text
            ? NumberIn(text) ?? throw new BadCommandException("after takes what next gave")
            : 0;
        FindAnswer page = await session.History.FindAsync(
            command.Text("query"), after, command.OptionalCount("count", Limits.HistoryMax), stop).ConfigureAwait(false);
        Remember(page.Messages);
        output.Write("found", command, json =>
        {
            WriteMessages(json, page.Messages);
            WritePosition(json, "next", page.Next);
            json.WriteNumber("searched", page.Searched);
        });
    }

    public async Task ConversationsAsync(JsonCommand command, CancellationToken stop)
    {
        ulong before = command.OptionalText("before") is { } text
            ? NumberIn(text) ?? throw new BadCommandException("before takes what next gave")
            : 0;
        ConversationsAnswer page = await session.History.ConversationsAsync(before, command.OptionalCount("count", Limits.PageMax), stop).ConfigureAwait(false);
        output.Write("conversations", command, json =>
        {
            json.WriteStartArray("conversations");
            foreach (ListedConversation conversation in page.Conversations)
                Write(json, conversation);
            json.WriteEndArray();
            WritePosition(json, "next", page.Next);
        });
    }

    public async Task MarkReadAsync(JsonCommand command, CancellationToken stop)
    {
        string with = command.Text("with");
        await session.History.MarkReadAsync(with, PositionOf("upTo", command.Text("upTo"), with), stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task EditAsync(JsonCommand command, CancellationToken stop)
    {
        await session.History.EditAsync(command.Id("id"), command.Text("text"), stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task UnsendAsync(JsonCommand command, CancellationToken stop)
    {
        await session.History.UnsendAsync(command.Id("id"), stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task WhyAsync(JsonCommand command, CancellationToken stop)
    {
        Guid id = command.Id("id");
        WhyAnswer way = await session.History.WhyAsync(id, stop).ConfigureAwait(false);
        bool timesKnown = way.Marks.HasFlag(WayMarks.TimesKnown);
        output.Write("why", command, json =>
        {
            json.WriteString("id", id);
            json.WriteString("to", way.To);
            json.WriteString("acceptedAt", JsonOutput.Time(way.AcceptedAt));
            WriteTime(json, "storedAt", way.StoredAt);
            json.WriteBoolean("durable", way.Marks.HasFlag(WayMarks.Durable));
            json.WriteBoolean("timesKnown", timesKnown);
            WriteTime(json, "pushedAt", way.PushedAt);
            if (timesKnown)
                json.WriteNumber("terminals", way.Terminals);
            WriteTime(json, "confirmedAt", way.ConfirmedAt);
            json.WriteNumber("confirmedBy", way.ConfirmedBy);
            WriteTime(json, "readAt", way.ReadAt);
            json.WriteNumber("readBy", way.ReadBy);
            json.WriteNumber("of", way.Recipients);
            if (way.Marks.HasFlag(WayMarks.Large))
                json.WriteBoolean("allOrNone", true);
            if (way.Marks.HasFlag(WayMarks.Edited))
                json.WriteBoolean("edited", true);
            if (way.Marks.HasFlag(WayMarks.Unsent))
                json.WriteBoolean("unsent", true);
        });
    }

    /// <summary>A place in a conversation: what <c>next</c> or <c>last</c> gave, or the id of a message that this process knows.</summary>
    private ulong PositionOf(string field, string text, string with)
    {
        if (NumberIn(text) is { } number)
            return number;
        if (!Guid.TryParseExact(text, "D", out Guid id))
            throw new BadCommandException($"{field} takes the id of a message, as 8-4-4-4-12 hex digits, or what next or last gave");
        return known.NumberOf(id, with) ?? throw new RefusedException(ErrorCode.NoSuchMessage,
            "this client has not shown, sent or listed a message of that id lately; list it with history first");
    }

    private static ulong? NumberIn(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;

    private void Remember(IReadOnlyList<HistoryItem> messages)
    {
        foreach (HistoryItem message in messages)
        {
            bool own = message.Marks.HasFlag(HistoryMarks.Own);
            bool toGroup = message.To.StartsWith('#');
            known.Add(message.Id, message.Number, own || toGroup ? message.To : message.From, own);
            if (message.Marks.HasFlag(HistoryMarks.Read) && !toGroup)
                known.HadRead(message.To, message.To, message.Number);
        }
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<HistoryItem> messages)
    {
        json.WriteStartArray("messages");
        foreach (HistoryItem message in messages)
        {
            json.WriteStartObject();
            JsonOutput.WriteMessage(
                json, message.Id, message.From, message.To, message.TextString(), JsonOutput.Time(message.At), MarksOf(message.Marks));
            if (message.Marks.HasFlag(HistoryMarks.Unsent))
                json.WriteBoolean("unsent", true);
            if (message.Marks.HasFlag(HistoryMarks.Own))
                json.WriteString("state", StateOf(message.Marks));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static MessageMarks MarksOf(HistoryMarks marks) =>
        (marks.HasFlag(HistoryMarks.SenderDeleted) ? MessageMarks.SenderDeleted : 0)
        | (marks.HasFlag(HistoryMarks.Own) ? MessageMarks.Own : 0)
        | (marks.HasFlag(HistoryMarks.Edited) ? MessageMarks.Edited : 0);

    private static string StateOf(HistoryMarks marks) =>
        marks.HasFlag(HistoryMarks.Read) ? "read" : marks.HasFlag(HistoryMarks.Delivered) ? "delivered" : "stored";

    private static void Write(Utf8JsonWriter json, ListedConversation conversation)
    {
        json.WriteStartObject();
        json.WriteString("name", conversation.Name);
        json.WriteBoolean("online", conversation.Online);
        if (conversation.LastSeen > 0)
            json.WriteString("lastSeen", JsonOutput.Time(conversation.LastSeen));
        if (conversation.Deleted)
        {
            json.WriteBoolean("deleted", true);
            json.WriteString("with", conversation.GoneName);
        }
        if (conversation.Last > 0)
        {
            WritePosition(json, "last", conversation.Last);
            json.WriteString("lastAt", JsonOutput.Time(conversation.LastAt));
        }
        json.WriteNumber("undelivered", conversation.Undelivered);
        if (conversation.ReadUpTo > 0)
            WritePosition(json, "readUpTo", conversation.ReadUpTo);
        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string field, ulong milliseconds)
    {
        if (milliseconds > 0)
            json.WriteString(field, JsonOutput.Time(milliseconds));
    }

    /// <summary>A number of the server, as a string: not every reader of JSON keeps 64 bits. Null stands for none.</summary>
    private static void WritePosition(Utf8JsonWriter json, string field, ulong number) =>
        json.WriteString(field, number > 0 ? number.ToString(CultureInfo.InvariantCulture) : null);
}
