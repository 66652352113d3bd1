using System.Text.Json.Nodes;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using static Messenger.Tests.Wire.Vectors.VectorValues;

namespace Messenger.Tests.Wire.Vectors;

/// <summary>Makes a frame from a vector's fields with the message types that the product uses.</summary>
internal static class VectorEncoder
{
    public static byte[] Encode(Vector vector)
    {
        JsonObject f = vector.Fields;
        return vector.Opcode switch
        {
            Opcode.Hello => Frame(vector, new HelloRequest(
                U8(f, "lowest_version"), U8(f, "highest_version"), (Capabilities)U32(f, "capabilities"), U16(f, "window"), Text(f, "agent"))),
            Opcode.HelloAnswer => Frame(vector, new HelloAnswer(
                U8(f, "version"), (Capabilities)U32(f, "capabilities"), U32(f, "frame_limit"), U32(f, "text_limit"), Uuid(f, "server_id"), Text(f, "agent"))),
            Opcode.Register or Opcode.Login or Opcode.DeleteAccount => Frame(vector, new Credentials(Bytes(f, "name"), Bytes(f, "password"))),
            Opcode.RegisterAnswer or Opcode.LoginAnswer or Opcode.ResumeAnswer => Frame(vector, new SessionOpened(
                (U8(f, "flags") & 1) != 0, (U8(f, "flags") & 2) != 0, Convert.FromHexString(f["token"]!.GetValue<string>()), Text(f, "name"),
                U32(f, "keep"), Held(f))),
            Opcode.Resume => Frame(vector, new ResumeRequest(Convert.FromHexString(f["token"]!.GetValue<string>()))),
            Opcode.ChangePassword => Frame(vector, new ChangePasswordRequest(Bytes(f, "password"), Bytes(f, "new_password"))),
            Opcode.DeletePreviewAnswer => Frame(vector, new DeletePreviewAnswer(
                Held(f), [.. Items(f["group"]!).Select(group => Text(group.AsObject(), "name"))])),
            Opcode.List => Frame(vector, new ListRequest(Bytes(f, "pattern"), Bytes(f, "after"), U16(f, "limit"))),
            Opcode.ListAnswer => Frame(vector, new ListAnswer(
                [.. Items(f["accounts"]!).Select(a => new ListedAccount(Text(a.AsObject(), "name"), U8(a.AsObject(), "flags") == 1))], Text(f, "next"))),
            Opcode.Send => Frame(vector, new SendRequest(Uuid(f, "id"), Bytes(f, "to"), Bytes(f, "text"))),
            Opcode.SendAnswer => Frame(vector, new SendAnswer(U64(f, "number"), Time(f), (U8(f, "flags") & 1) != 0, (U8(f, "flags") & 2) != 0)),
            Opcode.Confirm => Confirm(vector),
            Opcode.UnreadAnswer or Opcode.UnreadChanged => Frame(vector, Held(f)),
            Opcode.Read => Frame(vector, new ReadRequest(Bytes(f, "from"), U32(f, "count"))),
            Opcode.ReadAnswer => Frame(vector, new ReadAnswer(U32(f, "count"), U32(f, "left"))),
            Opcode.Message => Frame(vector, new MessagePush(
                U64(f, "number"), Uuid(f, "id"), Time(f), (MessageMarks)U8(f, "flags"),
                Bytes(f, "from"), Bytes(f, "to"), Bytes(f, "text"))),
            Opcode.History => Frame(vector, new HistoryRequest(Bytes(f, "with"), U64(f, "before"), U16(f, "count"))),
            Opcode.HistoryAnswer => Frame(vector, new HistoryAnswer(Messages(f), U64(f, "next"))),
            Opcode.Find => Frame(vector, new FindRequest(Bytes(f, "query"), U64(f, "after"), U16(f, "count"))),
            Opcode.FindAnswer => Frame(vector, new FindAnswer(Messages(f), U64(f, "next"), U64(f, "searched"))),
            Opcode.MarkRead or Opcode.ReadUpTo => Frame(vector, new ReadPosition(Bytes(f, "with"), U64(f, "up_to"))),
            Opcode.Edit => Frame(vector, new EditRequest(Uuid(f, "id"), Bytes(f, "text"))),
            Opcode.Unsend => Frame(vector, new UnsendRequest(Uuid(f, "id"))),
            Opcode.Conversations => Frame(vector, new ConversationsRequest(U64(f, "before"), U16(f, "count"))),
            Opcode.ConversationsAnswer => Frame(vector, new ConversationsAnswer([.. Objects(f, "conversations").Select(c => new ListedConversation(
                Text(c, "name"), Has(c, 1), Has(c, 2), Time(c, "last_seen"), U64(c, "last"), Time(c, "last_at"), U32(c, "undelivered"),
                U64(c, "read_up_to")))], U64(f, "next"))),
            Opcode.Why => Frame(vector, new WhyRequest(Uuid(f, "id"))),
            Opcode.WhyAnswer => Frame(vector, Way(f)),
            Opcode.GroupCreate or Opcode.GroupAdd or Opcode.GroupRemove => GroupMembers(vector),
            Opcode.GroupShow or Opcode.GroupLeave or Opcode.GroupDelete => Frame(vector, new GroupNameRequest(Bytes(f, "group"))),
            Opcode.GroupRename => Frame(vector, new GroupRenameRequest(Bytes(f, "group"), Bytes(f, "name"))),
            Opcode.GroupCreateAnswer or Opcode.GroupShowAnswer or Opcode.GroupAddAnswer or Opcode.GroupRemoveAnswer or Opcode.GroupRenameAnswer =>
                Frame(vector, new GroupBody(
                    Text(f, "name"), Text(f, "owner"), Time(f, "created_at"), [.. Objects(f, "members").Select(member => Text(member, "name"))])),
            Opcode.Groups => Frame(vector, new GroupsRequest(Bytes(f, "pattern"), Bytes(f, "after"), U16(f, "limit"))),
            Opcode.GroupsAnswer => Frame(vector, new GroupsAnswer(
                [.. Objects(f, "groups").Select(g => new ListedGroup(Text(g, "name"), Text(g, "owner"), U32(g, "members")))], Text(f, "next"))),
            Opcode.Block or Opcode.Unblock => Frame(vector, new BlockRequest(Bytes(f, "name"))),
            Opcode.BlocksAnswer => Frame(vector, new BlocksAnswer([.. Objects(f, "blocked").Select(b => new BlockedAccount(Text(b, "name"), Has(b, 1)))])),
            Opcode.SessionsAnswer => Frame(vector, new SessionsAnswer([.. Objects(f, "sessions").Select(s => new ListedSession(
                U64(s, "id"), Has(s, 1), Has(s, 2), Time(s, "last_active"), Text(s, "address")))])),
            Opcode.SessionEnd => Frame(vector, new SessionEndRequest(U64(f, "id"))),
            Opcode.Settings => Frame(vector, new SettingsRequest((AccountSettings)U8(f, "mask"), (AccountSettings)U8(f, "values"))),
            Opcode.SettingsAnswer => Frame(vector, new SettingsAnswer((AccountSettings)U8(f, "values"))),
            Opcode.Changed => Frame(vector, new ChangedPush(
                U64(f, "number"), U64(f, "message"), Uuid(f, "id"), Time(f), (ChangeMarks)U8(f, "flags"),
                Bytes(f, "from"), Bytes(f, "to"), Bytes(f, "text"))),
            Opcode.Receipt => Frame(vector, new ReceiptPush(
                (ReceiptState)U8(f, "state"), Uuid(f, "id"), U64(f, "number"), Text(f, "to"), Text(f, "by"))),
            Opcode.Presence => Frame(vector, new PresencePush(Text(f, "name"), Has(f, 1), Time(f, "last_seen"))),
            Opcode.GroupChanged => Frame(vector, new GroupChangedPush(
                (GroupChange)U8(f, "change"), Text(f, "name"), Text(f, "old_name"), Text(f, "by"), Text(f, "owner"), U32(f, "members"))),
            Opcode.Error or Opcode.Goodbye => Frame(vector, new Refusal(
                (ErrorCode)U16(f, "code"), TimeSpan.FromMilliseconds(U32(f, "retry_after_ms")), Text(f, "message"))),
            _ when f.Count == 0 => Frame(vector, default(Empty)),
            _ => throw new ArgumentException($"no encoder for the fields of {vector}"),
        };
    }

