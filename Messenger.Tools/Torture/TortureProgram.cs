using System.Globalization;

namespace Messenger.Tools.Torture;

/// <summary>
/// The command <c>torture</c>: a server process on a scratch directory, something bad done to it, and a ledger that says what was lost,
/// doubled, out of order or invented. It ends: a step that takes too long is a fault with a name, and so is a scenario.
/// </summary>
public static class TortureProgram
{
    private const int Clean = 0;
    private const int Unclean = 1;
    private const int CannotRun = 2;

    /// <summary>What a kill and all that follows may take on a slow machine.</summary>
    private static readonly TimeSpan LongestKill = TimeSpan.FromSeconds(10);

    /// <summary>Names of the scenarios and what each does; the first is the default.</summary>
    public static IReadOnlyList<(string Name, string Sentence)> Scenarios { get; } =
        [.. Scenario.All.Select(scenario => (scenario.Name, scenario.Sentence))];

    /// <returns>0 when the ledger is clean and every bar was met, 1 otherwise, with the history of what went wrong; 2 when it cannot run here.</returns>
    public static async Task<int> RunAsync(TortureOptions options, TextWriter output)
    {
        Scenario scenario = Scenario.All.First(scenario => scenario.Name == options.Scenario);
        if (scenario.NeedsLinux && !OperatingSystem.IsLinux())
        {
            await output.WriteLineAsync($"the scenario {scenario.Name} needs Linux, for its signals and /proc");
            return CannotRun;
        }
        string directory = Directory.CreateTempSubdirectory("messenger-torture-").FullName;
        Verdict verdict = new(output);
        verdict.Note(string.Create(CultureInfo.InvariantCulture, $"torture {scenario.Name} · seed {options.Seed}"));
        await RunAsync(scenario, new Stage(options, directory, verdict));
        ChildProcesses.KillAll();
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException problem)
        {
            verdict.Note($"{directory} could not be removed: {problem.Message}");
        }
        return verdict.IsClean ? Clean : Unclean;
    }

    private static async Task RunAsync(Scenario scenario, Stage stage)
    {
        TimeSpan limit = stage.Options.Duration + (LongestKill * stage.Options.Kills) + TimeSpan.FromMinutes(scenario.LimitMinutes);
        Task run = Task.Run(() => scenario.RunAsync(stage));
        if (await Task.WhenAny(run, Task.Delay(limit)) != run)
        {
            stage.Verdict.Fault($"it did not end in {limit.TotalSeconds:F0} s; it was at: {stage.Doing}");
            return;
        }
        try
        {
            await run;
        }
        catch (TortureFaultException fault)
        {
            stage.Verdict.Fault($"while {stage.Doing}: {fault.Message}");
            stage.Verdict.Note("the ledger when it stopped, with what was still under way:");
            stage.Ledger.Report(stage.Verdict);
        }
        catch (Exception bug)
        {
            // Of this command: said with all there is to know, and the run is not clean.
            stage.Verdict.Fault($"while {stage.Doing}: {bug}");
        }
    }
}
