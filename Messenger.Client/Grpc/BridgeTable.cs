using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Client.Grpc;

/// <summary>
/// THE TABLE: each request of the wire that is one call and its answer. The others are about the connection or the login, or take several calls:
/// <see cref="Bridge"/> has them.
/// </summary>
internal static class BridgeTable
{
    private const string SessionIdFormat = "x16";

    public static FrozenDictionary<Opcode, BridgedCall> All { get; } = new BridgedCall[]
    {
        Done<V1.ChangePasswordRequest, V1.ChangePasswordResponse>(Opcode.ChangePassword, "ChangePassword", Passwords),
        To<V1.PreviewDeletionRequest, V1.PreviewDeletionResponse, DeletePreviewAnswer>(
            Opcode.DeletePreview, "PreviewDeletion", _ => new V1.PreviewDeletionRequest(), WireAnswers.Of),
        To<V1.ListAccountsRequest, V1.ListAccountsResponse, ListAnswer>(Opcode.List, "ListAccounts", Listing, WireAnswers.Of),

        To<V1.SendRequest, V1.SendResponse, SendAnswer>(Opcode.Send, "Send", Sending, WireAnswers.Of),
        Done<V1.ConfirmRequest, V1.ConfirmResponse>(Opcode.Confirm, "Confirm", Confirming),
        To<V1.UnreadRequest, V1.UnreadResponse, Undelivered>(Opcode.Unread, "Unread", _ => new V1.UnreadRequest(), WireAnswers.Of),
        Done<V1.EditRequest, V1.EditResponse>(Opcode.Edit, "Edit", Editing),
        Done<V1.UnsendRequest, V1.UnsendResponse>(Opcode.Unsend, "Unsend", body => new V1.UnsendRequest { Id = Id(Whole<UnsendRequest>(body).Id) }),
        To<V1.WhyRequest, V1.WhyResponse, WhyAnswer>(
            Opcode.Why, "Why", body => new V1.WhyRequest { Id = Id(Whole<WhyRequest>(body).Id) }, WireAnswers.Of),

        To<V1.ListConversationsRequest, V1.ListConversationsResponse, ConversationsAnswer>(
            Opcode.Conversations, "ListConversations", Conversing, WireAnswers.Of),
        To<V1.HistoryRequest, V1.HistoryResponse, HistoryAnswer>(Opcode.History, "History", LookingBack, WireAnswers.Of),
        Done<V1.MarkReadRequest, V1.MarkReadResponse>(Opcode.MarkRead, "MarkRead", Marking),
        To<V1.SearchRequest, V1.SearchResponse, FindAnswer>(Opcode.Find, "Search", Searching, WireAnswers.Of),

        // Answers that say a group have the same fields under the same numbers, which a test of messenger.proto holds.
        To<V1.CreateGroupRequest, V1.ShowGroupResponse, GroupBody>(Opcode.GroupCreate, "CreateGroup", Creating, WireAnswers.Of),
        To<V1.ListGroupsRequest, V1.ListGroupsResponse, GroupsAnswer>(Opcode.Groups, "ListGroups", ListingGroups, WireAnswers.Of),
        To<V1.ShowGroupRequest, V1.ShowGroupResponse, GroupBody>(
            Opcode.GroupShow, "ShowGroup", body => new V1.ShowGroupRequest { Group = Group(body) }, WireAnswers.Of),
        To<V1.RenameGroupRequest, V1.ShowGroupResponse, GroupBody>(Opcode.GroupRename, "RenameGroup", Renaming, WireAnswers.Of),
        Done<V1.DeleteGroupRequest, V1.DeleteGroupResponse>(Opcode.GroupDelete, "DeleteGroup", body => new V1.DeleteGroupRequest { Group = Group(body) }),
        To<V1.AddMembersRequest, V1.ShowGroupResponse, GroupBody>(Opcode.GroupAdd, "AddMembers", Adding, WireAnswers.Of),
        To<V1.RemoveMembersRequest, V1.ShowGroupResponse, GroupBody>(Opcode.GroupRemove, "RemoveMembers", Removing, WireAnswers.Of),
        Done<V1.LeaveGroupRequest, V1.LeaveGroupResponse>(Opcode.GroupLeave, "LeaveGroup", body => new V1.LeaveGroupRequest { Group = Group(body) }),

        To<V1.ListBlocksRequest, V1.ListBlocksResponse, BlocksAnswer>(Opcode.Blocks, "ListBlocks", _ => new V1.ListBlocksRequest(), WireAnswers.Of),
        Done<V1.BlockRequest, V1.BlockResponse>(Opcode.Block, "Block", body => new V1.BlockRequest { Name = Text(Whole<BlockRequest>(body).Name) }),
        Done<V1.UnblockRequest, V1.UnblockResponse>(Opcode.Unblock, "Unblock", body => new V1.UnblockRequest { Name = Text(Whole<BlockRequest>(body).Name) }),
        To<V1.ListSessionsRequest, V1.ListSessionsResponse, SessionsAnswer>(
            Opcode.Sessions, "ListSessions", _ => new V1.ListSessionsRequest(), WireAnswers.Of),
        Done<V1.EndSessionRequest, V1.EndSessionResponse>(Opcode.SessionEnd, "EndSession", body => new V1.EndSessionRequest
        {
            Id = Whole<SessionEndRequest>(body).Id.ToString(SessionIdFormat, CultureInfo.InvariantCulture),
        }),
        To<V1.ChangeSettingsRequest, V1.ChangeSettingsResponse, SettingsAnswer>(Opcode.Settings, "ChangeSettings", Setting, WireAnswers.Of),

        Done<V1.LogoutRequest, V1.LogoutResponse>(Opcode.Logout, "Logout", _ => new V1.LogoutRequest()),
        Done<V1.DeleteAccountRequest, V1.DeleteAccountResponse>(Opcode.DeleteAccount, "DeleteAccount", Deleting),
    }.ToFrozenDictionary(call => call.Opcode);

