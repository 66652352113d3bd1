using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Messenger.Server.Security;
using Messenger.Wire;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Server.Connections;

/// <summary>
/// A connection beyond the caps: it is told why, in the language of its first byte, and ended. It costs its socket, and that for a few
/// seconds only; how many are told at once is for the caller to bound.
/// </summary>
internal static class TurnedAway
{
    /// <summary>Who says nothing for so long is told in plaintext.</summary>
    private static readonly TimeSpan FirstByteWait = TimeSpan.FromMilliseconds(500);

    /// <summary>For all of it: first byte, handshake, reading the reason.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(3);

    /// <summary>Tells the reason and disposes of the socket. Never throws.</summary>
    public static async Task TellAsync(Socket socket, ErrorCode reason, TlsIdentity identity, TimeProvider clock, CancellationToken stop)
    {
        using CancellationTokenSource timer = new(TimeLimit, clock);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            using Socket owned = socket;
            await using NetworkStream plain = new(socket, ownsSocket: false);
            bool isTls = await FirstByteAsync(socket, clock, limit.Token) == Preamble.TlsHandshake;
            await using Stream stream = isTls ? await identity.SecureAsync(plain, limit.Token) : plain;
            await stream.WriteAsync(GoodbyeOf(reason), limit.Token);
            if (stream is SslStream secure)
                await secure.ShutdownAsync();
            socket.Shutdown(SocketShutdown.Send);
            // FIN rather than RST, which would take the reason from a client that is still writing.
            byte[] rest = new byte[1024];
            while (await socket.ReceiveAsync(rest, limit.Token) > 0)
            {
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or AuthenticationException or OperationCanceledException)
        {
            // It went, or took too long; nothing is owed to it.
        }
    }

    /// <returns>Null when it keeps silent, or is gone.</returns>
    private static async Task<byte?> FirstByteAsync(Socket socket, TimeProvider clock, CancellationToken limit)
    {
        using CancellationTokenSource timer = new(FirstByteWait, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, limit);
        byte[] first = new byte[1];
        try
        {
            return await socket.ReceiveAsync(first, SocketFlags.Peek, either.Token) == 0 ? null : first[0];
        }
        catch (OperationCanceledException) when (!limit.IsCancellationRequested)
        {
            return null;
        }
    }

    private static byte[] GoodbyeOf(ErrorCode reason)
    {
        using FrameBuffer buffer = new();
        buffer.Write(Opcode.Goodbye, 0, new Refusal(reason, CloseReasons.RetryAfter(reason), CloseReasons.Sentence(reason)));
        return buffer.Written.ToArray();
    }
}
