using System.Diagnostics;
using System.Globalization;
using Messenger.Tools.Compare;

namespace Messenger.Tools.Bench;

/// <summary>
/// The command <c>bench --workload latency</c>, workload W2: pairs of accounts send to each other at a steady rate; how long each message takes from its
/// send to its delivery.
/// </summary>
public static class LatencyBench
{
    public const int UsualPairs = 10;

    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ArrivalTime = TimeSpan.FromSeconds(10);

    /// <param name="options">Of these the pairs, the bytes of a text, the time, and how the server is started.</param>
    /// <param name="perSecond">Messages of all pairs together.</param>
    /// <param name="output">Where to print.</param>
    /// <returns>0 when each message came once and in order.</returns>
    public static async Task<int> RunAsync(BenchOptions options, int perSecond, TextWriter output)
    {
        await using ServerProcess server = await ServerProcess.StartScratchAsync([.. options.ServerArguments()]);
        List<TimedConnection> connections = [];
        try
        {
            for (int pair = 0; pair < options.Pairs; pair++)
            {
                connections.Add(new TimedConnection($"l{pair}", $"r{pair}", options.TextBytes));
                connections.Add(new TimedConnection($"r{pair}", $"l{pair}", options.TextBytes));
            }
            foreach (TimedConnection connection in connections)
                connection.Open(server.Port);
            Send(connections, perSecond, options.Duration < Warming ? options.Duration : Warming);
            foreach (TimedConnection connection in connections)
                connection.Measure();
            TimeSpan processor = server.ProcessorTime;
            Send(connections, perSecond, options.Duration);
            processor = server.ProcessorTime - processor;
            long sent = connections.Sum(connection => connection.Sent);
            await AllHaveComeAsync(connections);

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"W2 · {(options.Ephemeral ? "in memory" : "on disk")} · {options.Pairs} pairs · {options.TextBytes} bytes · {perSecond} messages/s in all · {options.Duration.TotalSeconds:F0} s"));
            Percentiles times = Percentiles.Of(connections.SelectMany(connection => connection.Times));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"send to delivery: p50 {times.P50:F0} µs · p99 {times.P99:F0} µs · p99.9 {times.P999:F0} µs ({times.Samples} messages) "
                + $"· server {processor.TotalSeconds / options.Duration.TotalSeconds:P1} of a core"));
            long delivered = connections.Sum(connection => connection.Delivered);
            long wrong = connections.Sum(connection => connection.Wrong);
            await output.WriteLineAsync($"sent {sent} · delivered {delivered} · lost {sent - delivered} · refused, out of order or doubled {wrong}");
            return sent == delivered && wrong == 0 ? 0 : 1;
        }
        finally
        {
            foreach (TimedConnection connection in connections)
                connection.Dispose();
        }
    }

    /// <summary>One connection after the other has its turn, a millisecond's messages at a time; behind its time it catches up.</summary>
    private static void Send(List<TimedConnection> connections, int perSecond, TimeSpan duration)
    {
        long began = Stopwatch.GetTimestamp();
        for (long sent = 0; ;)
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
            if (elapsed >= duration)
                return;
            for (long due = (long)(elapsed.TotalSeconds * perSecond); sent < due; sent++)
                connections[(int)(sent % connections.Count)].Send();
            Thread.Sleep(1);
        }
    }

    private static async Task AllHaveComeAsync(List<TimedConnection> connections)
    {
        long began = Stopwatch.GetTimestamp();
        while (connections.Sum(connection => connection.Delivered) < connections.Sum(connection => connection.Sent) && Stopwatch.GetElapsedTime(began) < ArrivalTime)
            await Task.Delay(10);
    }
}
