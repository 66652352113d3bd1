using System.Globalization;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>How many of each a crew has.</summary>
/// <param name="Senders">Accounts that send as fast as they are answered.</param>
/// <param name="Receivers">Accounts that receive in this process.</param>
/// <param name="Processes">Accounts that receive in client processes of their own.</param>
/// <param name="Away">Accounts that nobody is logged in to before the end.</param>
internal sealed record CrewSize(int Senders, int Receivers = 4, int Processes = 0, int Away = 0);

/// <summary>The people of a run: who sends, who receives, who is away until the end. Used by one flow at a time.</summary>
internal sealed class Crew : IAsyncDisposable
{
    /// <summary>Who is away gets so much less, or reading it all at the end would take longer than the run.</summary>
    private const int ShareOfPresent = 8;

    /// <summary>Everybody is in it: each message sent there has to be shown to each who receives, once and in order.</summary>
    private const string Group = "#everyone";

    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>Longer than a connection that is dead takes to be noticed, and to be made again.</summary>
    private static readonly TimeSpan NothingComes = TimeSpan.FromSeconds(45);

    private readonly Ledger _ledger;
    private readonly List<Receiver> _receivers = [];
    private readonly List<Receiver> _away = [];
    private readonly List<ProcessReceiver> _processes = [];
    private readonly List<Sender> _senders = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private bool _gone;

    private Crew(Ledger ledger) => _ledger = ledger;

    public IReadOnlyList<Receiver> Receivers => _receivers;

    public IReadOnlyList<ProcessReceiver> Processes => _processes;

    /// <summary>Accounts that send.</summary>
    public IEnumerable<string> Senders => _senders.Select(sender => sender.Name);

    /// <summary>Of all sessions in this process that are logged in.</summary>
    public IEnumerable<SessionWatch> Watches => _senders.Select(sender => sender.Watch).Concat(_receivers.Select(receiver => receiver.Watch));

    /// <summary>Registers everybody, logs in who is there, and begins to send.</summary>
    /// <param name="stage">Ledger and seed.</param>
    /// <param name="size">How many.</param>
    /// <param name="server">The server's port, for making accounts.</param>
    /// <param name="forSenders">The port that senders connect to.</param>
    /// <param name="forReceivers">The port that receivers connect to.</param>
    public static async Task<Crew> StartAsync(Stage stage, CrewSize size, int server, int forSenders, int forReceivers)
    {
        string[] present = [.. Names("receiver", size.Receivers), .. Names("process", size.Processes)];
        string[] away = Names("away", size.Away);
        await Sessions.MakeAccountsAsync(server, [.. present, .. away]);
        Crew crew = new(stage.Ledger);
        foreach (string name in Names("receiver", size.Receivers))
        {
            crew._receivers.Add(new Receiver(forReceivers, name, Sessions.Password, stage.Ledger));
            await crew._receivers[^1].StartAsync();
        }
        foreach (string name in Names("process", size.Processes))
        {
            crew._processes.Add(new ProcessReceiver(forReceivers, name, Sessions.Password, stage.Ledger));
            crew._processes[^1].Start();
        }
        crew._away.AddRange(away.Select(name => new Receiver(forReceivers, name, Sessions.Password, stage.Ledger)));
        string[] targets = [.. Enumerable.Repeat(present, ShareOfPresent).SelectMany(names => names), .. away, Group];
        Dictionary<string, string[]> members = new() { [Group] = [.. present, .. away] };
        foreach (string name in Names("sender", size.Senders))
        {
            crew._senders.Add(new Sender(
                await Sessions.RegisterAsync(forSenders, name), name, targets, members, stage.Ledger, stage.Options.Seed + crew._senders.Count));
        }
        await Sessions.MakeGroupAsync(server, Group, [.. present, .. away, .. Names("sender", size.Senders)]);
        crew._sending = Task.WhenAll(crew._senders.Select(sender => Task.Run(() => sender.RunAsync(crew._stop.Token))));
        return crew;
    }

    /// <summary>Waits until every session in this process is connected and logged in.</summary>
    public Task AllConnectedAsync() => Waits.Until(
        () => Watches.All(watch => watch.IsConnected), Waits.Step, "everybody to be connected");

    /// <summary>Waits until so many more messages are acknowledged.</summary>
    public async Task SomeAcknowledgedAsync(int count)
    {
        if (!await TrySomeAcknowledgedAsync(count))
            throw new TortureFaultException($"waited {Waits.Step.TotalSeconds:F0} s in vain for {count} more acknowledgements");
    }

    /// <summary>The same; says whether it came to that in time.</summary>
    public Task<bool> TrySomeAcknowledgedAsync(int count)
    {
        int before = _ledger.AcknowledgedCount;
        return Waits.Becomes(() => _ledger.AcknowledgedCount >= before + count, Waits.Step);
    }

    /// <summary>Stops sending, waits for all answers, lets everybody read, and says what came of it. Afterwards all are gone.</summary>
    public async Task FinishAsync(Stage stage)
    {
        stage.Doing = "waiting for the answers to the last sends";
        await _stop.CancelAsync();
        if (!await EndsAsync(_sending, Waits.Drain))
            stage.Verdict.Fault($"sends got no answer in {Waits.Drain.TotalSeconds:F0} s: {string.Join("; ", _senders.Select(sender => sender.InWords()))}");
        stage.Doing = "letting everybody read what waits";
        foreach (Receiver receiver in _away)
            await receiver.StartAsync();
        if (!await DrainAsync())
        {
            stage.Verdict.Fault($"nothing more has come for {NothingComes.TotalSeconds:F0} s: "
                + string.Join("; ", [.. _receivers.Concat(_away).Select(receiver => receiver.InWords()), .. _processes.Select(process => process.InWords())]));
        }
        stage.Doing = "closing the clients";
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_gone)
            return;
        _gone = true;
        await _stop.CancelAsync();
        foreach (IAsyncDisposable one in (IAsyncDisposable[])[.. _senders, .. _receivers, .. _away, .. _processes])
            await one.DisposeAsync();
        _stop.Dispose();
    }

    private static string[] Names(string kind, int count) =>
        [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{kind}{i}"))];

    private static async Task<bool> EndsAsync(Task task, TimeSpan limit)
    {
        if (await Task.WhenAny(task, Task.Delay(limit)) != task)
            return false;
        await task;
        return true;
    }

    /// <summary>Lets everybody read until nothing that was acknowledged is missing, or nothing has come for so long that it is lost.</summary>
    private async Task<bool> DrainAsync()
    {
        int fewest = int.MaxValue;
        long since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            IReadOnlyList<Entry> missing = _ledger.Lost();
            if (missing.Count == 0)
                return true;
            if (missing.Count < fewest)
                (fewest, since) = (missing.Count, TimeProvider.System.GetTimestamp());
            if (TimeProvider.System.GetElapsedTime(since) > NothingComes)
                return false;
            HashSet<string> behind = [.. missing.Select(entry => entry.Recipient)];
            Task reading = Task.WhenAll(_receivers.Concat(_away).Where(receiver => behind.Contains(receiver.Name)).Select(receiver => receiver.ReadAllAsync()));
            foreach (ProcessReceiver process in _processes.Where(process => behind.Contains(process.Name)))
                process.ReadAll();
            // While a read lasts, what it brings is counted as it comes.
            await Task.WhenAny(reading, Task.Delay(LookAgainAfter));
            await Task.Delay(DrainPause);
        }
    }
}
