using Messenger.Tools.Proxy;
using Messenger.Tools.Torture.People;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// A bad network under load: 40 ms of delay each way, 5 % loss, and a partition of 4 s that heals. Loss is what a relay of TCP can do of it: see
/// <see cref="ProxyOptions.LossPercent"/>. Everybody goes on within 10 s, with what is sent after the partition.
/// </summary>
internal static class NetworkScenario
{
    private const int Flowing = 300;
    private const double ResumeSeconds = 10;
    private static readonly TimeSpan PartitionTime = TimeSpan.FromSeconds(4);
    private static readonly ProxyOptions Bad = new() { Delay = TimeSpan.FromMilliseconds(40), LossPercent = 5 };

    public static async Task RunAsync(Stage stage)
    {
        await using Victim victim = await Victim.StartWithDoorsAsync(stage.Directory);
        await using DoorProxies proxies = new(victim.Doors, Bad, stage.Options.Seed);
        stage.Doing = "letting everybody log in";
        await using Crew crew = await Crew.StartAsync(stage, new CrewSize(stage.Options.Senders, Processes: 2, Away: 1), victim.Doors, proxies.Addresses, proxies.Addresses);
        await crew.SomeAcknowledgedAsync(Flowing);

        stage.Doing = "keeping the network apart";
        proxies.Partition();
        await Task.Delay(PartitionTime);
        TimeSpan healed = stage.Ledger.Now;
        proxies.Heal();

        stage.Doing = "going on";
        string[] receivers = [.. crew.Receivers.Select(receiver => receiver.Name), .. crew.Processes.Select(process => process.Name)];
        string[] senders = [.. crew.Senders];
        await Waits.Until(
            () => senders.All(name => stage.Ledger.NewestAcknowledgedTo(name) >= healed) && receivers.All(name => stage.Ledger.NewestShownTo(name) >= healed),
            Waits.Step, "everybody to go on after the partition");
        double resumed = (stage.Ledger.Now - healed).TotalSeconds;
        await crew.SomeAcknowledgedAsync(Flowing);
        int cut = crew.Watches.Sum(watch => watch.DisconnectCount);
        await crew.FinishAsync(stage);
        stage.Verdict.Bar($"{senders.Length} who send and {receivers.Length} who receive went on with new messages after", resumed, ResumeSeconds, "s");
        stage.Verdict.Note($"connections cut meanwhile: {cut}");
        stage.Ledger.Report(stage.Verdict);
        crew.Report(stage.Verdict);
        victim.Report(stage.Verdict);
    }
}
