namespace Messenger.Wire;

/// <summary>
/// What a frame is about (PROTOCOL.md §3.1). Numbers never change and are never used again.
/// 0x01–0x3F are requests, 0x40–0x7F pushes (request id 0), 0x80 is the refusal of a request,
/// and request | 0x80 is its success answer.
/// </summary>
public enum Opcode : byte
{
    /// <summary>Not an opcode on the wire; what an uninitialised field holds.</summary>
    None = 0x00,

    Hello = 0x01,
    Ping = 0x02,
    Register = 0x03,
    Login = 0x04,
    Resume = 0x05,
    Logout = 0x06,
    ChangePassword = 0x07,
    DeletePreview = 0x08,
    DeleteAccount = 0x09,
    List = 0x0A,
    Send = 0x10,
    Confirm = 0x11,
    Unread = 0x12,
    Read = 0x13,
    History = 0x14,
    Find = 0x15,
    MarkRead = 0x16,
    Edit = 0x17,
    Unsend = 0x18,
    Conversations = 0x19,
    Why = 0x1A,
    GroupCreate = 0x20,
    GroupShow = 0x21,
    GroupAdd = 0x22,
    GroupRemove = 0x23,
    GroupRename = 0x24,
    GroupLeave = 0x25,
    GroupDelete = 0x26,
    Groups = 0x27,
    Block = 0x30,
    Unblock = 0x31,
    Blocks = 0x32,
    Sessions = 0x33,
    SessionEnd = 0x34,
    Settings = 0x35,

    Message = 0x40,
    UnreadChanged = 0x41,
    Changed = 0x42,
    Receipt = 0x43,
    ReadUpTo = 0x44,
    Presence = 0x45,
    GroupChanged = 0x46,
    Goodbye = 0x7F,

    Error = 0x80,
    HelloAnswer = Hello | Opcodes.AnswerBit,
    Pong = Ping | Opcodes.AnswerBit,
    RegisterAnswer = Register | Opcodes.AnswerBit,
    LoginAnswer = Login | Opcodes.AnswerBit,
    ResumeAnswer = Resume | Opcodes.AnswerBit,
    LogoutAnswer = Logout | Opcodes.AnswerBit,
    ChangePasswordAnswer = ChangePassword | Opcodes.AnswerBit,
    DeletePreviewAnswer = DeletePreview | Opcodes.AnswerBit,
    DeleteAccountAnswer = DeleteAccount | Opcodes.AnswerBit,
    ListAnswer = List | Opcodes.AnswerBit,
    SendAnswer = Send | Opcodes.AnswerBit,
    ConfirmAnswer = Confirm | Opcodes.AnswerBit,
    UnreadAnswer = Unread | Opcodes.AnswerBit,
    ReadAnswer = Read | Opcodes.AnswerBit,
    HistoryAnswer = History | Opcodes.AnswerBit,
    FindAnswer = Find | Opcodes.AnswerBit,
    MarkReadAnswer = MarkRead | Opcodes.AnswerBit,
    EditAnswer = Edit | Opcodes.AnswerBit,
    UnsendAnswer = Unsend | Opcodes.AnswerBit,
    ConversationsAnswer = Conversations | Opcodes.AnswerBit,
    WhyAnswer = Why | Opcodes.AnswerBit,
    GroupCreateAnswer = GroupCreate | Opcodes.AnswerBit,
    GroupShowAnswer = GroupShow | Opcodes.AnswerBit,
    GroupAddAnswer = GroupAdd | Opcodes.AnswerBit,
    GroupRemoveAnswer = GroupRemove | Opcodes.AnswerBit,
    GroupRenameAnswer = GroupRename | Opcodes.AnswerBit,
    GroupLeaveAnswer = GroupLeave | Opcodes.AnswerBit,
    GroupDeleteAnswer = GroupDelete | Opcodes.AnswerBit,
    GroupsAnswer = Groups | Opcodes.AnswerBit,
    BlockAnswer = Block | Opcodes.AnswerBit,
    UnblockAnswer = Unblock | Opcodes.AnswerBit,
    BlocksAnswer = Blocks | Opcodes.AnswerBit,
    SessionsAnswer = Sessions | Opcodes.AnswerBit,
    SessionEndAnswer = SessionEnd | Opcodes.AnswerBit,
    SettingsAnswer = Settings | Opcodes.AnswerBit,
}

/// <summary>The arithmetic of opcodes (PROTOCOL.md §3.1).</summary>
public static class Opcodes
{
    public const byte AnswerBit = 0x80;
    private const byte FirstPush = 0x40;

    /// <summary>The opcode of the success answer to a request.</summary>
    public static Opcode AnswerTo(this Opcode request) => request | (Opcode)AnswerBit;

    public static bool IsRequest(this Opcode opcode) => opcode is not Opcode.None && (byte)opcode < FirstPush;

    public static bool IsPush(this Opcode opcode) => (byte)opcode is >= FirstPush and < AnswerBit;

    /// <summary>A success answer or a refusal: carries the id of the request that it answers.</summary>
    public static bool IsAnswer(this Opcode opcode) => (byte)opcode >= AnswerBit;
}
