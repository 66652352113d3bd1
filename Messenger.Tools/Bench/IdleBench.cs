using System.Diagnostics;
using System.Globalization;
using Messenger.Tools.Torture;
using Messenger.Tools.Torture.People;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Bench;

/// <summary>
/// The command <c>bench --workload idle</c>, workload W4: many logged-in connections on which nothing happens. They come by resume tokens, as all clients
/// do after a restart. Prints how long that takes, the server's memory a connection, and what it does while nothing happens. Linux only.
/// </summary>
public static class IdleBench
{
    private const int AtOnce = 64;
    private const double KibiByte = 1024;
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(5);

    /// <param name="options">Of these, how the server is started and how long to watch what it does while nothing happens.</param>
    /// <param name="connections">How many, with an account each.</param>
    /// <param name="tls">Encrypted.</param>
    /// <param name="output">Where to print.</param>
    /// <returns>0; 1 where there is no Linux.</returns>
    public static async Task<int> RunAsync(BenchOptions options, int connections, bool tls, TextWriter output)
    {
        if (!OperatingSystem.IsLinux())
        {
            await output.WriteLineAsync("this workload runs on Linux only: it needs /proc");
            return 1;
        }
        await using ServerProcess server = await ServerProcess.StartScratchAsync([.. options.ServerArguments()]);
        TimeSpan settling = options.Duration < LongestSettling ? options.Duration : LongestSettling;
        string? key = tls ? server.Fingerprint : null;
        byte[][] tokens = new byte[connections][];
        await ForAllAsync(connections, async i =>
        {
            using WireClient client = await WireClient.ConnectAsync(server.Port);
            await client.HelloAsync();
            await EnterAsync(() => client.EnterAsync(Opcode.Register, $"idle{i}", Sessions.Password));
            tokens[i] = client.Token;
        });
        await Task.Delay(settling);
        long before = LinuxProcess.ResidentBytes(server.Id);

        WireClient[] idle = new WireClient[connections];
        TimeSpan processor = server.ProcessorTime;
        Stopwatch clock = Stopwatch.StartNew();
        try
        {
            await ForAllAsync(connections, async i =>
            {
                idle[i] = await WireClient.ConnectAsync(server.Port, key: key);
                await idle[i].HelloAsync();
                await EnterAsync(() =>
                {
                    idle[i].QueueResume(tokens[i]);
                    return idle[i].AskAsync();
                });
            });
            double seconds = clock.Elapsed.TotalSeconds;
            double busy = (server.ProcessorTime - processor).TotalSeconds;
            await Task.Delay(settling);
            long after = LinuxProcess.ResidentBytes(server.Id);
            processor = server.ProcessorTime;
            await Task.Delay(options.Duration);
            double part = (server.ProcessorTime - processor).TotalSeconds / options.Duration.TotalSeconds;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"W4 · {(options.Ephemeral ? "in memory" : "on disk")} · {connections} connections {(tls ? "with TLS" : "in plaintext")}: connected and logged in by token in {seconds:F1} s "
                + $"({busy:F1} s of the server's processor time)"));
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"server: {(after - before) / KibiByte / connections:F1} KiB a connection (resident, {before / KibiByte / KibiByte:F0} MiB before, {after / KibiByte / KibiByte:F0} MiB with all) "
                + $"· then {part:P2} of a core while nothing happens"));
            return 0;
        }
        finally
        {
            foreach (WireClient? client in idle)
                client?.Dispose();
        }
    }

    private static async Task EnterAsync(Func<Task<Refusal?>> enter)
    {
        if (await enter() is not { Code: ErrorCode.None })
            throw new InvalidOperationException("the server did not let a connection log in; are there enough descriptors (ulimit -n)?");
    }

    private static Task ForAllAsync(int count, Func<int, Task> one) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await one(i));
}
