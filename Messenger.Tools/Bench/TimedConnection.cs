using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Bench;

/// <summary>
/// One connection of the latency workload. Each text says as which of its sender's messages it was sent, and when; a thread of its own, so that
/// nothing stands between the system and the clock, takes what comes. One other thread sends.
/// </summary>
internal sealed class TimedConnection(string name, string to, int textBytes) : IDisposable
{
    private const ushort Window = 4096;

    /// <summary>Messages confirmed at a time: far from the window, and seldom enough to cost nothing.</summary>
    private const int Confirmed = 16;

    private const int Digits = 16;
    private const int LeastText = 2 * Digits;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Lock _gate = new();
    private readonly FrameBuffer _out = new();
    private readonly byte[] _to = Encoding.UTF8.GetBytes(to);
    private readonly byte[] _text = new byte[Math.Max(LeastText, textBytes)];
    private readonly byte[] _numbers = new byte[Confirmed * sizeof(ulong)];
    private readonly List<ulong> _shown = new(Confirmed);
    private readonly List<double> _times = [];
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _length;
    private uint _requestId;
    private int _answers;
    private long _sequence;
    private long _expected;
    private long _since = long.MaxValue;
    private long _sent;
    private long _delivered;
    private long _wrong;

    /// <summary>Messages sent since <see cref="Measure"/>.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>How many of these have come.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Messages that did not come as the next one, and requests refused.</summary>
    public long Wrong => Volatile.Read(ref _wrong);

    /// <summary>Microseconds from send to delivery of those that count. To be looked at when all have come.</summary>
    public IReadOnlyList<double> Times => _times;

    /// <summary>Connects, registers the account, and takes what comes from then on.</summary>
    public void Open(int port)
    {
        _text.AsSpan().Fill((byte)'x');
        _socket.Connect(IPAddress.Loopback, port);
        _out.WriteRaw(Preamble.Bytes);
        _out.Write(Opcode.Hello, ++_requestId, new HelloRequest(ProtocolVersion.Lowest, ProtocolVersion.Highest, 0, Window, "bench"));
        _out.Write(Opcode.Register, ++_requestId, new Credentials(Encoding.UTF8.GetBytes(name), "a bench password"u8));
        FlushLocked();
        while (_answers < 2 && Receive())
        {
        }
        if (_answers < 2 || Wrong > 0)
            throw new InvalidOperationException($"the server refused to register {name}");
        new Thread(ReceiveAll) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>What was sent before does not count. On the thread that sends.</summary>
    public void Measure() => Volatile.Write(ref _since, Stopwatch.GetTimestamp());

    /// <summary>Sends the next message.</summary>
    public void Send()
    {
        lock (_gate)
        {
            Put(0, _sequence++);
            Put(Digits, Stopwatch.GetTimestamp());
            _out.Write(Opcode.Send, ++_requestId, new SendRequest(Guid.CreateVersion7(), _to, _text));
            FlushLocked();
        }
        if (_since != long.MaxValue)
            Volatile.Write(ref _sent, _sent + 1);
    }

    public void Dispose() => _socket.Dispose();

    private void ReceiveAll()
    {
        try
        {
            while (Receive())
            {
                if (_shown.Count >= Confirmed)
                    Confirm();
            }
        }
        catch (SocketException)
        {
            // The bench is over.
        }
        catch (ObjectDisposedException)
        {
            // The same.
        }
    }

    /// <returns>False at the end of the connection.</returns>
    private bool Receive()
    {
        int count = _socket.Receive(_buffer.AsSpan(_length));
        long now = Stopwatch.GetTimestamp();
        _length += count;
        int begin = 0;
        while (FrameReader.Read(_buffer.AsSpan(begin, _length - begin), Limits.FrameAfterLogin, out Frame frame, out _) is FrameOutcome.Frame)
        {
            Take(frame, now);
            begin += frame.Size;
        }
        _buffer.AsSpan(begin, _length - begin).CopyTo(_buffer);
        _length -= begin;
        return count > 0;
    }

    private void Take(in Frame frame, long now)
    {
        if (frame.Opcode is Opcode.Message)
        {
            MessagePush message = FieldReader.ReadWhole<MessagePush>(frame.Body);
            _shown.Add(message.Number);
            if (Get(message.Text, 0) != _expected++)
                Volatile.Write(ref _wrong, _wrong + 1);
            long at = Get(message.Text, Digits);
            if (at < Volatile.Read(ref _since))
                return;
            _times.Add(Stopwatch.GetElapsedTime(at, now).TotalMicroseconds);
            Volatile.Write(ref _delivered, _delivered + 1);
        }
        else if (frame.Opcode is Opcode.Error or Opcode.Goodbye)
        {
            Volatile.Write(ref _wrong, _wrong + 1);
        }
        else if (frame.Opcode is Opcode.Ping)
        {
            lock (_gate)
            {
                _out.Write(Opcode.Pong, frame.RequestId, new Empty());
                FlushLocked();
            }
        }
        if (frame.Opcode.IsAnswer())
            _answers++;
    }

    private void Confirm()
    {
        ReadOnlySpan<ulong> all = CollectionsMarshal.AsSpan(_shown);
        lock (_gate)
        {
            for (; all.Length > 0; all = all[Math.Min(all.Length, Confirmed)..])
                _out.Write(Opcode.Confirm, ++_requestId, ConfirmRequest.Of(all[..Math.Min(all.Length, Confirmed)], _numbers));
            FlushLocked();
        }
        _shown.Clear();
    }

    private void FlushLocked()
    {
        for (ReadOnlySpan<byte> rest = _out.Written; rest.Length > 0;)
            rest = rest[_socket.Send(rest)..];
        _out.Clear();
    }

    private void Put(int at, long number) => number.TryFormat(_text.AsSpan(at, Digits), out _, "D16", CultureInfo.InvariantCulture);

    private static long Get(ReadOnlySpan<byte> text, int at) => long.Parse(text.Slice(at, Digits), CultureInfo.InvariantCulture);
}
