using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tests.Support;

/// <summary>
/// A client of bytes: a plain socket, frames of Messenger.Wire, and nothing clever. Answers PING (unless told otherwise); confirms
/// nothing by itself. Any thread may send.
/// </summary>
internal sealed partial class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<uint, TaskCompletionSource<Received>> _unanswered = new();
    private readonly Channel<Received> _messages = Channel.CreateUnbounded<Received>();
    private readonly Channel<Received> _otherPushes = Channel.CreateUnbounded<Received>();
    private readonly Channel<Received> _strayAnswers = Channel.CreateUnbounded<Received>();
    private readonly List<Received> _arrived = [];
    private readonly TaskCompletionSource<Received> _goodbye = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _pinged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private uint _lastId;

    private RawClient(Socket socket, Stream stream)
    {
        _socket = socket;
        _stream = stream;
    }

    public bool AnswersPing { get; set; } = true;

    /// <summary>Every frame so far, in the order of arrival.</summary>
    public IReadOnlyList<Received> Arrived
    {
        get
        {
            lock (_arrived)
                return [.. _arrived];
        }
    }

    /// <summary>The server has ended its side, or the connection broke.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The server has sent PING.</summary>
    public Task Pinged => _pinged.Task;

    public Task<Received> Goodbye => _goodbye.Task;

    /// <summary>The connection was reset rather than ended.</summary>
    public bool WasReset { get; private set; }

    public Socket Socket => _socket;

    public static async Task<RawClient> ConnectAsync(IPEndPoint endPoint, bool reads = true)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint).Within("a connection");
        return Over(socket, new NetworkStream(socket, ownsSocket: false), reads);
    }

    /// <summary>A client over a stream that is there already, such as TLS.</summary>
    public static RawClient Over(Socket socket, Stream stream, bool reads = true)
    {
        RawClient client = new(socket, stream);
        if (reads)
            client.StartReading();
        return client;
    }

    public void StartReading() => _ = Task.Run(ReadAllAsync);

    public uint NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>The bytes of one frame.</summary>
    public static byte[] Encode<T>(Opcode opcode, uint requestId, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        using FrameBuffer buffer = new();
        buffer.Write(opcode, requestId, message);
        return buffer.Written.ToArray();
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    public Task<Received> Ask<T>(Opcode opcode, in T message)
        where T : IWireMessage<T>, allows ref struct
    {
        uint id = NextId();
        return AskRaw(id, Encode(opcode, id, message)).Within($"the answer to {opcode}");
    }

    /// <summary>Sends bytes that are a request with this id; the answer comes when it comes.</summary>
    public async Task<Received> AskRaw(uint id, byte[] bytes)
    {
        Task<Received> answer = Expect(id);
        await WriteAsync(bytes);
        return await answer;
    }

    /// <summary>The answer that will come with this id.</summary>
    public Task<Received> Expect(uint id) =>
        _unanswered.GetOrAdd(id, _ => new TaskCompletionSource<Received>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync();
        try
        {
            await _stream.WriteAsync(bytes);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Ends the client's direction.</summary>
    public void Fin() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection as a crash would.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public async Task<ReceivedMessage> NextMessageAsync() =>
        ReceivedMessage.Of(await _messages.Reader.ReadAsync().AsTask().Within("a message"));

    public async Task<List<ReceivedMessage>> NextMessagesAsync(int count)
    {
        List<ReceivedMessage> messages = [];
        while (messages.Count < count)
            messages.Add(await NextMessageAsync());
        return messages;
    }

    /// <summary>All messages until the connection ends.</summary>
    public async IAsyncEnumerable<ReceivedMessage> Messages()
    {
        await foreach (Received frame in _messages.Reader.ReadAllAsync())
            yield return ReceivedMessage.Of(frame);
    }

    /// <summary>Messages that have come and were not taken.</summary>
    public int MessagesWaiting => _messages.Reader.Count;

    /// <summary>The next push that is neither MESSAGE nor GOODBYE.</summary>
    public Task<Received> NextPushAsync() => _otherPushes.Reader.ReadAsync().AsTask().Within("a push");

    /// <summary>The next answer to a request that nobody waits for, such as one with id 0.</summary>
    public Task<Received> NextStrayAnswerAsync() => _strayAnswers.Reader.ReadAsync().AsTask().Within("an answer");

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private async Task ReadAllAsync()
    {
        byte[] buffer = new byte[4096];
        int filled = 0;
        try
        {
            while (true)
            {
                if (filled == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                int count = await _stream.ReadAsync(buffer.AsMemory(filled));
                if (count == 0)
                    break;
                filled += count;
                int taken = TakeFrames(buffer.AsSpan(0, filled));
                buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
                filled -= taken;
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            WasReset = (error.InnerException as SocketException)?.SocketErrorCode is SocketError.ConnectionReset;
        }
        _messages.Writer.TryComplete();
        _otherPushes.Writer.TryComplete();
        _ended.TrySetResult();
        foreach (TaskCompletionSource<Received> unanswered in _unanswered.Values)
            unanswered.TrySetCanceled();
        _goodbye.TrySetCanceled();
    }

    private int TakeFrames(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        while (FrameReader.Read(bytes[taken..], Limits.FrameAfterLogin, out Frame frame, out ErrorCode error) is not FrameOutcome.NotYet)
        {
            if (error is not ErrorCode.None)
                throw new IOException($"the server sent bytes that are no frame: {error}");
            taken += frame.Size;
            Arrive(new Received(frame.Opcode, frame.RequestId, frame.Body.ToArray()));
        }
        return taken;
    }

    private void Arrive(Received frame)
    {
        lock (_arrived)
            _arrived.Add(frame);
        switch (frame.Opcode)
        {
            case Opcode.Ping:
                _pinged.TrySetResult();
                if (AnswersPing)
                    _ = WriteQuietlyAsync(Encode(Opcode.Pong, frame.RequestId, new Empty()));
                break;
            case Opcode.Message:
                _messages.Writer.TryWrite(frame);
                break;
            case Opcode.Goodbye:
                _goodbye.TrySetResult(frame);
                break;
            default:
                if (frame.Opcode.IsPush())
                    _otherPushes.Writer.TryWrite(frame);
                else if (!_unanswered.TryRemove(frame.RequestId, out TaskCompletionSource<Received>? asked) || !asked.TrySetResult(frame))
                    _strayAnswers.Writer.TryWrite(frame);
                break;
        }
    }

    /// <summary>Sends, and does not mind when the connection is gone.</summary>
    public async Task WriteQuietlyAsync(byte[] bytes)
    {
        try
        {
            await WriteAsync(bytes);
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The server may end at any time.
        }
    }
}
