using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Bench;

/// <summary>
/// One connection of the load generator: logged in as one account, sending to one other, confirming what it gets. Keeps a ledger:
/// each text begins with its number, which must arrive one by one. One loop, one write per read.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    private const int SequenceDigits = 12;
    private const ushort Window = 4096;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly FrameBuffer _out = new();
    private readonly List<ulong> _shown = [];
    private readonly byte[] _numbers = new byte[Limits.ConfirmMax * sizeof(ulong)];
    private readonly byte[] _text;
    private readonly byte[] _to;
    private readonly byte[] _buffer = new byte[256 * 1024];
    private int _length;
    private uint _requestId;

    public LoadConnection(string name, string to, int textBytes)
    {
        Name = name;
        _to = Encoding.UTF8.GetBytes(to);
        _text = new byte[Math.Max(SequenceDigits, textBytes)];
        _text.AsSpan().Fill((byte)'x');
    }

    public string Name { get; }

    public long Sent { get; private set; }

    public long Acknowledged { get; private set; }

    public long Delivered { get; private set; }

    /// <summary>Messages that did not come as the next of their sender.</summary>
    public long OutOfOrder { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Connects, says hello and registers the account.</summary>
    public async Task OpenAsync(int port)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port);
        _out.WriteRaw(Preamble.Bytes);
        _out.Write(Opcode.Hello, ++_requestId, new HelloRequest(ProtocolVersion.Lowest, ProtocolVersion.Highest, 0, Window, "bench"));
        _out.Write(Opcode.Register, ++_requestId, new Credentials(Encoding.UTF8.GetBytes(Name), "a bench password"u8));
        await FlushAsync();
        for (int answers = 0; answers < 2;)
        {
            await ReceiveAsync();
            answers += TakeFrames();
        }
        if (Refused > 0)
            throw new InvalidOperationException($"the server refused to register {Name}; use an empty one with --no-rate-limits");
    }

    /// <summary>Sends until told to stop, then waits until everything sent is answered.</summary>
    public async Task SendAsync(int inFlight, CancellationToken stop)
    {
        Fill(inFlight);
        await FlushAsync();
        while (Acknowledged + Refused < Sent)
        {
            await ReceiveAsync();
            TakeFrames();
            ConfirmShown();
            if (!stop.IsCancellationRequested)
                Fill(inFlight);
            await FlushAsync();
        }
    }

    /// <summary>Receives until everything that the peer, which has stopped, got acknowledged has come.</summary>
    public async Task DrainAsync(LoadConnection peer)
    {
        while (Delivered < peer.Acknowledged)
        {
            await ReceiveAsync();
            TakeFrames();
            ConfirmShown();
            await FlushAsync();
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Fill(int inFlight)
    {
        while (Sent - Acknowledged - Refused < inFlight)
        {
            Sent++;
            Sent.TryFormat(_text.AsSpan(0, SequenceDigits), out _, "D12", CultureInfo.InvariantCulture);
            _out.Write(Opcode.Send, ++_requestId, new SendRequest(Guid.CreateVersion7(), _to, _text));
        }
    }

    private void ConfirmShown()
    {
        ReadOnlySpan<ulong> all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_shown);
        for (; all.Length > 0; all = all[Math.Min(all.Length, Limits.ConfirmMax)..])
        {
            ReadOnlySpan<ulong> some = all[..Math.Min(all.Length, Limits.ConfirmMax)];
            _out.Write(Opcode.Confirm, ++_requestId, ConfirmRequest.Of(some, _numbers));
        }
        _shown.Clear();
    }

    private async ValueTask FlushAsync()
    {
        ReadOnlyMemory<byte> rest = _out.WrittenMemory;
        while (rest.Length > 0)
            rest = rest[await _socket.SendAsync(rest)..];
        _out.Clear();
    }

    private async ValueTask ReceiveAsync()
    {
        int count = await _socket.ReceiveAsync(_buffer.AsMemory(_length));
        if (count == 0)
            throw new IOException("the server closed the connection");
        _length += count;
    }

    /// <summary>Takes all whole frames; returns how many of them were answers.</summary>
    private int TakeFrames()
    {
        int answers = 0;
        int begin = 0;
        while (FrameReader.Read(_buffer.AsSpan(begin, _length - begin), Limits.FrameAfterLogin, out Frame frame, out _) is FrameOutcome.Frame)
        {
            Take(frame);
            if (frame.Opcode.IsAnswer())
                answers++;
            begin += frame.Size;
        }
        _buffer.AsSpan(begin, _length - begin).CopyTo(_buffer);
        _length -= begin;
        return answers;
    }

    private void Take(in Frame frame)
    {
        switch (frame.Opcode)
        {
            case Opcode.SendAnswer:
                Acknowledged++;
                break;
            case Opcode.Message:
                MessagePush message = FieldReader.ReadWhole<MessagePush>(frame.Body);
                Delivered++;
                if (!long.TryParse(message.Text[..SequenceDigits], CultureInfo.InvariantCulture, out long sequence) || sequence != Delivered)
                    OutOfOrder++;
                _shown.Add(message.Number);
                break;
            case Opcode.Error:
                Refused++;
                break;
            case Opcode.Ping:
                _out.Write(Opcode.Pong, frame.RequestId, new Empty());
                break;
            case Opcode.Goodbye:
                Refusal goodbye = FieldReader.ReadWhole<Refusal>(frame.Body);
                throw new IOException($"the server said goodbye: {goodbye.Code.Word()}");
        }
    }
}
