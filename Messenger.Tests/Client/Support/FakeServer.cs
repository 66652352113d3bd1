using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Client.Support;

/// <summary>A server that does what the test says, frame by frame.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public FakeServer() => _listener.Start();

    /// <summary>How long any one step may take.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    public SessionOptions Options => new()
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
    };

    public async Task<FakePeer> AcceptAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        return new FakePeer(await AcceptStreamAsync(limit.Token));
    }

    /// <summary>Accepts a connection and shows a certificate on it.</summary>
    public async Task<FakePeer> AcceptTlsAsync(X509Certificate2 certificate)
    {
        using CancellationTokenSource limit = new(Limit);
        SslStream tls = new(await AcceptStreamAsync(limit.Token), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, limit.Token);
        return new FakePeer(tls);
    }

    /// <summary>A session that is connected, and the server's end of it.</summary>
    public async Task<(MessengerSession Session, FakePeer Peer)> ConnectAsync(SessionOptions? options = null, Guid serverId = default)
    {
        MessengerSession session = new(options ?? Options);
        Task connecting = session.ConnectAsync();
        FakePeer peer = await AcceptAsync();
        await peer.WelcomeAsync(serverId);
        await connecting.WaitAsync(Limit);
        (await session.NextAsync()).Should().BeOfType<Connected>();
        return (session, peer);
    }

    /// <summary>A session that is logged in as alice, and the server's end of it.</summary>
    public async Task<(MessengerSession Session, FakePeer Peer)> LoginAsync(SessionOptions? options = null)
    {
        (MessengerSession session, FakePeer peer) = await ConnectAsync(options);
        Task<LoginResult> login = session.LoginAsync("alice", "password");
        await peer.OpenAsync(Opcode.Login, "alice");
        await login.WaitAsync(Limit);
        return (session, peer);
    }

    public void Dispose() => _listener.Dispose();

    private async Task<NetworkStream> AcceptStreamAsync(CancellationToken limit) =>
        new(await _listener.AcceptSocketAsync(limit), ownsSocket: true);
}

/// <summary>One frame that a client sent.</summary>
internal sealed record Received(Opcode Opcode, uint RequestId, byte[] Body);

/// <summary>The server's end of one connection.</summary>
internal sealed class FakePeer(Stream stream) : IDisposable
{
    private readonly Stream _stream = stream;
    private byte[] _bytes = [];

    /// <summary>What the client greeted with.</summary>
    public HelloRequest Hello { get; private set; } = null!;

    /// <summary>Takes preamble and HELLO, and answers.</summary>
    public async Task WelcomeAsync(Guid serverId = default)
    {
        await FillAsync(Preamble.Size);
        _bytes.AsSpan(0, Preamble.Size).SequenceEqual(Preamble.Bytes).Should().BeTrue();
        _bytes = _bytes[Preamble.Size..];
        Received hello = await ExpectAsync(Opcode.Hello);
        Hello = FieldReader.ReadWhole<HelloRequest>(hello.Body);
        await SendAsync(Opcode.HelloAnswer, hello.RequestId, new HelloAnswer(1, Hello.Capabilities, Limits.FrameAfterLogin, Limits.TextBytes, serverId, "fake/1"));
    }

    /// <summary>Takes a registration, login or resume, and lets it succeed.</summary>
    public async Task OpenAsync(Opcode request, string name, bool resumed = false, Undelivered? held = null, uint keep = 0)
    {
        Received received = await ExpectAsync(request);
        await SendAsync(request.AnswerTo(), received.RequestId, new SessionOpened(resumed, true, new byte[Limits.TokenBytes], name, keep, held ?? Undelivered.None));
    }

    /// <summary>The next frame, which must be this. What the line client says by itself, that something was read, is passed over with a yes.</summary>
    public async Task<Received> ExpectAsync(Opcode opcode)
    {
        Received received = await NextAsync();
        while (received.Opcode is Opcode.MarkRead && opcode is not Opcode.MarkRead)
        {
            await SendAsync(Opcode.MarkReadAnswer, received.RequestId, default(Empty));
            received = await NextAsync();
        }
        received.Opcode.Should().Be(opcode);
        return received;
    }

    /// <summary>Takes a request and answers it.</summary>
    public async Task<Received> AnswerAsync<T>(Opcode request, T answer)
        where T : IWireMessage<T>
    {
        Received received = await ExpectAsync(request);
        await SendAsync(request.AnswerTo(), received.RequestId, answer);
        return received;
    }

