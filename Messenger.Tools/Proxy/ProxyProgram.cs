using System.Net;
using System.Net.Sockets;

namespace Messenger.Tools.Proxy;

/// <summary>The command <c>proxy</c>: stands between clients and a server on this machine, and behaves badly.</summary>
public static class ProxyProgram
{
    private const int Well = 0;
    private const int CannotStart = 2;

    /// <param name="port">To listen on, on loopback; 0 picks a free one.</param>
    /// <param name="target">The server's loopback port.</param>
    /// <param name="options">How badly.</param>
    /// <param name="seed">Makes chance repeatable.</param>
    /// <param name="output">The first line says where it listens.</param>
    /// <param name="errors">Why it cannot.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task<int> RunAsync(
        int port, int target, ProxyOptions options, int seed, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        try
        {
            await using FaultyProxy proxy = new(port, new IPEndPoint(IPAddress.Loopback, target), options, seed);
            await output.WriteLineAsync($"relaying 127.0.0.1:{proxy.Port} to 127.0.0.1:{target}, seed {seed}");
            await output.FlushAsync(stop);
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            return Well;
        }
        catch (SocketException error)
        {
            await errors.WriteLineAsync($"cannot listen on 127.0.0.1:{port}: {error.Message}");
            return CannotStart;
        }
        return Well;
    }
}
