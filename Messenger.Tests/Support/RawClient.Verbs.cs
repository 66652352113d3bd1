using System.Text;
using FluentAssertions;
using Messenger.Wire;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Support;

/// <content>The operations of the protocol, as tests say them.</content>
internal sealed partial class RawClient
{
    public const string Password = "correct horse";

    /// <summary>The session's resume token, after a login.</summary>
    public byte[] Token { get; private set; } = [];

    /// <summary>The answer to the last login.</summary>
    public SessionOpened Opened { get; private set; } = null!;

    public static HelloRequest Hello(ushort window = 1000, Capabilities capabilities = Capabilities.None) =>
        new(ProtocolVersion.Lowest, ProtocolVersion.Highest, capabilities, window, "tests/1");

    /// <summary>Preamble and HELLO.</summary>
    public async Task<HelloAnswer> HelloAsync(ushort window = 1000, Capabilities capabilities = Capabilities.None)
    {
        uint id = NextId();
        Received answer = await AskRaw(id, [.. Preamble.Bytes, .. Encode(Opcode.Hello, id, Hello(window, capabilities))]).Within("HELLO_ANSWER");
        answer.Opcode.Should().Be(Opcode.HelloAnswer);
        return answer.Read<HelloAnswer>();
    }

    public Task<Received> AskCredentials(Opcode opcode, string name, string password = Password) =>
        AskCredentials(opcode, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(password));

    public Task<Received> AskCredentials(Opcode opcode, byte[] name, byte[] password) => Ask(opcode, new Credentials(name, password));

    public async Task<SessionOpened> RegisterAsync(string name) => Enter(await AskCredentials(Opcode.Register, name), Opcode.RegisterAnswer);

    public async Task<SessionOpened> LoginAsync(string name) => Enter(await AskCredentials(Opcode.Login, name), Opcode.LoginAnswer);

    public async Task<SessionOpened> ResumeAsync(byte[] token) => Enter(await AskResume(token), Opcode.ResumeAnswer);

    public Task<Received> AskResume(byte[] token) => Ask(Opcode.Resume, new ResumeRequest(token));

    public Task<Received> AskEmpty(Opcode opcode) => Ask(opcode, new Empty());

    public Task<Received> AskSend(string to, string text, Guid? id = null) =>
        AskSend(Encoding.UTF8.GetBytes(to), Encoding.UTF8.GetBytes(text), id);

    public Task<Received> AskSend(byte[] to, byte[] text, Guid? id = null) =>
        Ask(Opcode.Send, new SendRequest(id ?? Guid.NewGuid(), to, text));

    /// <summary>Sends and demands that it is stored.</summary>
    public async Task<SendAnswer> SendAsync(string to, string text, Guid? id = null)
    {
        Received answer = await AskSend(to, text, id);
        answer.Opcode.Should().Be(Opcode.SendAnswer, "the message is stored, not refused with {0}", answer.Code);
        return answer.Read<SendAnswer>();
    }

    public async Task ConfirmAsync(params ulong[] numbers)
    {
        Received answer = await AskConfirm(numbers);
        answer.Opcode.Should().Be(Opcode.ConfirmAnswer);
    }

    public Task<Received> AskConfirm(params ulong[] numbers) => Ask(Opcode.Confirm, ConfirmRequest.Of(numbers, new byte[numbers.Length * 8]));

    public async Task<Undelivered> UnreadAsync()
    {
        Received answer = await AskEmpty(Opcode.Unread);
        answer.Opcode.Should().Be(Opcode.UnreadAnswer);
        return answer.Read<Undelivered>();
    }

    public Task<Received> AskRead(string from = "", uint count = 0) => Ask(Opcode.Read, new ReadRequest(Encoding.UTF8.GetBytes(from), count));

    public async Task<ReadAnswer> ReadAsync(string from = "", uint count = 0)
    {
        Received answer = await AskRead(from, count);
        answer.Opcode.Should().Be(Opcode.ReadAnswer);
        return answer.Read<ReadAnswer>();
    }

    public Task<Received> AskList(string pattern = "", string after = "", ushort limit = 0) => AskList(Encoding.UTF8.GetBytes(pattern), after, limit);

    public Task<Received> AskList(byte[] pattern, string after = "", ushort limit = 0) =>
        Ask(Opcode.List, new ListRequest(pattern, Encoding.UTF8.GetBytes(after), limit));

    public async Task<ListAnswer> ListAsync(string pattern = "", string after = "", ushort limit = 0)
    {
        Received answer = await AskList(pattern, after, limit);
        answer.Opcode.Should().Be(Opcode.ListAnswer);
        return answer.Read<ListAnswer>();
    }

    public Task<Received> AskChangePassword(string password, string newPassword) =>
        Ask(Opcode.ChangePassword, new ChangePasswordRequest(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(newPassword)));

    /// <summary>The reason, and then the end: nothing comes behind it.</summary>
    public async Task<Refusal> ExpectGoodbyeAsync(ErrorCode code)
    {
        Received goodbye = await Goodbye.Within($"GOODBYE {code}");
        await Ended.Within("the end of the connection");
        Arrived[^1].Should().BeSameAs(goodbye, "GOODBYE is the last frame");
        WasReset.Should().BeFalse("FIN, not RST");
        Refusal refusal = goodbye.Read<Refusal>();
        refusal.Code.Should().Be(code);
        refusal.Message.Should().NotBeEmpty();
        return refusal;
    }

    /// <summary>Proves that the connection lives.</summary>
    public async Task PingAsync() => (await AskEmpty(Opcode.Ping)).Opcode.Should().Be(Opcode.Pong);

    /// <summary>A frame with a length field of any value, and no more than its head.</summary>
    public static byte[] Head(uint length, Opcode opcode, uint requestId)
    {
        byte[] head = new byte[FrameHeader.Size];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(head, length);
        head[FrameHeader.LengthSize] = (byte)opcode;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(FrameHeader.LengthSize + 1), requestId);
        return head;
    }

    private SessionOpened Enter(Received answer, Opcode expected)
    {
        answer.Opcode.Should().Be(expected, "one gets in, instead of {0}", answer.Code);
        Opened = answer.Read<SessionOpened>();
        Token = Opened.Token;
        return Opened;
    }
}
