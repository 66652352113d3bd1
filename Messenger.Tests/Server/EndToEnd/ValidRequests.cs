using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>A well-formed request of each kind; whether it succeeds is another matter.</summary>
internal static class ValidRequests
{
    public static byte[] Of(Opcode opcode, uint id) => opcode switch
    {
        Opcode.Hello => RawClient.Encode(opcode, id, RawClient.Hello()),
        Opcode.Register or Opcode.Login or Opcode.DeleteAccount => RawClient.Encode(opcode, id, new Credentials("somebody"u8, "password"u8)),
        Opcode.Resume => RawClient.Encode(opcode, id, new ResumeRequest(new byte[Limits.TokenBytes])),
        Opcode.ChangePassword => RawClient.Encode(opcode, id, new ChangePasswordRequest("not it, sorry"u8, "new password"u8)),
        Opcode.List => RawClient.Encode(opcode, id, new ListRequest("a*"u8, ""u8, 3)),
        Opcode.Send => RawClient.Encode(opcode, id, new SendRequest(Guid.NewGuid(), "nobody"u8, "text"u8)),
        Opcode.Confirm => RawClient.Encode(opcode, id, ConfirmRequest.Of([1, 2], new byte[16])),
        Opcode.Read => RawClient.Encode(opcode, id, new ReadRequest("bob"u8, 1)),
        Opcode.History => RawClient.Encode(opcode, id, new HistoryRequest("nobody"u8, 0, 1)),
        Opcode.Find => RawClient.Encode(opcode, id, new FindRequest("hello"u8, 0, 1)),
        Opcode.MarkRead => RawClient.Encode(opcode, id, new ReadPosition("nobody"u8, 1)),
        Opcode.Edit => RawClient.Encode(opcode, id, new EditRequest(Guid.NewGuid(), "text"u8)),
        Opcode.Unsend => RawClient.Encode(opcode, id, new UnsendRequest(Guid.NewGuid())),
        Opcode.Why => RawClient.Encode(opcode, id, new WhyRequest(Guid.NewGuid())),
        Opcode.Conversations => RawClient.Encode(opcode, id, new ConversationsRequest(0, 1)),
        Opcode.GroupCreate or Opcode.GroupAdd or Opcode.GroupRemove =>
            RawClient.Encode(opcode, id, new GroupMembersRequest("#lunch"u8, NameList.Of(["alice"]))),
        Opcode.GroupShow or Opcode.GroupLeave or Opcode.GroupDelete => RawClient.Encode(opcode, id, new GroupNameRequest("#lunch"u8)),
        Opcode.GroupRename => RawClient.Encode(opcode, id, new GroupRenameRequest("#lunch"u8, "#dinner"u8)),
        Opcode.Groups => RawClient.Encode(opcode, id, new GroupsRequest("l*"u8, ""u8, 3)),
        Opcode.Block or Opcode.Unblock => RawClient.Encode(opcode, id, new BlockRequest("nobody"u8)),
        Opcode.SessionEnd => RawClient.Encode(opcode, id, new SessionEndRequest(0)),
        Opcode.Settings => RawClient.Encode(opcode, id, new SettingsRequest(AccountSettings.None, AccountSettings.None)),
        _ => RawClient.Encode(opcode, id, new Empty()),
    };

    /// <summary>What a server answers to it when alice, who is alone on it, asks; none for success.</summary>
    public static ErrorCode RefusalOf(Opcode opcode) => opcode switch
    {
        Opcode.Hello or Opcode.SessionEnd => ErrorCode.BadCommand,
        Opcode.Register or Opcode.Login or Opcode.Resume => ErrorCode.AlreadyLoggedIn,
        Opcode.Send or Opcode.History or Opcode.MarkRead or Opcode.Block or Opcode.Unblock => ErrorCode.NoSuchAccount,
        Opcode.ChangePassword => ErrorCode.BadCredentials,
        Opcode.DeleteAccount => ErrorCode.ConfirmationNeeded,
        Opcode.Edit or Opcode.Unsend or Opcode.Why => ErrorCode.NoSuchMessage,
        Opcode.GroupShow or Opcode.GroupAdd or Opcode.GroupRemove or Opcode.GroupRename or Opcode.GroupLeave or Opcode.GroupDelete =>
            ErrorCode.NoSuchGroup,
        _ => ErrorCode.None,
    };
}
