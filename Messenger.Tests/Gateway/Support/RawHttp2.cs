using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Messenger.Tests.Support;

namespace Messenger.Tests.Gateway.Support;

/// <summary>HTTP/2 in frames, for what no library would do. It never gives the server more room than what every connection begins with.</summary>
internal sealed class RawHttp2 : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

    public static async Task<RawHttp2> ConnectAsync(IPEndPoint endPoint)
    {
        RawHttp2 connection = new();
        await connection._socket.ConnectAsync(endPoint);
        await connection.TrySendAsync([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(4, 0, 0)]);
        return connection;
    }

    public static byte[] Frame(byte type, byte flags, int stream, params byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>The head of a call, whose body is still to come.</summary>
    public static byte[] Head(int stream, string method, string token = "") => Frame(1, 4, stream,
    [
        0x83, 0x86, .. Literal(":path", $"/messenger.v1.Messenger/{method}"), .. Literal(":authority", "localhost"),
        .. Literal("content-type", "application/grpc"), .. Literal("te", "trailers"), .. Literal("authorization", $"Bearer {token}"),
    ]);

    /// <summary>A whole call.</summary>
    public static byte[] Call(int stream, string method, string token, byte[] message) =>
        [.. Head(stream, method, token), .. Frame(0, 1, stream, GrpcClient.Framed(message))];

    public static byte[] Reset(int stream) => Frame(3, 0, stream, 0, 0, 0, 8);

    /// <summary>Writes, if the server still takes it.</summary>
    public async Task TrySendAsync(byte[] bytes)
    {
        try
        {
            await _socket.SendAsync(bytes);
        }
        catch (SocketException)
        {
            // It has ended the connection, which it may.
        }
    }

    /// <summary>The next frame; null at the end of the connection.</summary>
    public async Task<(byte Type, int Stream, byte[] Payload)?> NextAsync()
    {
        byte[] head = new byte[9];
        if (!await FillAsync(head))
            return null;
        byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >>> 8];
        return await FillAsync(payload) ? (head[3], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload) : null;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> FillAsync(Memory<byte> buffer)
    {
        try
        {
            for (int count; buffer.Length > 0; buffer = buffer[count..])
            {
                count = await _socket.ReceiveAsync(buffer).AsTask().Within("a frame");
                if (count == 0)
                    return false;
            }
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A header that is not remembered; shorter than 127 bytes.</summary>
    private static byte[] Literal(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
