using System.Net;
using System.Net.Sockets;
using System.Text;
using Messenger.Tests.Support;

namespace Messenger.Tests.Gateway.Support;

/// <summary>A connection to the HTTP door that says exactly what a test wants said.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static async Task<RawHttp> ConnectAsync(IPEndPoint endPoint)
    {
        RawHttp http = new();
        await http._socket.ConnectAsync(endPoint).Within("a connection");
        return http;
    }

    public async Task SayAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>All that the server says until it ends the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = await _socket.ReceiveAsync(buffer).Within("the end of the connection")) > 0;)
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
        catch (SocketException)
        {
            // A reset is an end as well.
        }
        return text.ToString();
    }

    public void Dispose() => _socket.Dispose();
}