    public static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    public static T Whole<T>(ReadOnlySpan<byte> body)
        where T : IWireMessage<T>, allows ref struct => FieldReader.ReadWhole<T>(body);

    public static V1.ConfirmRequest Confirming(ReadOnlySpan<byte> body)
    {
        ConfirmRequest said = Whole<ConfirmRequest>(body);
        V1.ConfirmRequest request = new();
        for (int i = 0; i < said.Count; i++)
            request.Numbers.Add(said[i]);
        return request;
    }

    private static BridgedCall<TRequest, TAnswer, TWire> To<TRequest, TAnswer, TWire>(Opcode opcode, string method, BodyReader<TRequest> read, Func<TAnswer, TWire> write)
        where TRequest : IMessage<TRequest>
        where TAnswer : IMessage<TAnswer>, new()
        where TWire : IWireMessage<TWire> => new BridgedCall<TRequest, TAnswer, TWire>(opcode, method, read, write);

    /// <summary>A call whose answer says only that it is done.</summary>
    private static BridgedCall<TRequest, TAnswer, Empty> Done<TRequest, TAnswer>(Opcode opcode, string method, BodyReader<TRequest> read)
        where TRequest : IMessage<TRequest>
        where TAnswer : IMessage<TAnswer>, new() => To<TRequest, TAnswer, Empty>(opcode, method, read, _ => default);

    private static ByteString Id(Guid id) => ByteString.CopyFrom(id.ToByteArray(bigEndian: true));

    private static string Group(ReadOnlySpan<byte> body) => Text(Whole<GroupNameRequest>(body).Group);

    private static V1.ChangePasswordRequest Passwords(ReadOnlySpan<byte> body)
    {
        ChangePasswordRequest said = Whole<ChangePasswordRequest>(body);
        return new V1.ChangePasswordRequest { Password = Text(said.Password), NewPassword = Text(said.NewPassword) };
    }

