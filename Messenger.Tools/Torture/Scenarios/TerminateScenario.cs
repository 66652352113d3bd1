using System.Diagnostics;
using System.Globalization;
using Messenger.Tools.Torture.People;
using Messenger.Wire;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// SIGTERM under load, again and again: the server tells its clients, ends by itself and has kept what it acknowledged. Then a second signal
/// while it still waits for a client that does not leave.
/// </summary>
internal static class TerminateScenario
{
    private const int Times = 5;
    private const int Flowing = 2_000;
    private const double ExitSeconds = 10;
    private const double SecondSignalSeconds = 2;
    private const int ExitOfSigTerm = 128 + LinuxProcess.SigTerm;
    private static readonly string ShuttingDown = ErrorCode.ShuttingDown.Word();

    public static async Task RunAsync(Stage stage)
    {
        await using Victim victim = await Victim.StartWithDoorsAsync(stage.Directory);
        stage.Doing = "letting everybody log in";
        await using Crew crew = await Crew.StartAsync(stage, new CrewSize(stage.Options.Senders, Away: 1), victim.Doors, victim.Doors, victim.Doors);
        List<double> seconds = [];
        for (int i = 1; i <= Times; i++)
        {
            stage.Doing = $"SIGTERM number {i}";
            seconds.Add(await TerminateAsync(stage, victim, crew, i));
            await victim.StartAgainAsync();
        }
        stage.Verdict.Bar($"{Times} × SIGTERM under load, the longest until it had ended", seconds.Max(), ExitSeconds, "s");

        stage.Doing = "a second signal";
        await InsistAsync(stage, victim, crew);
        await victim.StartAgainAsync();
        await crew.FinishAsync(stage);
        stage.Ledger.Report(stage.Verdict);
        crew.Report(stage.Verdict);
        stage.Verdict.Note(victim.RestartsInWords());
        victim.Report(stage.Verdict);
    }

    private static async Task<double> TerminateAsync(Stage stage, Victim victim, Crew crew, int round)
    {
        await crew.AllConnectedAsync();
        await crew.SomeAcknowledgedAsync(Flowing);
        IConnectionWatch[] watches = [.. crew.Watches];
        int[] toldBefore = [.. watches.Select(watch => watch.Disconnects(ShuttingDown))];
        Stopwatch clock = Stopwatch.StartNew();
        victim.Signal(LinuxProcess.SigTerm);
        int code = await victim.ExitCodeAsync();
        double seconds = clock.Elapsed.TotalSeconds;
        bool allTold = await Waits.Becomes(() => Told() == watches.Length, Waits.Step);
        stage.Verdict.Promise(
            string.Create(CultureInfo.InvariantCulture, $"SIGTERM {round}: ended after {seconds:F2} s with code {code}, told {Told()} of {watches.Length} clients"),
            code == 0 && allTold);
        return seconds;

        // Who comes back while the server is still going is told again.
        int Told() => watches.Zip(toldBefore).Count(pair => pair.First.Disconnects(ShuttingDown) > pair.Second);
    }

    private static async Task InsistAsync(Stage stage, Victim victim, Crew crew)
    {
        await crew.AllConnectedAsync();
        await crew.SomeAcknowledgedAsync(Flowing);
        // It takes the goodbye and does not leave, so that the first signal alone would take its time.
        using WireClient stays = await WireClient.ConnectAsync(victim.Port);
        await stays.HelloAsync();
        victim.Signal(LinuxProcess.SigTerm);
        ErrorCode? goodbye = (await stays.AskAsync())?.Code;
        Stopwatch clock = Stopwatch.StartNew();
        victim.Signal(LinuxProcess.SigTerm);
        int code = await victim.ExitCodeAsync();
        stage.Verdict.Promise($"a second SIGTERM: ended with code {code}, as by the signal", code == ExitOfSigTerm && goodbye is ErrorCode.ShuttingDown);
        stage.Verdict.Bar("and that long after it", clock.Elapsed.TotalSeconds, SecondSignalSeconds, "s");
    }
}