    private static byte[] Confirm(Vector vector)
    {
        ulong[] numbers = [.. Items(vector.Fields["numbers"]!).Select(VectorValues.U64)];
        return Frame(vector, ConfirmRequest.Of(numbers, new byte[numbers.Length * sizeof(ulong)]));
    }

    /// <summary>From bytes, for a vector's names need not be UTF-8.</summary>
    private static byte[] GroupMembers(Vector vector)
    {
        byte[][] names = [.. Objects(vector.Fields, "members").Select(member => Bytes(member, "name"))];
        byte[] strings = [.. names.SelectMany(name => (byte[])[(byte)(name.Length >> 8), (byte)name.Length, .. name])];
        return Frame(vector, new GroupMembersRequest(Bytes(vector.Fields, "group"), new NameList(strings, names.Length)));
    }

    private static HistoryItem[] Messages(JsonObject f) => [.. Objects(f, "messages").Select(m => new HistoryItem(
        U64(m, "number"), Uuid(m, "id"), Time(m), (HistoryMarks)U8(m, "flags"), Text(m, "from"), Text(m, "to"), Bytes(m, "text")))];

    private static WhyAnswer Way(JsonObject f) => new(
        U64(f, "number"), (WayMarks)U8(f, "flags"), Text(f, "to"), Time(f, "accepted_at"), Time(f, "stored_at"))
    {
        PushedAt = Time(f, "pushed_at"),
        Terminals = U32(f, "terminals"),
        Recipients = U32(f, "recipients"),
        ConfirmedAt = Time(f, "confirmed_at"),
        ConfirmedBy = U32(f, "confirmed_by"),
        ReadAt = Time(f, "read_at"),
        ReadBy = U32(f, "read_by"),
    };

