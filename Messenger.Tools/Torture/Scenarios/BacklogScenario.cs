using System.Diagnostics;
using System.Globalization;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Tools.Torture.People;
using Messenger.Wire;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// A million messages wait for a thousand accounts, the server is killed and starts again: how long until it is ready, how much memory it
/// takes, and whether every account then gets all of its messages, in order, and none of them again after one more restart.
/// </summary>
internal static class BacklogScenario
{
    private const int Accounts = 1_000;
    private const int Senders = 20;
    private const int AtOnce = 16;
    private const int AskedAgain = 20;
    private const double ReadySeconds = 5;
    private const double MemoryMebiBytes = 500;
    private const double MebiByte = 1024 * 1024;
    private static readonly TimeSpan QueueTime = TimeSpan.FromMinutes(5);

    // Mailboxes as they are by default: each gets a tenth of what it may hold.
    private static readonly string[] Arguments = ["--password-rounds", "1000", "--no-rate-limits", "--log-level", "warning"];

    public static async Task RunAsync(Stage stage)
    {
        int accounts = stage.Clients(Accounts);
        int each = Math.Max(1, stage.Options.Messages / Senders / accounts);
        BacklogTally tally = new(Senders, accounts, each);
        await using Victim victim = await Victim.StartAsync(stage.Directory, Arguments);
        stage.Doing = "making accounts";
        await ForAllAsync(accounts, i => MakeAccountAsync(victim.Port, BacklogTally.Account(i)));

        stage.Doing = "queueing";
        Stopwatch clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(i => Task.Run(() => BacklogSender.RunAsync(victim.Port, i, tally))))
            .Within(QueueTime, $"{tally.Total} messages to be acknowledged");
        NoteRate(stage, $"queued {tally.Acknowledged} messages for {accounts} accounts", tally.Acknowledged, clock);
        stage.Verdict.Note($"the server's memory with all of them queued: {MebiBytes(victim):F0} MiB");

        stage.Doing = "killing and starting again";
        await victim.KillAsync();
        double ready = (await victim.StartAgainAsync()).TotalSeconds;
        stage.Verdict.Bar("restart to ready", ready, ReadySeconds, "s");
        stage.Verdict.Bar("resident memory when ready", MebiBytes(victim), MemoryMebiBytes, "MiB");

        stage.Doing = "draining";
        clock.Restart();
        await ForAllAsync(accounts, i => BacklogReader.ReadAllAsync(victim.Port, i, tally));
        NoteRate(stage, $"drained {tally.Shown} messages", tally.Shown, clock);
        await victim.KillAsync();
        ready = (await victim.StartAgainAsync()).TotalSeconds;
        stage.Verdict.Note(string.Create(CultureInfo.InvariantCulture, $"restart to ready with nothing queued: {ready:F2} s"));
        await ForAllAsync(Math.Min(accounts, AskedAgain), i => BacklogReader.ReadAllAsync(victim.Port, i, tally));
        tally.Report(stage.Verdict);
        victim.Report(stage.Verdict);
    }

    private static Task ForAllAsync(int count, Func<int, Task> one) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await one(i));

    private static double MebiBytes(Victim victim) => LinuxProcess.ResidentBytes(victim.ProcessId) / MebiByte;

    private static void NoteRate(Stage stage, string what, long count, Stopwatch clock) => stage.Verdict.Note(string.Create(
        CultureInfo.InvariantCulture, $"{what} in {clock.Elapsed.TotalSeconds:F1} s, {count / clock.Elapsed.TotalSeconds:F0} a second"));

    private static async Task MakeAccountAsync(int port, string name)
    {
        using WireClient client = await WireClient.ConnectAsync(port);
        await client.HelloAsync();
        if (await client.EnterAsync(Opcode.Register, name, Sessions.Password) is not { Code: ErrorCode.None })
            throw new TortureFaultException($"{name} could not register");
        client.Queue(Opcode.Logout, default(Messenger.Wire.Messages.Empty));
        await client.AskAsync();
    }
}
