using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Fuzz;

/// <summary>Good frames to begin with: one or more of every opcode, so that mutations reach every field. Tests add the vectors.</summary>
internal static class FuzzSeeds
{
    private static readonly Guid Id = new("01890a5d-ac96-774b-bcce-b302099a8057");
    private static readonly byte[] Token = [.. Enumerable.Range(1, Limits.TokenBytes).Select(i => (byte)i)];

    private static readonly Undelivered Waiting = new(4, 3, [new("Alice", false, 2), new("#lunch", false, 1), new("b", true, 1)]);

    public static IReadOnlyList<byte[]> Built() =>
    [
        Frame(Opcode.Hello, 1, new HelloRequest(1, 1, 0, 64, "fuzz/1")),
        Frame(Opcode.HelloAnswer, 1, new HelloAnswer(1, 0, Limits.FrameAfterLogin, Limits.TextBytes, Id, "messenger/1")),
        .. Empties(),
        .. new[] { Opcode.Register, Opcode.Login, Opcode.DeleteAccount }.Select(opcode => Frame(opcode, 2, new Credentials("bob"u8, "bob-password"u8))),
        .. new[] { Opcode.RegisterAnswer, Opcode.LoginAnswer, Opcode.ResumeAnswer }
            .Select(opcode => Frame(opcode, 2, new SessionOpened(opcode == Opcode.ResumeAnswer, true, Token, "bob", 2_592_000, Waiting))),
        Frame(Opcode.Resume, 2, new ResumeRequest(Token)),
        Frame(Opcode.ChangePassword, 3, new ChangePasswordRequest("bob-password"u8, "a better one"u8)),
        Frame(Opcode.DeletePreviewAnswer, 4, new DeletePreviewAnswer(Waiting, ["#lunch", "#x"])),
        Frame(Opcode.List, 5, new ListRequest("b*[a-z]?"u8, "bob"u8, 50)),
        Frame(Opcode.ListAnswer, 5, new ListAnswer([new("bob", true), new("Carol", false)], "Carol")),
        Frame(Opcode.Send, 6, new SendRequest(Id, "bob"u8, "Grüße, 世界 👋"u8)),
        Frame(Opcode.SendAnswer, 6, new SendAnswer(1, 1_788_220_800_123, true, false)),
        Frame(Opcode.Confirm, 7, ConfirmRequest.Of([1, 2, ulong.MaxValue], new byte[24])),
        Frame(Opcode.UnreadAnswer, 8, Waiting),
        Frame(Opcode.UnreadChanged, 0, Waiting),
        Frame(Opcode.Read, 9, new ReadRequest("bob"u8, 1)),
        Frame(Opcode.ReadAnswer, 9, new ReadAnswer(1, 2)),
        Frame(Opcode.Message, 0, new MessagePush(1, Id, 1_788_220_800_123, MessageMarks.Queued, "Alice"u8, "bob"u8, "hello"u8)),
        .. Conversations(),
        .. Groups(),
        .. People(),
        Frame(Opcode.Error, 10, new Refusal(ErrorCode.Throttled, TimeSpan.FromSeconds(1), "try again in 1 s")),
        Frame(Opcode.Goodbye, 0, new Refusal(ErrorCode.ShuttingDown, TimeSpan.Zero, "the server is shutting down")),
    ];

