using System.CommandLine;
using Messenger.Tools.Doors;
using Messenger.Tools.Torture;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger torture</c>.</summary>
internal static class TortureCommand
{
    private static readonly TortureOptions Defaults = new();

    public static Command Create()
    {
        Option<string> scenario = Words.Option("--scenario", "What to do to the server", [.. TortureProgram.Scenarios.Select(scenario => scenario.Name)]);
        Option<int> seconds = Numbers.Option("--seconds", "How long to send, in kills", 0, 0, 86_400);
        Option<int> minutes = Numbers.Option("--minutes", "How long to send, in kills, when --seconds is not given", (int)Defaults.Duration.TotalMinutes, 1, 1_440);
        Option<int> kills = Numbers.Option("--kills", "How often to kill the server meanwhile", Defaults.Kills, 0, 10_000);
        Option<int> seed = Numbers.Option("--seed", "Makes the choices repeatable", Defaults.Seed, 0, int.MaxValue);
        Option<int> senders = Numbers.Option("--senders", "Accounts that send, in kills, terminate and pause", Defaults.Senders, 1, 100);
        Option<IReadOnlyList<DoorKind>> doors = DoorLists.Option("--doors", "By which doors people come, in kills, terminate, pause and network", Defaults.Doors);
        Option<int?> clients = Numbers.Optional("--clients", "Clients, peers or accounts, in the other scenarios (default: as they say)", 1, 100_000);
        Option<int> messages = Numbers.Option("--messages", "Messages to queue, in backlog", Defaults.Messages, 1, 100_000_000);
        string scenarios = string.Join(Environment.NewLine, TortureProgram.Scenarios.Select(row => $"  {row.Name,-12} {row.Sentence}"));
        Command command = new("torture", Help.Text(
            "Do something bad to a server of its own and keep a ledger of what was lost, doubled, out of order or invented. Exit 0 when the ledger is clean and every bar was met.",
            "messenger torture",
            "messenger torture --minutes 10 --kills 200 --seed 7",
            "messenger torture --doors grpc,rest-json",
            "messenger torture --scenario slow") + $"{Environment.NewLine}{Environment.NewLine}Scenarios:{Environment.NewLine}{scenarios}")
        {
            scenario, seconds, minutes, kills, seed, senders, doors, clients, messages,
        };
        command.SetAction((parsed, _) => TortureProgram.RunAsync(
            new TortureOptions
            {
                Scenario = parsed.GetValue(scenario)!,
                Duration = parsed.GetValue(seconds) > 0 ? TimeSpan.FromSeconds(parsed.GetValue(seconds)) : TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                Kills = parsed.GetValue(kills),
                Seed = parsed.GetValue(seed),
                Senders = parsed.GetValue(senders),
                Doors = parsed.GetValue(doors)!,
                Clients = parsed.GetValue(clients),
                Messages = parsed.GetValue(messages),
            },
            Console.Out));
        return command;
    }
}
