using System.CommandLine;
using Messenger.Tools.Fuzz;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger fuzz</c>.</summary>
internal static class FuzzCommand
{
    public static Command Create()
    {
        Option<int> seconds = Numbers.Option("--seconds", "How long", 10, 1, 86_400);
        Option<int?> seed = Numbers.Optional("--seed", "Makes a run repeatable (default: a new one, which is printed)", 0, int.MaxValue);
        Command command = new("fuzz", Help.Text(
            "Feed the decoder mutated and random frames and hold it to its promises.",
            "messenger fuzz --seconds 60",
            "messenger fuzz --seconds 10 --seed 42")) { seconds, seed };
        command.SetAction(parsed => FuzzProgram.Run(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(seed), Console.Out));
        return command;
    }
}
