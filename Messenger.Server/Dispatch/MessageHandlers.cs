using System.Text;
using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Server.Dispatch;

/// <summary>Sending, confirming, counting and reading (PROTOCOL.md §5.11–§5.14). None holds up the frames behind it.</summary>
internal static class MessageHandlers
{
    public static ValueTask Send(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        SendRequest request = FieldReader.ReadWhole<SendRequest>(body);
        Session session = connection.Session!;
        if (connection.Context.Verbs.Messages.Check(session, requestId, request.Id, request.To, request.Text, out Append append) is { } refused)
            connection.Refuse(requestId, refused);
        else
            connection.Sends.Add(session, append);
        return ValueTask.CompletedTask;
    }

    public static ValueTask Confirm(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        ConfirmRequest request = FieldReader.ReadWhole<ConfirmRequest>(body);
        ulong[] numbers = new ulong[request.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = request[i];
        connection.Sends.Confirm(connection.Session!, numbers, requestId);
        return ValueTask.CompletedTask;
    }

    public static ValueTask Unread(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        FieldReader.ReadWhole<Empty>(body);
        connection.Answer(Opcode.Unread, requestId, connection.Session!.Account.Summarize().ToWire());
        return ValueTask.CompletedTask;
    }

    public static ValueTask Read(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        ReadRequest request = FieldReader.ReadWhole<ReadRequest>(body);
        // What was asked for leaves together, not a frame a write.
        using (connection.Gather())
        {
            if (!connection.Session!.Read(requestId, Encoding.UTF8.GetString(request.From), request.Count))
                connection.Refuse(requestId, Refusals.TooManyReads);
        }
        return ValueTask.CompletedTask;
    }
}
