using Google.Protobuf;
using Google.Protobuf.Reflection;
using Messenger.Gateway.Contract;

namespace Messenger.Gateway.Representation.Protobuf;

/// <summary>THE TABLE of answers: each of the contract's, and the message that it is written as.</summary>
internal static class ProtobufAnswers
{
    public static IReadOnlyDictionary<Type, AnswerMapping> All { get; } = new[]
    {
        To<Nothing, V1.LogoutResponse>(V1.LogoutResponse.Descriptor, _ => new V1.LogoutResponse()),
        To<AboutServer, V1.AboutResponse>(V1.AboutResponse.Descriptor, ToProtobuf.Of),
        To<Problem, V1.Problem>(V1.Problem.Descriptor, ToProtobuf.Of),
        To<LoggedIn, V1.LoginResponse>(V1.LoginResponse.Descriptor, ToProtobuf.Of),
        To<WhoAmI, V1.WhoamiResponse>(V1.WhoamiResponse.Descriptor, ToProtobuf.Of),
        To<DeletionPreview, V1.PreviewDeletionResponse>(V1.PreviewDeletionResponse.Descriptor, ToProtobuf.Of),
        To<AccountPage, V1.ListAccountsResponse>(V1.ListAccountsResponse.Descriptor, ToProtobuf.Of),
        To<Sent, V1.SendResponse>(V1.SendResponse.Descriptor, ToProtobuf.Of),
        To<Unread, V1.Unread>(V1.Unread.Descriptor, ToProtobuf.Of),
        To<Fetched, V1.UndeliveredResponse>(V1.UndeliveredResponse.Descriptor, ToProtobuf.Of),
        To<Way, V1.WhyResponse>(V1.WhyResponse.Descriptor, ToProtobuf.Of),
        To<ConversationPage, V1.ListConversationsResponse>(V1.ListConversationsResponse.Descriptor, ToProtobuf.Of),
        To<HistoryPage, V1.HistoryResponse>(V1.HistoryResponse.Descriptor, ToProtobuf.Of),
        To<Found, V1.SearchResponse>(V1.SearchResponse.Descriptor, ToProtobuf.Of),
        To<ShownGroup, V1.ShowGroupResponse>(V1.ShowGroupResponse.Descriptor, ToProtobuf.Of),
        To<GroupPage, V1.ListGroupsResponse>(V1.ListGroupsResponse.Descriptor, ToProtobuf.Of),
        To<Blocks, V1.ListBlocksResponse>(V1.ListBlocksResponse.Descriptor, ToProtobuf.Of),
        To<SessionList, V1.ListSessionsResponse>(V1.ListSessionsResponse.Descriptor, ToProtobuf.Of),
        To<Settings, V1.ShowSettingsResponse>(V1.ShowSettingsResponse.Descriptor, ToProtobuf.Of),
    }.ToDictionary(mapping => mapping.Type);

    private static AnswerMapping To<T, TMessage>(MessageDescriptor message, Func<T, TMessage> toMessage)
        where T : class
        where TMessage : IMessage => new(typeof(T), message, answer => toMessage((T)answer));
}
