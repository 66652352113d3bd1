using System.Diagnostics;
using Messenger.Tools.Proxy;
using Messenger.Tools.Torture.People;
using Messenger.Wire;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// kill -9 of the server and its clients again and again while people talk, connections cut, split, delayed and stalled; some receivers are
/// away all the while.
/// </summary>
internal static class KillsScenario
{
    private static readonly ProxyOptions SplitAndCut = new() { Split = 7, CutAfter = 400_000 };
    private static readonly ProxyOptions DelayAndCut = new()
    {
        Delay = TimeSpan.FromMilliseconds(2),
        Jitter = TimeSpan.FromMilliseconds(8),
        CutAfter = 3_000_000,
    };

    /// <summary>Messages acknowledged before the next kill: clients that were cut off need a while to come back.</summary>
    private const int Flowing = 100;

    /// <summary>A stalled connection is noticed by nobody for 30 s, so there is only one every so often.</summary>
    private static readonly TimeSpan StallEvery = TimeSpan.FromSeconds(20);

    /// <summary>None towards the end, which would only mean to wait for it.</summary>
    private static readonly TimeSpan StallLasts = TimeSpan.FromSeconds(Limits.SilenceSeconds);

    public static async Task RunAsync(Stage stage)
    {
        TortureOptions options = stage.Options;
        stage.Verdict.Note($"{options.Duration.TotalSeconds:F0} s, {options.Kills} kills of the server, {options.Senders} senders");
        await using Victim victim = await Victim.StartWithDoorsAsync(stage.Directory);
        await using DoorProxies forSenders = new(victim.Doors, SplitAndCut, options.Seed);
        await using DoorProxies forReceivers = new(victim.Doors, DelayAndCut, options.Seed + 1);
        stage.Doing = "letting everybody log in";
        await using Crew crew = await Crew.StartAsync(
            stage, new CrewSize(options.Senders, Receivers: 5, Fetchers: 2, Processes: 2, Away: 2), victim.Doors, forSenders.Addresses, forReceivers.Addresses);
        stage.Doing = "killing and cutting";
        Random random = new(options.Seed);
        await TormentAsync(options, random, victim, crew, [.. forSenders.At(options.Doors), .. forReceivers.At(options.Doors)]);
        await crew.FinishAsync(stage);
        stage.Ledger.Report(stage.Verdict);
        crew.Report(stage.Verdict);
        stage.Verdict.Note(victim.RestartsInWords());
        victim.Report(stage.Verdict);
    }

    /// <summary>
    /// Server kills spread evenly, each in the middle of sending; between them clients are killed and connections cut. On a slow machine it
    /// takes longer than was asked for.
    /// </summary>
    private static async Task TormentAsync(TortureOptions options, Random random, Victim victim, Crew crew, FaultyProxy[] proxies)
    {
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan stalls = StallEvery;
        int kills = 0;
        while (clock.Elapsed < options.Duration || kills < options.Kills)
        {
            await Task.Delay(random.Next(50, 250));
            if (kills < options.Kills && clock.Elapsed >= options.Duration * ((kills + random.NextDouble()) / options.Kills))
            {
                kills++;
                await crew.TrySomeAcknowledgedAsync(Flowing);
                await victim.KillAndRestartAsync(TimeSpan.FromMilliseconds(random.Next(0, 300)));
            }
            if (clock.Elapsed > stalls && clock.Elapsed < options.Duration - StallLasts)
            {
                stalls += StallEvery;
                proxies[random.Next(proxies.Length)].StallOne();
            }
            switch (random.Next(20))
            {
                case 0 when crew.Processes.Count > 0:
                    crew.Processes[random.Next(crew.Processes.Count)].Kill();
                    break;
                case 1:
                    IReceiver receiver = crew.Receivers[random.Next(crew.Receivers.Count)];
                    await receiver.KillAsync();
                    await receiver.StartAsync();
                    break;
                case < 8:
                    proxies[random.Next(proxies.Length)].CutOne();
                    break;
            }
        }
    }
}