    private static byte[] Frame<T>(Vector vector, T message)
        where T : IWireMessage<T>, allows ref struct
    {
        using FrameBuffer buffer = new();
        buffer.Write(vector.Opcode, vector.RequestId, message);
        return buffer.Written.ToArray();
    }

    private static Undelivered Held(JsonObject f) => new(U32(f, "total"), U32(f, "senders"),
        [.. Items(f["from"]!).Select(i => i.AsObject()).Select(i => new UndeliveredFrom(Text(i, "name"), U8(i, "flags") == 1, U32(i, "messages")))]);

    private static byte U8(JsonObject f, string name) => f[name]!.GetValue<byte>();

    private static ushort U16(JsonObject f, string name) => f[name]!.GetValue<ushort>();

    private static uint U32(JsonObject f, string name) => f[name]!.GetValue<uint>();

    private static ulong U64(JsonObject f, string name) => VectorValues.U64(f[name]!);

    private static bool Has(JsonObject f, byte flag) => (U8(f, "flags") & flag) != 0;

    private static ulong Time(JsonObject f, string name = "at") => f[name]!.GetValue<ulong>();

    private static IEnumerable<JsonObject> Objects(JsonObject f, string list) => Items(f[list]!).Select(item => item.AsObject());

    private static Guid Uuid(JsonObject f, string name) => Guid.Parse(f[name]!.GetValue<string>());

    private static byte[] Bytes(JsonObject f, string name) => VectorValues.String(f[name]!);

    private static string Text(JsonObject f, string name) => System.Text.Encoding.UTF8.GetString(Bytes(f, name));
}
