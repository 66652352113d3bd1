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
            Opcode.SendAnswer => Frame(vector, new SendAnswer(U64(f["number"]!), Time(f), (U8(f, "flags") & 1) != 0, (U8(f, "flags") & 2) != 0)),
            Opcode.Confirm => Confirm(vector),
            Opcode.UnreadAnswer or Opcode.UnreadChanged => Frame(vector, Held(f)),
            Opcode.Read => Frame(vector, new ReadRequest(Bytes(f, "from"), U32(f, "count"))),
            Opcode.ReadAnswer => Frame(vector, new ReadAnswer(U32(f, "count"), U32(f, "left"))),
            Opcode.Message => Frame(vector, new MessagePush(
                U64(f["number"]!), Uuid(f, "id"), Time(f), (MessageMarks)U8(f, "flags"),
                Bytes(f, "from"), Bytes(f, "to"), Bytes(f, "text"))),
            Opcode.Error or Opcode.Goodbye => Frame(vector, new Refusal(
                (ErrorCode)U16(f, "code"), TimeSpan.FromMilliseconds(U32(f, "retry_after_ms")), Text(f, "message"))),
            _ when f.Count == 0 => Frame(vector, default(Empty)),
            _ => throw new ArgumentException($"no encoder for the fields of {vector}"),
        };
    }

    private static byte[] Confirm(Vector vector)
    {
        ulong[] numbers = [.. Items(vector.Fields["numbers"]!).Select(U64)];
        return Frame(vector, ConfirmRequest.Of(numbers, new byte[numbers.Length * sizeof(ulong)]));
    }

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

    private static ulong Time(JsonObject f) => f["at"]!.GetValue<ulong>();

    private static Guid Uuid(JsonObject f, string name) => Guid.Parse(f[name]!.GetValue<string>());

    private static byte[] Bytes(JsonObject f, string name) => VectorValues.String(f[name]!);

    private static string Text(JsonObject f, string name) => System.Text.Encoding.UTF8.GetString(Bytes(f, name));
}
