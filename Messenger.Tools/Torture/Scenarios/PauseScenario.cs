using Messenger.Tools.Torture.People;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>SIGSTOP of the server under load, and SIGCONT a while later: nobody is cut off, and everything goes on.</summary>
internal static class PauseScenario
{
    private const int Flowing = 3_000;
    private static readonly TimeSpan PauseTime = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Stage stage)
    {
        await using Victim victim = await Victim.StartWithDoorsAsync(stage.Directory);
        stage.Doing = "letting everybody log in";
        await using Crew crew = await Crew.StartAsync(stage, new CrewSize(stage.Options.Senders, Away: 1), victim.Doors, victim.Doors, victim.Doors);
        await crew.SomeAcknowledgedAsync(Flowing);

        stage.Doing = "pausing the server";
        victim.Signal(LinuxProcess.SigStop);
        await Task.Delay(PauseTime);
        victim.Signal(LinuxProcess.SigContinue);

        stage.Doing = "going on";
        await crew.SomeAcknowledgedAsync(Flowing);
        int cut = crew.Watches.Sum(watch => watch.DisconnectCount);
        await crew.FinishAsync(stage);
        stage.Verdict.Promise($"the server stood still for {PauseTime.TotalSeconds:F0} s under load; connections cut by it: {cut}", cut == 0);
        stage.Ledger.Report(stage.Verdict);
        crew.Report(stage.Verdict);
        victim.Report(stage.Verdict);
    }
}
