using Google.Protobuf;
using Google.Protobuf.Reflection;
using Messenger.Gateway.Contract;
using static Messenger.Gateway.Representation.Protobuf.ProtobufFields;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>THE TABLE of requests: each of the contract's, and the message that it is read from.</summary>
internal static class ProtobufRequests
{
    public static IReadOnlyDictionary<Type, RequestMapping> All { get; } = new[]
    {
        From<V1.LoginRequest, Credentials>(V1.LoginRequest.Descriptor, said => new(said.Name, said.Password)),
        From<V1.LogoutRequest, Nothing>(V1.LogoutRequest.Descriptor, _ => Nothing.Instance),
        From<V1.ChangePasswordRequest, PasswordChange>(V1.ChangePasswordRequest.Descriptor, said => new(said.Password, said.NewPassword)),
        From<V1.DeleteAccountRequest, Deletion>(V1.DeleteAccountRequest.Descriptor, said => new(said.Confirm, said.Password)),
        From<V1.ListAccountsRequest, ListAccounts>(V1.ListAccountsRequest.Descriptor, said => new(said.Pattern, said.After, said.Limit)),

        From<V1.SendRequest, Send>(V1.SendRequest.Descriptor, said => new(Id(said.Id), said.To, said.Text)),
        From<V1.UndeliveredRequest, Fetch>(V1.UndeliveredRequest.Descriptor, said => new(said.Sender, said.Count, said.Once)),
        From<V1.ConfirmRequest, Confirmation>(V1.ConfirmRequest.Descriptor, said => new(said.Numbers)),
        From<V1.EditRequest, Edit>(V1.EditRequest.Descriptor, said => new(Id(said.Id), said.Text)),
        From<V1.WhyRequest, MessageId>(V1.WhyRequest.Descriptor, said => new(Id(said.Id))),

        From<V1.ListConversationsRequest, ListConversations>(V1.ListConversationsRequest.Descriptor, said => new(said.Before, said.Count)),
        From<V1.HistoryRequest, History>(V1.HistoryRequest.Descriptor, said => new(said.Conversation, said.Before, said.Count)),
        From<V1.MarkReadRequest, MarkRead>(V1.MarkReadRequest.Descriptor, said => new(said.Conversation, said.UpTo)),
        From<V1.SearchRequest, Search>(V1.SearchRequest.Descriptor, said => new(said.Query, said.After, said.Count)),

        From<V1.CreateGroupRequest, NewGroup>(V1.CreateGroupRequest.Descriptor, said => new(said.Name, said.Members)),
        From<V1.ListGroupsRequest, ListGroups>(V1.ListGroupsRequest.Descriptor, said => new(said.Pattern, said.After, said.Limit)),
        From<V1.ShowGroupRequest, GroupName>(V1.ShowGroupRequest.Descriptor, said => new(said.Group)),
        From<V1.RenameGroupRequest, GroupRename>(V1.RenameGroupRequest.Descriptor, said => new(said.Group, said.Name)),
        From<V1.AddMembersRequest, GroupMembers>(V1.AddMembersRequest.Descriptor, said => new(said.Group, said.Names)),

        From<V1.BlockRequest, PersonName>(V1.BlockRequest.Descriptor, said => new(said.Name)),
        From<V1.EndSessionRequest, SessionId>(V1.EndSessionRequest.Descriptor, said => new(said.Id)),
        From<V1.ChangeSettingsRequest, SettingsChange>(
            V1.ChangeSettingsRequest.Descriptor, said => new(said.HasReadMarks ? said.ReadMarks : null)),
        From<V1.EventsRequest, OpenEvents>(
            V1.EventsRequest.Descriptor, said => said.HasWindow ? new OpenEvents(said.Window) : new OpenEvents()),
    }.ToDictionary(mapping => mapping.Type);

    private static RequestMapping From<TMessage, T>(MessageDescriptor message, Func<TMessage, T> toContract)
        where TMessage : IMessage
        where T : class => new(typeof(T), message, read => toContract((TMessage)read));
}