    /// <summary>Takes a send.</summary>
    public async Task<(uint RequestId, Guid Id, string Text)> ExpectSendAsync()
    {
        Received received = await ExpectAsync(Opcode.Send);
        SendRequest send = FieldReader.ReadWhole<SendRequest>(received.Body);
        return (received.RequestId, send.Id, System.Text.Encoding.UTF8.GetString(send.Text));
    }

    /// <summary>Takes a confirmation, answers it, and gives its numbers.</summary>
    public async Task<ulong[]> ExpectConfirmAsync(bool answer = true)
    {
        Received received = await ExpectAsync(Opcode.Confirm);
        ulong[] numbers = Numbers(received);
        if (answer)
            await SendAsync(Opcode.ConfirmAnswer, received.RequestId, default(Empty));
        return numbers;
    }

    public Task AnswerSendAsync(uint requestId, bool delivered = true, ulong number = 1) =>
        SendAsync(Opcode.SendAnswer, requestId, new SendAnswer(number, 1000, delivered, duplicate: false));

    public Task RefuseAsync(uint requestId, ErrorCode code, TimeSpan retryAfter = default) =>
        SendAsync(Opcode.Error, requestId, new Refusal(code, retryAfter, "no"));

    public Task GoodbyeAsync(ErrorCode code, TimeSpan retryAfter = default) => SendAsync(Opcode.Goodbye, 0, new Refusal(code, retryAfter, "bye"));

    public Task PushAsync(ulong number, string text, bool queued = false, string from = "bob") =>
        PushAsync(number, new Guid((int)number, 0, 0, new byte[8]), text, queued, from);

    /// <summary>Pushes a message whose id is not made from its number.</summary>
    public Task PushWithIdAsync(ulong number, Guid id) => PushAsync(number, id, "text", false, "bob");

    private Task PushAsync(ulong number, Guid id, string text, bool queued, string from) => SendBytesAsync(buffer => buffer.Write(
        Opcode.Message, 0, new MessagePush(number, id, 1000, queued ? MessageMarks.Queued : 0, U8(from), "alice"u8, U8(text))));

    public Task SendAsync<T>(Opcode opcode, uint requestId, T message)
        where T : IWireMessage<T> =>
        SendBytesAsync(buffer => buffer.Write(opcode, requestId, message));

    public async Task<Received> NextAsync()
    {
        while (true)
        {
            Received? whole = Take();
            if (whole is not null)
                return whole;
            await FillAsync(_bytes.Length + 1);
        }
    }

    /// <summary>Waits until the client has closed its end.</summary>
    public async Task ExpectEndAsync()
    {
        using CancellationTokenSource limit = new(FakeServer.Limit);
        byte[] rest = new byte[1024];
        try
        {
            while (await _stream.ReadAsync(rest, limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // An end as well.
        }
    }

    public void Dispose() => _stream.Dispose();

    private static byte[] U8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static ulong[] Numbers(Received received)
    {
        ConfirmRequest confirm = FieldReader.ReadWhole<ConfirmRequest>(received.Body);
        var numbers = new ulong[confirm.Count];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = confirm[i];
        return numbers;
    }

    private Received? Take()
    {
        if (FrameReader.Read(_bytes, Limits.FrameAfterLogin, out Frame frame, out _) is not FrameOutcome.Frame)
            return null;
        Received received = new(frame.Opcode, frame.RequestId, frame.Body.ToArray());
        _bytes = _bytes[frame.Size..];
        return received;
    }

    /// <summary>Sends whatever is written.</summary>
    public async Task SendBytesAsync(Action<FrameBuffer> write)
    {
        using FrameBuffer buffer = new();
        write(buffer);
        await _stream.WriteAsync(buffer.WrittenMemory);
    }

    private async Task FillAsync(int count)
    {
        using CancellationTokenSource limit = new(FakeServer.Limit);
        byte[] more = new byte[16 * 1024];
        while (_bytes.Length < count)
        {
            int read = await _stream.ReadAsync(more, limit.Token);
            if (read == 0)
                throw new EndOfStreamException("The client closed the connection.");
            _bytes = [.. _bytes, .. more[..read]];
        }
    }
}

internal static class SessionEvents
{
    /// <summary>The session's next event.</summary>
    public static async Task<SessionEvent> NextAsync(this MessengerSession session)
    {
        using CancellationTokenSource limit = new(FakeServer.Limit);
        return await session.Events.ReadAsync(limit.Token);
    }
}
