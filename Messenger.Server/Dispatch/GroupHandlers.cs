using System.Text;
using Messenger.Server.Connections;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Server.Dispatch;

/// <summary>Groups (PROTOCOL.md §5.21–§5.28).</summary>
internal static class GroupHandlers
{
    public static ValueTask Create(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        GroupMembersRequest request = FieldReader.ReadWhole<GroupMembersRequest>(body);
        return ShowAsync(connection, Opcode.GroupCreate, requestId,
            connection.Context.Verbs.Groups.CreateAsync(connection.Session!, Text(request.Group), request.Members.ToArray()));
    }

    public static ValueTask Show(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        GroupNameRequest request = FieldReader.ReadWhole<GroupNameRequest>(body);
        Show(connection, Opcode.GroupShow, requestId, connection.Context.Verbs.Groups.Show(connection.Session!, Text(request.Group)));
        return ValueTask.CompletedTask;
    }

    public static ValueTask Add(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        GroupMembersRequest request = FieldReader.ReadWhole<GroupMembersRequest>(body);
        return ShowAsync(connection, Opcode.GroupAdd, requestId,
            connection.Context.Verbs.Groups.AddAsync(connection.Session!, Text(request.Group), request.Members.ToArray()));
    }

    public static ValueTask Remove(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        GroupMembersRequest request = FieldReader.ReadWhole<GroupMembersRequest>(body);
        return ShowAsync(connection, Opcode.GroupRemove, requestId,
            connection.Context.Verbs.Groups.RemoveAsync(connection.Session!, Text(request.Group), request.Members.ToArray()));
    }

    public static ValueTask Rename(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        GroupRenameRequest request = FieldReader.ReadWhole<GroupRenameRequest>(body);
        return ShowAsync(connection, Opcode.GroupRename, requestId,
            connection.Context.Verbs.Groups.RenameAsync(connection.Session!, Text(request.Group), Text(request.Name)));
    }

    public static ValueTask Leave(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        GroupNameRequest request = FieldReader.ReadWhole<GroupNameRequest>(body);
        return EndAsync(connection, Opcode.GroupLeave, requestId, connection.Context.Verbs.Groups.LeaveAsync(connection.Session!, Text(request.Group)));
    }

    public static ValueTask Delete(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        GroupNameRequest request = FieldReader.ReadWhole<GroupNameRequest>(body);
        return EndAsync(connection, Opcode.GroupDelete, requestId, connection.Context.Verbs.Groups.DeleteAsync(connection.Session!, Text(request.Group)));
    }

    public static ValueTask List(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        GroupsRequest request = FieldReader.ReadWhole<GroupsRequest>(body);
        Outcome<GroupPage> page = GroupService.List(connection.Session!.Account, request.Pattern.ToArray(), Text(request.After), request.Limit);
        if (page.Refused is { } refused)
            connection.Refuse(requestId, refused);
        else
            connection.Answer(Opcode.Groups, requestId, new GroupsAnswer(
                [.. page.Value!.Groups.Select(group => new ListedGroup(group.Name, group.Owner.Name, (uint)group.Members.Count))], page.Value.Next));
        return ValueTask.CompletedTask;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static async ValueTask ShowAsync(Connection connection, Opcode request, uint requestId, Task<Outcome<ShownGroup>> change) =>
        Show(connection, request, requestId, await change);

    private static void Show(Connection connection, Opcode request, uint requestId, Outcome<ShownGroup> outcome)
    {
        if (outcome.Refused is { } refused)
            connection.Refuse(requestId, refused);
        else
            connection.Answer(request, requestId, new GroupBody(
                outcome.Value!.State.Name, outcome.Value.State.Owner.Name, (ulong)outcome.Value.Group.CreatedAt,
                [.. outcome.Value.State.Members.Select(member => member.Account.Name)]));
    }

    private static async ValueTask EndAsync(Connection connection, Opcode request, uint requestId, Task<Outcome<ShownGroup>> change)
    {
        if ((await change).Refused is { } refused)
            connection.Refuse(requestId, refused);
        else
            connection.Answer(request, requestId, new Empty());
    }
}
