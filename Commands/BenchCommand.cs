using System.CommandLine;
using System.Net;
using Messenger.Tools.Bench;
using Messenger.Tools.Bench.Screen;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger bench</c>.</summary>
internal static class BenchCommand
{
    private static readonly BenchOptions Defaults = new();

    public static Command Create()
    {
        Option<int?> port = Numbers.Optional("--port", "Load the server on this loopback port (default: start one)", 1, IPEndPoint.MaxPort);
        Option<bool> ephemeral = new("--ephemeral") { Description = "Start the server with --ephemeral: acknowledged means in memory" };
        Option<int?> pairs = Numbers.Optional("--pairs", $"Pairs of accounts that send to each other (default {Defaults.Pairs}; with latency {LatencyBench.UsualPairs})", 1, 10_000);
        Option<bool> noSearch = new("--no-search") { Description = "Start the server with --no-search" };
        Option<int> rate = Numbers.Option("--rate", "With latency: messages a second of all pairs together", 2_000, 1, 1_000_000);
        Option<int> connections = Numbers.Option("--connections", "With idle: how many", 10_000, 1, 100_000);
        Option<bool> tls = new("--tls") { Description = "With idle: encrypted connections" };
        Option<int> inFlight = Numbers.Option("--in-flight", "Unacknowledged sends each connection keeps in flight", Defaults.InFlight, 1, 1_024);
        Option<int> bytes = Numbers.Option("--bytes", "Bytes of each text", Defaults.TextBytes, 12, 16_384);
        Option<int> seconds = Numbers.Option("--seconds", "How long to send; with screen, also to do nothing; with idle, to do nothing", (int)Defaults.Duration.TotalSeconds, 1, 3_600);
        Option<string> workload = Words.Option(
            "--workload", "throughput; latency: send to delivery at a steady rate; queue: messages to people who are away, and their reading; idle: memory of logged-in connections (Linux); "
            + "directory: pages of a large one; group: sends to a large group; past: history and search in many messages; index: throughput with and without the index of words; "
            + "screen: the full-screen client's first picture, idling, keys and memory (Linux)",
            "throughput", "latency", "queue", "idle", "directory", "group", "past", "index", "screen");
        Option<int> members = Numbers.Option("--members", "With group: its members", 1_000, 2, Wire.Limits.GroupMembers);
        Option<int> online = Numbers.Option("--online", "With group: how many of them are online", 100, 2, Wire.Limits.GroupMembers);
        Option<int?> messages = Numbers.Optional(
            "--messages", "With past: messages to store (default 1,000,000); with screen: messages of a sitting, with queue: messages that wait (default 100,000)", 1_000, 100_000_000);
        Option<int> starts = Numbers.Option("--starts", "With screen: how often to start the client", 20, 1, 1_000);
        Option<int> conversations = Numbers.Option("--conversations", "With past: conversations to store them in", 1_000, 1, 100_000);
        Option<int> accounts = Numbers.Option("--accounts", "With directory: accounts in it", Defaults.Accounts, 1, 1_000_000);
        Command command = new("bench", Help.Text(
            "Measure over loopback: acknowledged and delivered messages a second, and by --workload much else.",
            "messenger bench",
            "messenger bench --workload latency --ephemeral",
            "messenger bench --workload queue",
            "messenger bench --workload idle --tls",
            "messenger bench --workload past --messages 1000000",
            "messenger bench --workload directory --accounts 100000",
            "messenger bench --workload screen --seconds 20",
            "messenger bench --pairs 10 --bytes 1000 --seconds 30"))
        {
            port, ephemeral, noSearch, pairs, inFlight, bytes, seconds, workload, messages, conversations, accounts, members, online, starts, rate, connections, tls,
        };
        command.SetAction((parsed, _) =>
        {
            BenchOptions options = new()
            {
                Port = parsed.GetValue(port),
                Ephemeral = parsed.GetValue(ephemeral),
                Search = !parsed.GetValue(noSearch),
                Pairs = parsed.GetValue(pairs) ?? (parsed.GetValue(workload) == "latency" ? LatencyBench.UsualPairs : Defaults.Pairs),
                InFlight = parsed.GetValue(inFlight),
                TextBytes = parsed.GetValue(bytes),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Accounts = parsed.GetValue(accounts),
            };
            return parsed.GetValue(workload) switch
            {
                "latency" => LatencyBench.RunAsync(options, parsed.GetValue(rate), Console.Out),
                "queue" => QueueBench.RunAsync(options, parsed.GetValue(messages) ?? 100_000, Console.Out),
                "idle" => IdleBench.RunAsync(options, parsed.GetValue(connections), parsed.GetValue(tls), Console.Out),
                "directory" => DirectoryBench.RunAsync(options, Console.Out),
                "group" => GroupBench.RunAsync(parsed.GetValue(members), Math.Min(parsed.GetValue(online), parsed.GetValue(members)), Console.Out),
                "past" => PastBench.RunAsync(parsed.GetValue(messages) ?? 1_000_000, parsed.GetValue(conversations), seed: 1, Console.Out),
                "screen" => ScreenBench.RunAsync(parsed.GetValue(starts), options.Duration, parsed.GetValue(messages) ?? 100_000, Console.Out),
                "index" => IndexCost.RunAsync(options, Console.Out),
                _ => BenchProgram.RunAsync(options, Console.Out),
            };
        });
        return command;
    }
}
