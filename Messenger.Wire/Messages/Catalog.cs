using System.Collections.Frozen;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;

namespace Messenger.Wire.Messages;

/// <summary>Which body belongs to which opcode, and the opcode's name in PROTOCOL.md. One line each; <c>decode</c>, the trace and the tests go by it.</summary>
public static class Catalog
{
    /// <summary>Reads a whole body, telling the observer of each field.</summary>
    /// <exception cref="WireException">The body breaks the specification.</exception>
    public delegate void BodyReader(ReadOnlySpan<byte> body, IFieldObserver? observer);

    /// <summary>Reads a whole body and appends the frame that says the same.</summary>
    /// <exception cref="WireException">The body breaks the specification; nothing was appended.</exception>
    public delegate void FrameCopier(Opcode opcode, uint requestId, ReadOnlySpan<byte> body, FrameBuffer output);

    /// <param name="Name">As PROTOCOL.md writes it.</param>
    /// <param name="Section">Of PROTOCOL.md.</param>
    /// <param name="Read">Reads its body.</param>
    /// <param name="Copy">Reads and writes it again: of a good frame the same bytes.</param>
    public sealed record Entry(string Name, string Section, BodyReader Read, FrameCopier Copy);

    private static readonly FrozenDictionary<Opcode, Entry> Entries = new Dictionary<Opcode, Entry>
    {
        [Opcode.Hello] = Of<HelloRequest>("HELLO", "5.1"),
        [Opcode.HelloAnswer] = Of<HelloAnswer>("HELLO_ANSWER", "5.1"),
        [Opcode.Ping] = Of<Empty>("PING", "5.2"),
        [Opcode.Pong] = Of<Empty>("PONG", "5.2"),
        [Opcode.Register] = Of<Credentials>("REGISTER", "5.3"),
        [Opcode.RegisterAnswer] = Of<SessionOpened>("REGISTER_ANSWER", "5.3"),
        [Opcode.Login] = Of<Credentials>("LOGIN", "5.4"),
        [Opcode.LoginAnswer] = Of<SessionOpened>("LOGIN_ANSWER", "5.4"),
        [Opcode.Resume] = Of<ResumeRequest>("RESUME", "5.5"),
        [Opcode.ResumeAnswer] = Of<SessionOpened>("RESUME_ANSWER", "5.5"),
        [Opcode.Logout] = Of<Empty>("LOGOUT", "5.6"),
        [Opcode.LogoutAnswer] = Of<Empty>("LOGOUT_ANSWER", "5.6"),
        [Opcode.ChangePassword] = Of<ChangePasswordRequest>("CHANGE_PASSWORD", "5.7"),
        [Opcode.ChangePasswordAnswer] = Of<Empty>("CHANGE_PASSWORD_ANSWER", "5.7"),
        [Opcode.DeletePreview] = Of<Empty>("DELETE_PREVIEW", "5.8"),
        [Opcode.DeletePreviewAnswer] = Of<DeletePreviewAnswer>("DELETE_PREVIEW_ANSWER", "5.8"),
        [Opcode.DeleteAccount] = Of<Credentials>("DELETE_ACCOUNT", "5.9"),
        [Opcode.DeleteAccountAnswer] = Of<Empty>("DELETE_ACCOUNT_ANSWER", "5.9"),
        [Opcode.List] = Of<ListRequest>("LIST", "5.10"),
        [Opcode.ListAnswer] = Of<ListAnswer>("LIST_ANSWER", "5.10"),
        [Opcode.Send] = Of<SendRequest>("SEND", "5.11"),
        [Opcode.SendAnswer] = Of<SendAnswer>("SEND_ANSWER", "5.11"),
        [Opcode.Confirm] = Of<ConfirmRequest>("CONFIRM", "5.12"),
        [Opcode.ConfirmAnswer] = Of<Empty>("CONFIRM_ANSWER", "5.12"),
        [Opcode.Unread] = Of<Empty>("UNREAD", "5.13"),
        [Opcode.UnreadAnswer] = Of<Undelivered>("UNREAD_ANSWER", "5.13"),
        [Opcode.Read] = Of<ReadRequest>("READ", "5.14"),
        [Opcode.ReadAnswer] = Of<ReadAnswer>("READ_ANSWER", "5.14"),
        [Opcode.History] = Of<HistoryRequest>("HISTORY", "5.15"),
        [Opcode.HistoryAnswer] = Of<HistoryAnswer>("HISTORY_ANSWER", "5.15"),
        [Opcode.Find] = Of<FindRequest>("FIND", "5.16"),
        [Opcode.FindAnswer] = Of<FindAnswer>("FIND_ANSWER", "5.16"),
        [Opcode.MarkRead] = Of<ReadPosition>("MARK_READ", "5.17"),
        [Opcode.MarkReadAnswer] = Of<Empty>("MARK_READ_ANSWER", "5.17"),
        [Opcode.Edit] = Of<EditRequest>("EDIT", "5.18"),
        [Opcode.EditAnswer] = Of<Empty>("EDIT_ANSWER", "5.18"),
        [Opcode.Unsend] = Of<UnsendRequest>("UNSEND", "5.19"),
        [Opcode.UnsendAnswer] = Of<Empty>("UNSEND_ANSWER", "5.19"),
        [Opcode.Conversations] = Of<ConversationsRequest>("CONVERSATIONS", "5.20"),
        [Opcode.ConversationsAnswer] = Of<ConversationsAnswer>("CONVERSATIONS_ANSWER", "5.20"),
        [Opcode.Why] = Of<WhyRequest>("WHY", "5.35"),
        [Opcode.WhyAnswer] = Of<WhyAnswer>("WHY_ANSWER", "5.35"),
        [Opcode.GroupCreate] = Of<GroupMembersRequest>("GROUP_CREATE", "5.21"),
        [Opcode.GroupCreateAnswer] = Of<GroupBody>("GROUP_CREATE_ANSWER", "5.21"),
        [Opcode.GroupShow] = Of<GroupNameRequest>("GROUP_SHOW", "5.22"),
        [Opcode.GroupShowAnswer] = Of<GroupBody>("GROUP_SHOW_ANSWER", "5.22"),
        [Opcode.GroupAdd] = Of<GroupMembersRequest>("GROUP_ADD", "5.23"),
        [Opcode.GroupAddAnswer] = Of<GroupBody>("GROUP_ADD_ANSWER", "5.23"),
        [Opcode.GroupRemove] = Of<GroupMembersRequest>("GROUP_REMOVE", "5.24"),
        [Opcode.GroupRemoveAnswer] = Of<GroupBody>("GROUP_REMOVE_ANSWER", "5.24"),
        [Opcode.GroupRename] = Of<GroupRenameRequest>("GROUP_RENAME", "5.25"),
        [Opcode.GroupRenameAnswer] = Of<GroupBody>("GROUP_RENAME_ANSWER", "5.25"),
        [Opcode.GroupLeave] = Of<GroupNameRequest>("GROUP_LEAVE", "5.26"),
        [Opcode.GroupLeaveAnswer] = Of<Empty>("GROUP_LEAVE_ANSWER", "5.26"),
        [Opcode.GroupDelete] = Of<GroupNameRequest>("GROUP_DELETE", "5.27"),
        [Opcode.GroupDeleteAnswer] = Of<Empty>("GROUP_DELETE_ANSWER", "5.27"),
        [Opcode.Groups] = Of<GroupsRequest>("GROUPS", "5.28"),
        [Opcode.GroupsAnswer] = Of<GroupsAnswer>("GROUPS_ANSWER", "5.28"),
        [Opcode.Block] = Of<BlockRequest>("BLOCK", "5.29"),
        [Opcode.BlockAnswer] = Of<Empty>("BLOCK_ANSWER", "5.29"),
        [Opcode.Unblock] = Of<BlockRequest>("UNBLOCK", "5.30"),
        [Opcode.UnblockAnswer] = Of<Empty>("UNBLOCK_ANSWER", "5.30"),
        [Opcode.Blocks] = Of<Empty>("BLOCKS", "5.31"),
        [Opcode.BlocksAnswer] = Of<BlocksAnswer>("BLOCKS_ANSWER", "5.31"),
        [Opcode.Sessions] = Of<Empty>("SESSIONS", "5.32"),
        [Opcode.SessionsAnswer] = Of<SessionsAnswer>("SESSIONS_ANSWER", "5.32"),
        [Opcode.SessionEnd] = Of<SessionEndRequest>("SESSION_END", "5.33"),
        [Opcode.SessionEndAnswer] = Of<Empty>("SESSION_END_ANSWER", "5.33"),
        [Opcode.Settings] = Of<SettingsRequest>("SETTINGS", "5.34"),
        [Opcode.SettingsAnswer] = Of<SettingsAnswer>("SETTINGS_ANSWER", "5.34"),
        [Opcode.Message] = Of<MessagePush>("MESSAGE", "6.1"),
        [Opcode.UnreadChanged] = Of<Undelivered>("UNREAD_CHANGED", "6.2"),
        [Opcode.Changed] = Of<ChangedPush>("CHANGED", "6.4"),
        [Opcode.Receipt] = Of<ReceiptPush>("RECEIPT", "6.5"),
        [Opcode.ReadUpTo] = Of<ReadPosition>("READ_UP_TO", "6.6"),
        [Opcode.Presence] = Of<PresencePush>("PRESENCE", "6.7"),
        [Opcode.GroupChanged] = Of<GroupChangedPush>("GROUP_CHANGED", "6.8"),
        [Opcode.Goodbye] = Of<Refusal>("GOODBYE", "6.3"),
        [Opcode.Error] = Of<Refusal>("ERROR", "7"),
    }.ToFrozenDictionary();

    /// <summary>Every opcode that has a body, and no other.</summary>
    public static IEnumerable<Opcode> Opcodes => Entries.Keys;

    public static Entry? Find(Opcode opcode) => Entries.GetValueOrDefault(opcode);

    /// <summary>The opcode's name for people: <c>SEND</c>, or <c>0x2A</c> when it has none.</summary>
    public static string NameOf(Opcode opcode) => Find(opcode)?.Name ?? $"0x{(byte)opcode:X2}";

    private static Entry Of<T>(string name, string section)
        where T : IWireMessage<T>, allows ref struct =>
        new(
            name,
            section,
            static (body, observer) => FieldReader.ReadWhole<T>(body, observer),
            static (opcode, requestId, body, output) => output.Write(opcode, requestId, FieldReader.ReadWhole<T>(body)));
}
