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
        Frame(Opcode.Error, 10, new Refusal(ErrorCode.Throttled, TimeSpan.FromSeconds(1), "try again in 1 s")),
        Frame(Opcode.Goodbye, 0, new Refusal(ErrorCode.ShuttingDown, TimeSpan.Zero, "the server is shutting down")),
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
