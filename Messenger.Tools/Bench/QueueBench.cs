using System.Diagnostics;
using System.Globalization;
using Messenger.Tools.Torture;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Tools.Torture.People;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Bench;

/// <summary>
/// The command <c>bench --workload queue</c>, workload W3: messages to people who are away, acknowledged, and then all of these log in at once, read
/// what waits and confirm it. Prints both rates and the ledger.
/// </summary>
public static class QueueBench
{
    private const int Recipients = 100;
    private const int Senders = 10;

    /// <param name="options">Of these, whether the server keeps things in memory only, and the index of words.</param>
    /// <param name="messages">In all; rounded down to what each sender can send each recipient.</param>
    /// <param name="output">Where to print.</param>
    /// <returns>0 when the ledger is clean.</returns>
    public static async Task<int> RunAsync(BenchOptions options, int messages, TextWriter output)
    {
        BacklogTally tally = new(Senders, Recipients, Math.Max(1, messages / Senders / Recipients));
        await using ServerProcess server = await ServerProcess.StartScratchAsync([.. options.ServerArguments(), "--mailbox-messages", "1000000"]);
        for (int i = 0; i < Recipients; i++)
            await MakeAccountAsync(server.Port, BacklogTally.Account(i));
        await output.WriteLineAsync($"W3 · {(options.Ephemeral ? "in memory" : "on disk")} · {tally.Total} messages of {BacklogText.Bytes} bytes from {Senders} senders to {Recipients} recipients who are away");
        await MeasureAsync("acknowledged", tally.Total, server, output,
            () => Task.WhenAll(Enumerable.Range(0, Senders).Select(i => Task.Run(() => BacklogSender.RunAsync(server.Port, i, tally)))));
        await MeasureAsync("read and confirmed after all logged in at once", tally.Total, server, output,
            () => Task.WhenAll(Enumerable.Range(0, Recipients).Select(i => Task.Run(() => BacklogReader.ReadAllAsync(server.Port, i, tally)))));
        Verdict verdict = new(output);
        tally.Report(verdict);
        return verdict.IsClean ? 0 : 1;
    }

    private static async Task MeasureAsync(string what, long messages, ServerProcess server, TextWriter output, Func<Task> work)
    {
        TimeSpan processor = server.ProcessorTime;
        Stopwatch clock = Stopwatch.StartNew();
        await work();
        double seconds = clock.Elapsed.TotalSeconds;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {messages / seconds:F0} messages/s · server {(server.ProcessorTime - processor).TotalSeconds / messages * 1e6:F2} CPU s per million"));
    }

    private static async Task MakeAccountAsync(int port, string name)
    {
        using WireClient client = await WireClient.ConnectAsync(port);
        await client.HelloAsync();
        if (await client.EnterAsync(Opcode.Register, name, Sessions.Password) is not { Code: ErrorCode.None })
            throw new InvalidOperationException($"the server refused to register {name}");
        client.Queue(Opcode.Logout, default(Empty));
        await client.AskAsync();
    }
}
