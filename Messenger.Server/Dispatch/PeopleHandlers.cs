using System.Text;
using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;
using ListedSession = Messenger.Wire.Messages.ListedSession;

namespace Messenger.Server.Dispatch;

/// <summary>Blocking, sessions, settings (PROTOCOL.md §5.29–§5.34).</summary>
internal static class PeopleHandlers
{
    public static ValueTask Block(Connection connection, uint requestId, ReadOnlySpan<byte> body) =>
        Block(connection, Opcode.Block, requestId, body, on: true);

    public static ValueTask Unblock(Connection connection, uint requestId, ReadOnlySpan<byte> body) =>
        Block(connection, Opcode.Unblock, requestId, body, on: false);

    public static ValueTask Blocks(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        FieldReader.ReadWhole<Empty>(body);
        connection.Answer(Opcode.Blocks, requestId, new BlocksAnswer(
            [.. PeopleService.Blocks(connection.Session!.Account).Select(account => new BlockedAccount(account.Name, account.Deleted))]));
        return ValueTask.CompletedTask;
    }

    public static ValueTask Sessions(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        FieldReader.ReadWhole<Empty>(body);
        connection.Answer(Opcode.Sessions, requestId, new SessionsAnswer([.. connection.Context.Verbs.People.Sessions(connection.Session!).Select(listed =>
            new ListedSession(listed.Session.Id, listed.This, listed.Attached, (ulong)listed.LastActive.ToUnixTimeMilliseconds(), listed.Address))]));
        return ValueTask.CompletedTask;
    }

    public static ValueTask SessionEnd(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        SessionEndRequest request = FieldReader.ReadWhole<SessionEndRequest>(body);
        return connection.FinishAsync(Opcode.SessionEnd, requestId, connection.Context.Verbs.People.EndSessionAsync(connection.Session!, request.Id));
    }

    public static ValueTask Settings(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        SettingsRequest request = FieldReader.ReadWhole<SettingsRequest>(body);
        Session session = connection.Session!;
        return request.Mask.HasFlag(AccountSettings.ReadMarks)
            ? ChangeAsync(connection.Context.Verbs.People.ShowReadsAsync(session, request.Values.HasFlag(AccountSettings.ReadMarks)))
            : ChangeAsync(Task.FromResult<Refused?>(null));

        async ValueTask ChangeAsync(Task<Refused?> change)
        {
            if (await change is { } refused)
                connection.Refuse(requestId, refused);
            else
                connection.Answer(Opcode.Settings, requestId, new SettingsAnswer(session.Account.ShowsReads ? AccountSettings.ReadMarks : 0));
        }
    }

    private static ValueTask Block(Connection connection, Opcode request, uint requestId, ReadOnlySpan<byte> body, bool on)
    {
        BlockRequest named = FieldReader.ReadWhole<BlockRequest>(body);
        return connection.FinishAsync(request, requestId,
            connection.Context.Verbs.People.BlockAsync(connection.Session!, Encoding.UTF8.GetString(named.Name), on));
    }
}
