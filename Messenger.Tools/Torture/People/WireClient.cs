using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Messenger.Tools.Doors.Net;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Torture.People;

/// <summary>
/// A connection that speaks the protocol by hand, for what no client of ours would do, or for thousands at once. Every wait for the server
/// has a limit. Used by one flow at a time.
/// </summary>
internal sealed class WireClient : IDisposable
{
    public const ushort LargestWindow = ushort.MaxValue;

    // Thousands of these wait for little; who gets much grows.
    private const int LeastBuffer = 4 * 1024;
    private const int UsualBuffer = 64 * 1024;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly FrameBuffer _out = new();
    private byte[] _buffer = [];
    private int _begin;
    private int _end;
    private uint _lastRequest;

    private WireClient(Socket socket, Stream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>Takes a frame, in place.</summary>
    public delegate void FrameTaker(Frame frame);

    /// <summary>The session's resume token, once logged in.</summary>
    public byte[] Token { get; private set; } = [];

    /// <summary>How long the server may say nothing while it is waited for.</summary>
    public TimeSpan Patience { get; set; } = Waits.Step;

    /// <param name="port">The server's, on loopback.</param>
    /// <param name="from">The address to come from; null leaves it to the system.</param>
    /// <param name="receiveBytes">The size of the system's buffer for what comes; 0 leaves it to the system.</param>
    /// <param name="key">The fingerprint of the server, for TLS; null for plaintext.</param>
    public static async Task<WireClient> ConnectAsync(int port, IPAddress? from = null, int receiveBytes = 0, string? key = null)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBytes > 0)
                socket.ReceiveBufferSize = receiveBytes;
            if (from is not null)
                socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port).Within(Waits.Step, "the server to take a connection");
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (key is not null)
            {
                SslStream tls = new(stream);
                await tls.AuthenticateAsClientAsync(DoorDialer.TlsOptions("localhost", key)).Within(Waits.Step, "the server to set up TLS");
                stream = tls;
            }
            return new WireClient(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Puts a request behind those that leave with the next <see cref="FlushAsync"/>.</summary>
    /// <returns>Its request id.</returns>
    public uint Queue<T>(Opcode request, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        _out.Write(request, ++_lastRequest, message);
        return _lastRequest;
    }

    public void QueueHello(ushort window)
    {
        _out.WriteRaw(Preamble.Bytes);
        Queue(Opcode.Hello, new HelloRequest(ProtocolVersion.Lowest, ProtocolVersion.Highest, 0, window, "torture"));
    }

    public void QueueCredentials(Opcode request, string name, string password) =>
        Queue(request, new Credentials(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(password)));

    public void QueueResume(byte[] token) => Queue(Opcode.Resume, new ResumeRequest(token));

    /// <returns>How many answers will come.</returns>
    public int QueueConfirm(ReadOnlySpan<ulong> numbers)
    {
        int requests = 0;
        byte[] bytes = new byte[Math.Min(numbers.Length, Limits.ConfirmMax) * sizeof(ulong)];
        for (; numbers.Length > 0; numbers = numbers[Math.Min(numbers.Length, Limits.ConfirmMax)..])
        {
            Queue(Opcode.Confirm, ConfirmRequest.Of(numbers[..Math.Min(numbers.Length, Limits.ConfirmMax)], bytes));
            requests++;
        }
        return requests;
    }

    public async Task FlushAsync()
    {
        ReadOnlyMemory<byte> all = _out.WrittenMemory;
        await WriteAsync(all);
        _out.Clear();
    }

    /// <summary>Writes bytes as they are.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).AsTask().Within(Waits.Step, "the server to take bytes");

    /// <summary>Waits for bytes and takes all whole frames that are there then. Answers pings.</summary>
    /// <returns>False when the server has ended the connection.</returns>
    public async Task<bool> ReceiveAsync(FrameTaker take)
    {
        if (!await FillAsync())
            return false;
        bool pinged = false;
        while (FrameReader.Read(_buffer.AsSpan(_begin, _end - _begin), Limits.FrameAfterLogin, out Frame frame, out _) is FrameOutcome.Frame)
        {
            _begin += frame.Size;
            if (frame.Opcode is Opcode.Ping)
            {
                _out.Write(Opcode.Pong, frame.RequestId, new Empty());
                pinged = true;
            }
            else
            {
                take(frame);
            }
        }
        if (pinged)
            await FlushAsync();
        return true;
    }

    /// <summary>Says hello and waits for what comes of it.</summary>
    /// <returns>Nothing when it was answered, else the reason of the goodbye; null when the connection ended without a word.</returns>
    public async Task<ErrorCode?> HelloAsync(ushort window = LargestWindow)
    {
        QueueHello(window);
        return (await AskAsync()) is { } answer ? answer.Code : null;
    }

    /// <summary>Registers or logs in; keeps the token.</summary>
    /// <returns>Nothing when it was granted, else why not; null when the connection ended without a word.</returns>
    public Task<Refusal?> EnterAsync(Opcode request, string name, string password)
    {
        QueueCredentials(request, name, password);
        return AskAsync();
    }

    /// <summary>Sends what is queued and waits for the first answer or goodbye.</summary>
    /// <returns>The refusal, with <see cref="ErrorCode.None"/> when it was none; null when the connection ended without a word.</returns>
    public async Task<Refusal?> AskAsync()
    {
        Refusal? answer = null;
        try
        {
            await FlushAsync();
            bool goesOn = true;
            while (answer is null && goesOn)
            {
                goesOn = await ReceiveAsync(frame =>
                {
                    if (frame.Opcode is Opcode.Error or Opcode.Goodbye)
                        answer ??= FieldReader.ReadWhole<Refusal>(frame.Body);
                    else if (frame.Opcode.IsAnswer())
                        answer ??= Granted(frame);
                });
            }
        }
        catch (IOException)
        {
            // Reset: without a word, unless one came before.
        }
        return answer;
    }

    /// <summary>Ends our side and leaves the other open.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends it with RST.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    /// <summary>Ends it with FIN.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _stream.Dispose();
        _out.Dispose();
    }

    private Refusal Granted(Frame frame)
    {
        if (frame.Opcode is Opcode.RegisterAnswer or Opcode.LoginAnswer or Opcode.ResumeAnswer)
            Token = FieldReader.ReadWhole<SessionOpened>(frame.Body).Token;
        return new Refusal(ErrorCode.None, TimeSpan.Zero, "");
    }

    private async Task<bool> FillAsync()
    {
        bool wasFull = _end == _buffer.Length;
        _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
        _end -= _begin;
        _begin = 0;
        if (_end == _buffer.Length || (wasFull && _buffer.Length < UsualBuffer))
            Array.Resize(ref _buffer, Math.Max(LeastBuffer, _buffer.Length * 2));
        int count = await _stream.ReadAsync(_buffer.AsMemory(_end)).AsTask().Within(Patience, "the server to say something");
        _end += count;
        return count > 0;
    }
}