    private static IEnumerable<byte[]> Conversations()
    {
        HistoryItem[] messages =
        [
            new(7, Id, 1_788_220_800_123, HistoryMarks.Own | HistoryMarks.Edited, "bob", "#lunch", "hello"u8.ToArray()),
            new(9, Id, 1_788_220_800_456, HistoryMarks.Unsent, "Alice", "bob", default),
        ];
        return
        [
            Frame(Opcode.History, 12, new HistoryRequest("#lunch"u8, 7, 50)),
            Frame(Opcode.HistoryAnswer, 12, new HistoryAnswer(messages, 7)),
            Frame(Opcode.Find, 13, new FindRequest("lunch \"at noon\" from:bob"u8, 7, 50)),
            Frame(Opcode.FindAnswer, 13, new FindAnswer(messages, 7, 1_000)),
            Frame(Opcode.MarkRead, 14, new ReadPosition("bob"u8, 9)),
            Frame(Opcode.Edit, 15, new EditRequest(Id, "hello, 世界"u8)),
            Frame(Opcode.Unsend, 16, new UnsendRequest(Id)),
            Frame(Opcode.Why, 27, new WhyRequest(Id)),
            Frame(Opcode.WhyAnswer, 27, new WhyAnswer(9, WayMarks.TimesKnown | WayMarks.Durable, "bob", 1_788_220_800_123, 1_788_220_800_126) { Recipients = 1 }),
            Frame(Opcode.Conversations, 17, new ConversationsRequest(9, 50)),
            Frame(Opcode.ConversationsAnswer, 17, new ConversationsAnswer(
                [new("bob", true, false, 0, 9, 1_788_220_800_123, 2, 7), new("#lunch", false, true, 1_788_220_800_123, 0, 0, 0, 0)], 7)),
            Frame(Opcode.Changed, 0, new ChangedPush(11, 9, Id, 1_788_220_800_789, ChangeMarks.Own, "bob"u8, "Alice"u8, "hello"u8)),
            Frame(Opcode.Receipt, 0, new ReceiptPush(ReceiptState.Read, Id, 9, "#lunch", "bob")),
            Frame(Opcode.ReadUpTo, 0, new ReadPosition("#lunch"u8, 9)),
            Frame(Opcode.Presence, 0, new PresencePush("bob", true, 1_788_220_800_123)),
        ];
    }

    private static IEnumerable<byte[]> Groups()
    {
        GroupBody group = new("#lunch", "Alice", 1_788_220_800_123, ["Alice", "bob"]);
        return
        [
            .. new[] { Opcode.GroupCreate, Opcode.GroupAdd, Opcode.GroupRemove }
                .Select(opcode => Frame(opcode, 18, new GroupMembersRequest("#lunch"u8, NameList.Of(["bob", "carol"])))),
            .. new[] { Opcode.GroupCreate, Opcode.GroupShow, Opcode.GroupAdd, Opcode.GroupRemove, Opcode.GroupRename }
                .Select(opcode => Frame(opcode.AnswerTo(), 18, group)),
            .. new[] { Opcode.GroupShow, Opcode.GroupLeave, Opcode.GroupDelete }.Select(opcode => Frame(opcode, 19, new GroupNameRequest("lunch"u8))),
            Frame(Opcode.GroupRename, 20, new GroupRenameRequest("#lunch"u8, "#dinner"u8)),
            Frame(Opcode.Groups, 21, new GroupsRequest("l*[a-z]?"u8, "#lunch"u8, 50)),
            Frame(Opcode.GroupsAnswer, 21, new GroupsAnswer([new("#dinner", "bob", 2), new("#lunch", "Alice", 1800)], "#lunch")),
            Frame(Opcode.GroupChanged, 0, new GroupChangedPush(GroupChange.Renamed, "#dinner", "#lunch", "Alice", "Alice", 2)),
        ];
    }

    private static IEnumerable<byte[]> People() =>
    [
        .. new[] { Opcode.Block, Opcode.Unblock }.Select(opcode => Frame(opcode, 22, new BlockRequest("bob"u8))),
        Frame(Opcode.BlocksAnswer, 23, new BlocksAnswer([new("bob", false), new("Carol", true)])),
        Frame(Opcode.SessionsAnswer, 24, new SessionsAnswer([new(1, true, true, 1_788_220_800_123, "192.0.2.7"), new(2, false, false, 0, "")])),
        Frame(Opcode.SessionEnd, 25, new SessionEndRequest(2)),
        Frame(Opcode.Settings, 26, new SettingsRequest(AccountSettings.ReadMarks, AccountSettings.None)),
        Frame(Opcode.SettingsAnswer, 26, new SettingsAnswer(AccountSettings.ReadMarks)),
    ];

    private static IEnumerable<byte[]> Empties() =>
        Catalog.Opcodes.Where(IsEmpty).Order().Select(opcode => Frame(opcode, 11, default(Empty)));

    private static bool IsEmpty(Opcode opcode)
    {
        try
        {
            Catalog.Find(opcode)!.Read([], null);
            return true;
        }
        catch (WireException)
        {
            return false;
        }
    }

    private static byte[] Frame<T>(Opcode opcode, uint requestId, T message)
        where T : IWireMessage<T>, allows ref struct
    {
        using FrameBuffer buffer = new();
        buffer.Write(opcode, requestId, message);
        return buffer.Written.ToArray();
    }
}
