using System.CommandLine;
using Messenger.Tools.Torture;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger torture</c>.</summary>
internal static class TortureCommand
{
    private static readonly TortureOptions Defaults = new();

    public static Command Create()
    {
        Option<int> seconds = Numbers.Option("--seconds", "How long to send", 0, 0, 86_400);
        Option<int> minutes = Numbers.Option("--minutes", "How long to send, when --seconds is not given", (int)Defaults.Duration.TotalMinutes, 1, 1_440);
        Option<int> kills = Numbers.Option("--kills", "How often to kill the server meanwhile", Defaults.Kills, 0, 10_000);
        Option<int> seed = Numbers.Option("--seed", "Makes the choices repeatable", Defaults.Seed, 0, int.MaxValue);
        Option<int> senders = Numbers.Option("--senders", "Accounts that send", Defaults.Senders, 1, 100);
        Command command = new("torture", Help.Text(
            "Kill a server and its clients again and again under load, cut their connections, and keep a ledger of what was lost, doubled, out of order or invented.",
            "messenger torture",
            "messenger torture --minutes 10 --kills 200 --seed 7")) { seconds, minutes, kills, seed, senders };
        command.SetAction((parsed, _) => TortureProgram.RunAsync(
            new TortureOptions
            {
                Duration = parsed.GetValue(seconds) > 0 ? TimeSpan.FromSeconds(parsed.GetValue(seconds)) : TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                Kills = parsed.GetValue(kills),
                Seed = parsed.GetValue(seed),
                Senders = parsed.GetValue(senders),
            },
            Console.Out));
        return command;
    }
}
