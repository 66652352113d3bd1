using System.CommandLine;
using Messenger.Tools.Fuzz;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger fuzz</c>.</summary>
internal static class FuzzCommand
{
    public static Command Create()
    {
        Option<int> seconds = Numbers.Option("--seconds", "How long for the decoder, and as long again for a server", 10, 1, 86_400);
        Option<int?> seed = Numbers.Optional("--seed", "Makes a run repeatable (default: a new one, which is printed)", 0, int.MaxValue);
        Command command = new("fuzz", Help.Text(
            "Feed the decoder, then a server of its own, mutated and random frames, and hold them to their promises; the server's memory may grow by 96 MiB.",
            "messenger fuzz --seconds 60",
            "messenger fuzz --seconds 10 --seed 42")) { seconds, seed };
        command.SetAction((parsed, _) => FuzzProgram.RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed), Console.Out));
        return command;
    }
}
