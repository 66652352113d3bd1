using System.Diagnostics;

namespace Messenger.Tools.Bench;

/// <summary>
/// The command <c>bench</c>, workload W1: pairs of accounts on connections of their own send direct messages to each other as fast as
/// their window of unacknowledged sends allows. Prints messages a second that were both acknowledged and delivered, and the ledger.
/// </summary>
public static class BenchProgram
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <returns>0 when the ledger is clean, 1 when anything was lost, doubled, out of order or refused.</returns>
    public static async Task<int> RunAsync(BenchOptions options, TextWriter output) => (await MeasureAsync(options, output)).Result;

    /// <returns>As <see cref="RunAsync"/>, and the messages a second.</returns>
    internal static async Task<(int Result, double Rate)> MeasureAsync(BenchOptions options, TextWriter output)
    {
        await using ServerProcess? own = options.Port is null
            ? await ServerProcess.StartScratchAsync([.. options.ServerArguments()])
            : null;
        string run = Guid.NewGuid().ToString("N")[..6];
        List<LoadConnection> connections = [];
        for (int pair = 0; pair < options.Pairs; pair++)
        {
            string left = $"l{run}-{pair}";
            string right = $"r{run}-{pair}";
            connections.Add(new LoadConnection(left, right, options.TextBytes));
            connections.Add(new LoadConnection(right, left, options.TextBytes));
        }
        try
        {
            foreach (LoadConnection connection in connections)
                await connection.OpenAsync(own?.Port ?? options.Port!.Value);
            double rate = await MeasureAsync(options, connections, own, output);
            return (connections.TrueForAll(connection => connection.Acknowledged == connection.Sent && connection.OutOfOrder == 0) ? 0 : 1, rate);
        }
        finally
        {
            foreach (LoadConnection connection in connections)
                connection.Dispose();
        }
    }

    private static async Task<double> MeasureAsync(BenchOptions options, List<LoadConnection> connections, ServerProcess? server, TextWriter output)
    {
        TimeSpan processorBefore = server?.ProcessorTime ?? TimeSpan.Zero;
        using CancellationTokenSource stop = new(options.Duration);
        Stopwatch clock = Stopwatch.StartNew();
        await Task.WhenAll(connections.Select(connection => Task.Run(() => connection.SendAsync(options.InFlight, stop.Token), CancellationToken.None)));
        double seconds = clock.Elapsed.TotalSeconds;
        Task drained = Task.WhenAll(connections.Select((connection, i) => connection.DrainAsync(connections[i ^ 1])));
        // What is lost never comes, so the end is bounded; the ledger then says what is missing.
        await Task.WhenAny(drained, Task.Delay(DrainTime, CancellationToken.None));

        long sent = connections.Sum(connection => connection.Sent);
        long acknowledged = connections.Sum(connection => connection.Acknowledged);
        long delivered = connections.Sum(connection => connection.Delivered);
        await output.WriteLineAsync(
            $"W1 · {(options.Port is not null ? "server on port " + options.Port : options.Ephemeral ? "in memory" : "on disk")} · {options.Pairs} pairs · {options.TextBytes} bytes · {options.InFlight} in flight each · {seconds:F1} s");
        await output.WriteLineAsync(
            $"sent {sent} · acknowledged {acknowledged} · delivered {delivered} · refused {connections.Sum(connection => connection.Refused)} "
            + $"· lost {Math.Max(0, acknowledged - delivered)} · out of order or doubled {connections.Sum(connection => connection.OutOfOrder)}");
        double rate = Math.Min(acknowledged, delivered) / seconds;
        await output.WriteLineAsync($"acknowledged and delivered: {rate:F0} messages/s");
        if (server is null)
            return rate;
        double processor = (server.ProcessorTime - processorBefore).TotalSeconds;
        await output.WriteLineAsync(
            $"server: {processor / Math.Max(1, delivered) * 1e6:F2} CPU s per million messages · peak memory {server.PeakMemory / 1048576.0:F0} MiB");
        return rate;
    }
}
