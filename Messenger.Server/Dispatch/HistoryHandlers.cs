using System.Text;
using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Server.Storage;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;
using ListedConversation = Messenger.Wire.Messages.ListedConversation;

namespace Messenger.Server.Dispatch;

/// <summary>What was said, and how far it was read; changing it (PROTOCOL.md §5.15–§5.20, §5.35).</summary>
internal static class HistoryHandlers
{
    public static ValueTask History(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        HistoryRequest request = FieldReader.ReadWhole<HistoryRequest>(body);
        return FinishAsync(connection.Context.Verbs.History.PageAsync(connection.Session!, Text(request.With), request.Before, request.Count));

        async ValueTask FinishAsync(Task<Outcome<HistoryPage>> page)
        {
            Outcome<HistoryPage> outcome = await page;
            if (outcome.Refused is { } refused)
                connection.Refuse(requestId, refused);
            else
                connection.Answer(Opcode.History, requestId, new HistoryAnswer([.. outcome.Value!.Messages.Select(ToWire)], outcome.Value.Next));
        }
    }

    public static ValueTask Find(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        FindRequest request = FieldReader.ReadWhole<FindRequest>(body);
        return FinishAsync(connection.Context.Verbs.Search.FindAsync(connection.Session!, request.Query.ToArray(), request.After, request.Count));

        async ValueTask FinishAsync(Task<Outcome<FoundPage>> page)
        {
            Outcome<FoundPage> outcome = await page;
            if (outcome.Refused is { } refused)
                connection.Refuse(requestId, refused);
            else
                connection.Answer(Opcode.Find, requestId, new FindAnswer(
                    [.. outcome.Value!.Messages.Select(ToWire)], outcome.Value.Next, outcome.Value.Searched));
        }
    }

    public static ValueTask MarkRead(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        ReadPosition request = FieldReader.ReadWhole<ReadPosition>(body);
        return connection.FinishAsync(Opcode.MarkRead, requestId,
            connection.Context.Verbs.History.MarkReadAsync(connection.Session!, Text(request.With), request.UpTo));
    }

    public static ValueTask Edit(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        EditRequest request = FieldReader.ReadWhole<EditRequest>(body);
        return connection.FinishAsync(Opcode.Edit, requestId,
            connection.Context.Verbs.Messages.EditAsync(connection.Session!, request.Id, request.Text.ToArray()));
    }

    public static ValueTask Unsend(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        UnsendRequest request = FieldReader.ReadWhole<UnsendRequest>(body);
        return connection.FinishAsync(Opcode.Unsend, requestId, connection.Context.Verbs.Messages.UnsendAsync(connection.Session!, request.Id));
    }

    public static ValueTask Conversations(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        ConversationsRequest request = FieldReader.ReadWhole<ConversationsRequest>(body);
        ConversationPage page = HistoryService.List(connection.Session!.Account, request.Before, request.Count);
        connection.Answer(Opcode.Conversations, requestId, new ConversationsAnswer([.. page.Conversations.Select(ToWire)], page.Next));
        return ValueTask.CompletedTask;
    }

    public static ValueTask Why(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        WhyRequest request = FieldReader.ReadWhole<WhyRequest>(body);
        return FinishAsync(connection.Context.Verbs.Ways.FindAsync(connection.Session!, request.Id));

        async ValueTask FinishAsync(Task<Outcome<SentWay>> way)
        {
            Outcome<SentWay> outcome = await way;
            if (outcome.Refused is { } refused)
                connection.Refuse(requestId, refused);
            else
                connection.Answer(Opcode.Why, requestId, ToWire(outcome.Value!));
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static HistoryItem ToWire(PastMessage past)
    {
        StoredMessage message = past.Message;
        HistoryMarks marks = (past.Own ? HistoryMarks.Own : 0)
            | (past.Sender.Deleted ? HistoryMarks.SenderDeleted : 0)
            | (message.State is MessageState.Edited ? HistoryMarks.Edited : 0)
            | (message.State is MessageState.Unsent ? HistoryMarks.Unsent : 0)
            | (past.Delivered ? HistoryMarks.Delivered : 0)
            | (past.Read ? HistoryMarks.Read : 0);
        return new HistoryItem(
            message.Number, message.Id, (ulong)message.At, marks, past.Sender.Name, past.To.Name, message.HasText ? message.Text : ReadOnlyMemory<byte>.Empty);
    }

    private static WhyAnswer ToWire(SentWay sent)
    {
        MessageWay way = sent.Way;
        WayMarks marks = (sent.TimesKnown ? WayMarks.TimesKnown : 0)
            | (sent.Durable ? WayMarks.Durable : 0)
            | (sent.Message.State is MessageState.Edited ? WayMarks.Edited : 0)
            | (sent.Message.State is MessageState.Unsent ? WayMarks.Unsent : 0)
            | (sent.IsLarge ? WayMarks.Large : 0);
        return new WhyAnswer(sent.Message.Number, marks, sent.To.Name, (ulong)way.AcceptedAt, (ulong)way.StoredAt)
        {
            PushedAt = (ulong)way.PushedAt,
            Terminals = (uint)way.Terminals,
            Recipients = (uint)sent.Recipients,
            ConfirmedAt = (ulong)way.ConfirmedAt,
            ConfirmedBy = (uint)sent.Confirmed,
            ReadAt = (ulong)way.ReadAt,
            ReadBy = (uint)sent.Read,
        };
    }

    private static ListedConversation ToWire(Service.ListedConversation listed)
    {
        Account? other = listed.View.With as Account;
        Conversation? conversation = listed.View.Conversation;
        bool visible = conversation is not null && conversation.Last > listed.View.Floor;
        return new ListedConversation(
            listed.View.With.Name,
            other is { Online: true },
            listed.View.With.Deleted,
            other is { Online: false, Deleted: false } ? (ulong)other.LastSeen : 0,
            visible ? conversation!.Last : 0,
            visible ? (ulong)conversation!.LastAt : 0,
            listed.Undelivered,
            listed.ReadUpTo);
    }
}
