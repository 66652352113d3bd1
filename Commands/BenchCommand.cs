using System.CommandLine;
using System.Net;
using Messenger.Tools.Bench;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger bench</c>.</summary>
internal static class BenchCommand
{
    private static readonly BenchOptions Defaults = new();

    public static Command Create()
    {
        Option<int?> port = Numbers.Optional("--port", "Load the server on this loopback port (default: start one)", 1, IPEndPoint.MaxPort);
        Option<bool> ephemeral = new("--ephemeral") { Description = "Start the server with --ephemeral: acknowledged means in memory" };
        Option<int> pairs = Numbers.Option("--pairs", "Pairs of accounts that send to each other", Defaults.Pairs, 1, 10_000);
        Option<int> inFlight = Numbers.Option("--in-flight", "Unacknowledged sends each connection keeps in flight", Defaults.InFlight, 1, 1_024);
        Option<int> bytes = Numbers.Option("--bytes", "Bytes of each text", Defaults.TextBytes, 12, 16_384);
        Option<int> seconds = Numbers.Option("--seconds", "How long to send", (int)Defaults.Duration.TotalSeconds, 1, 3_600);
        Option<bool> directory = new("--directory") { Description = "Measure pages of a large directory instead of messages" };
        Option<int> accounts = Numbers.Option("--accounts", "Accounts in that directory", Defaults.Accounts, 1, 1_000_000);
        Command command = new("bench", Help.Text(
            "Measure acknowledged and delivered messages a second, over loopback.",
            "messenger bench",
            "messenger bench --pairs 10 --bytes 1000 --seconds 30",
            "messenger bench --directory --accounts 100000"))
        {
            port, ephemeral, pairs, inFlight, bytes, seconds, directory, accounts,
        };
        command.SetAction((parsed, _) => BenchProgram.RunAsync(
            new BenchOptions
            {
                Port = parsed.GetValue(port),
                Ephemeral = parsed.GetValue(ephemeral),
                Pairs = parsed.GetValue(pairs),
                InFlight = parsed.GetValue(inFlight),
                TextBytes = parsed.GetValue(bytes),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Directory = parsed.GetValue(directory),
                Accounts = parsed.GetValue(accounts),
            },
            Console.Out));
        return command;
    }
}