    private static V1.DeleteAccountRequest Deleting(ReadOnlySpan<byte> body)
    {
        Credentials said = Whole<Credentials>(body);
        return new V1.DeleteAccountRequest { Confirm = Text(said.Name), Password = Text(said.Password) };
    }

    private static V1.ListAccountsRequest Listing(ReadOnlySpan<byte> body)
    {
        ListRequest said = Whole<ListRequest>(body);
        return new V1.ListAccountsRequest { Pattern = Text(said.Pattern), After = Text(said.After), Limit = said.Limit };
    }

    private static V1.SendRequest Sending(ReadOnlySpan<byte> body)
    {
        SendRequest said = Whole<SendRequest>(body);
        return new V1.SendRequest { Id = Id(said.Id), To = Text(said.To), Text = Text(said.Text) };
    }

    private static V1.EditRequest Editing(ReadOnlySpan<byte> body)
    {
        EditRequest said = Whole<EditRequest>(body);
        return new V1.EditRequest { Id = Id(said.Id), Text = Text(said.Text) };
    }

    private static V1.ListConversationsRequest Conversing(ReadOnlySpan<byte> body)
    {
        ConversationsRequest said = Whole<ConversationsRequest>(body);
        return new V1.ListConversationsRequest { Before = said.Before, Count = said.Count };
    }

    private static V1.HistoryRequest LookingBack(ReadOnlySpan<byte> body)
    {
        HistoryRequest said = Whole<HistoryRequest>(body);
        return new V1.HistoryRequest { Conversation = Text(said.With), Before = said.Before, Count = said.Count };
    }

    private static V1.MarkReadRequest Marking(ReadOnlySpan<byte> body)
    {
        ReadPosition said = Whole<ReadPosition>(body);
        return new V1.MarkReadRequest { Conversation = Text(said.With), UpTo = said.UpTo };
    }

    private static V1.SearchRequest Searching(ReadOnlySpan<byte> body)
    {
        FindRequest said = Whole<FindRequest>(body);
        return new V1.SearchRequest { Query = Text(said.Query), After = said.After, Count = said.Count };
    }

    private static V1.CreateGroupRequest Creating(ReadOnlySpan<byte> body)
    {
        GroupMembersRequest said = Whole<GroupMembersRequest>(body);
        return new V1.CreateGroupRequest { Name = Text(said.Group), Members = { said.Members.ToArray() } };
    }

    private static V1.ListGroupsRequest ListingGroups(ReadOnlySpan<byte> body)
    {
        GroupsRequest said = Whole<GroupsRequest>(body);
        return new V1.ListGroupsRequest { Pattern = Text(said.Pattern), After = Text(said.After), Limit = said.Limit };
    }

    private static V1.RenameGroupRequest Renaming(ReadOnlySpan<byte> body)
    {
        GroupRenameRequest said = Whole<GroupRenameRequest>(body);
        return new V1.RenameGroupRequest { Group = Text(said.Group), Name = Text(said.Name) };
    }

    private static V1.AddMembersRequest Adding(ReadOnlySpan<byte> body)
    {
        GroupMembersRequest said = Whole<GroupMembersRequest>(body);
        return new V1.AddMembersRequest { Group = Text(said.Group), Names = { said.Members.ToArray() } };
    }

    private static V1.RemoveMembersRequest Removing(ReadOnlySpan<byte> body)
    {
        GroupMembersRequest said = Whole<GroupMembersRequest>(body);
        return new V1.RemoveMembersRequest { Group = Text(said.Group), Names = { said.Members.ToArray() } };
    }

    private static V1.ChangeSettingsRequest Setting(ReadOnlySpan<byte> body)
    {
        SettingsRequest said = Whole<SettingsRequest>(body);
        V1.ChangeSettingsRequest request = new();
        if (said.Mask.HasFlag(AccountSettings.ReadMarks))
            request.ReadMarks = said.Values.HasFlag(AccountSettings.ReadMarks);
        return request;
    }
}
