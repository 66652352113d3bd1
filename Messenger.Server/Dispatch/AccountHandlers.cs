using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Server.Dispatch;

/// <summary>Password, deletion and directory (PROTOCOL.md §5.7–§5.10).</summary>
internal static class AccountHandlers
{
    public static ValueTask ChangePassword(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        ChangePasswordRequest request = FieldReader.ReadWhole<ChangePasswordRequest>(body);
        return FinishAsync(connection.Context.Verbs.Accounts.ChangePasswordAsync(
            connection.Session!, connection.Address, request.Password.ToArray(), request.NewPassword.ToArray()));

        async ValueTask FinishAsync(Task<Refused?> change)
        {
            if (await change is { } refused)
                connection.Refuse(requestId, refused);
            else
                connection.Answer(Opcode.ChangePassword, requestId, new Empty());
        }
    }

    public static ValueTask DeletePreview(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        FieldReader.ReadWhole<Empty>(body);
        connection.Answer(Opcode.DeletePreview, requestId,
            new DeletePreviewAnswer(connection.Session!.Account.Summarize().ToWire(), GroupService.Owned(connection.Session.Account)));
        return ValueTask.CompletedTask;
    }

    public static ValueTask DeleteAccount(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        Credentials request = FieldReader.ReadWhole<Credentials>(body);
        Session session = connection.Session!;
        return FinishAsync(connection.Context.Verbs.Accounts.DeleteAsync(
            session, connection, connection.Address, request.Name.ToArray(), request.Password.ToArray()));

        async ValueTask FinishAsync(Task<Refused?> deletion)
        {
            if (await deletion is { } refused)
            {
                connection.Refuse(requestId, refused);
                return;
            }
            connection.Context.Log.AccountDeleted(session.Account.Name);
            connection.LoggedOut();
            connection.Answer(Opcode.DeleteAccount, requestId, new Empty());
        }
    }

    public static ValueTask List(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        ListRequest request = FieldReader.ReadWhole<ListRequest>(body);
        // A search may take a while, and what was sent before it need not wait for it.
        connection.Sends.Submit();
        return FinishAsync(connection.Context.Verbs.Directory.ListAsync(request.Pattern, request.After, request.Limit));

        async ValueTask FinishAsync(ValueTask<Outcome<DirectoryPage>> search)
        {
            Outcome<DirectoryPage> page = await search;
            if (page.Refused is { } refused)
                connection.Refuse(requestId, refused);
            else
                connection.Answer(Opcode.List, requestId, new ListAnswer(
                    [.. page.Value!.Accounts.Select(account => new ListedAccount(account.Name, account.Online))], page.Value.Next));
        }
    }
}
