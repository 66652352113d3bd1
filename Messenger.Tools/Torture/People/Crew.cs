using Messenger.Tools.Doors;
using Messenger.Tools.Torture.Ledgers;

namespace Messenger.Tools.Torture.People;

/// <summary>The people of a run: who sends, who receives, who is away until the end. Used by one flow at a time.</summary>
internal sealed class Crew : IAsyncDisposable
{
    /// <summary>Who is away gets so much less, or reading it all at the end would take longer than the run.</summary>
    private const int ShareOfPresent = 8;

    /// <summary>Everybody is in it: each message sent there has to be shown to each who receives, once and in order.</summary>
    private const string Group = "#everyone";

    private static readonly TimeSpan LastConfirmations = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>Longer than a connection that is dead takes to be noticed, and to be made again.</summary>
    private static readonly TimeSpan NothingComes = TimeSpan.FromSeconds(45);

    private readonly Ledger _ledger;
    private readonly CrewList _list;
    private readonly DoorAddresses _server;
    private readonly List<IReceiver> _receivers = [];
    private readonly List<IReceiver> _away = [];
    private readonly List<ProcessReceiver> _processes = [];
    private readonly List<ISender> _senders = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private bool _gone;

    private Crew(Ledger ledger, CrewList list, DoorAddresses server)
    {
        _ledger = ledger;
        _list = list;
        _server = server;
    }

    public IReadOnlyList<IReceiver> Receivers => _receivers;

    public IReadOnlyList<ProcessReceiver> Processes => _processes;

    /// <summary>Accounts that send.</summary>
    public IEnumerable<string> Senders => _senders.Select(sender => sender.Name);

    /// <summary>Of all clients in this process that are logged in and told of things at once.</summary>
    public IEnumerable<IConnectionWatch> Watches =>
        _senders.Select(sender => sender.Watch).Concat(_receivers.Select(receiver => receiver.Watch)).OfType<IConnectionWatch>();

    /// <summary>Registers everybody, logs in who is there, and begins to send.</summary>
    /// <param name="stage">Ledger, seed and doors.</param>
    /// <param name="size">How many.</param>
    /// <param name="server">The server's doors, for making accounts.</param>
    /// <param name="forSenders">The doors that senders come to.</param>
    /// <param name="forReceivers">The doors that receivers come to.</param>
    public static async Task<Crew> StartAsync(Stage stage, CrewSize size, DoorAddresses server, DoorAddresses forSenders, DoorAddresses forReceivers)
    {
        CrewList list = CrewList.Of(size, stage.Options.Doors);
        Crew crew = new(stage.Ledger, list, server);
        await Sessions.MakeAccountsAsync(server.WirePort, list.WhoReceive);
        Casting casting = new(forSenders, forReceivers, stage.Ledger);
        crew._receivers.AddRange(list.Receivers.Select(name => casting.Receiver(list.Doors[name], name)));
        crew._receivers.AddRange(list.Fetchers.Select(name => casting.Fetcher(list.Doors[name], name)));
        crew._processes.AddRange(list.Processes.Select(casting.Process));
        crew._away.AddRange(list.Away.Select(name => casting.Receiver(list.Doors[name], name)));
        foreach (IReceiver receiver in crew._receivers)
            await receiver.StartAsync();
        foreach (ProcessReceiver process in crew._processes)
            process.Start();
        string[] targets = [.. Enumerable.Repeat(list.WhoArePresent, ShareOfPresent).SelectMany(names => names), .. list.Away, Group];
        SendTargets sendTo = new(targets, new Dictionary<string, string[]> { [Group] = [.. list.WhoReceive] });
        foreach (string name in list.Senders)
            crew._senders.Add(await casting.SenderAsync(list.Doors[name], name, sendTo, stage.Options.Seed + crew._senders.Count));
        await Sessions.MakeGroupAsync(server.WirePort, Group, [.. list.WhoReceive, .. list.Senders]);
        crew._sending = Task.WhenAll(crew._senders.Select(sender => Task.Run(() => sender.RunAsync(crew._stop.Token))));
        return crew;
    }

    /// <summary>Waits until every client in this process that is told of things is connected and logged in.</summary>
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

    /// <summary>Says what passed by each door.</summary>
    public void Report(Verdict verdict) => DoorFigures.Report(verdict, _ledger, _list.Doors);

    /// <summary>Stops sending, waits for all answers, lets everybody read, and says what came of it. Afterwards all are gone.</summary>
    public async Task FinishAsync(Stage stage)
    {
        stage.Doing = "waiting for the answers to the last sends";
        await _stop.CancelAsync();
        if (!await EndsAsync(_sending, Waits.Drain))
            stage.Verdict.Fault($"sends got no answer in {Waits.Drain.TotalSeconds:F0} s: {string.Join("; ", _senders.Select(sender => sender.InWords()))}");
        stage.Doing = "letting everybody read what waits";
        foreach (IReceiver receiver in _away)
            await receiver.StartAsync();
        bool allCame = await DrainAsync();
        if (!allCame)
        {
            stage.Verdict.Fault($"nothing more has come for {NothingComes.TotalSeconds:F0} s: "
                + string.Join("; ", [.. _receivers.Concat(_away).Select(receiver => receiver.InWords()), .. _processes.Select(process => process.InWords())]));
        }
        stage.Doing = "waiting for the last confirmations";
        await AllConfirmedAsync();
        stage.Doing = "closing the clients";
        await DisposeAsync();
        stage.Doing = "looking for what waits though it was confirmed";
        // It would find what is lost, which is to be told as that.
        if (allCame)
            await LookAsync(stage);
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

    /// <summary>Until all that was shown is confirmed, or for a while: a confirmation may have been cut off with its client.</summary>
    private async Task AllConfirmedAsync()
    {
        long began = TimeProvider.System.GetTimestamp();
        while (_ledger.Standing().Any(standing => standing is { IsShown: true, IsConfirmed: false }) && TimeProvider.System.GetElapsedTime(began) < LastConfirmations)
            await Task.Delay(DrainPause);
    }

    /// <summary>By another door each, where there are several.</summary>
    private async Task LookAsync(Stage stage)
    {
        IReadOnlyList<DoorKind> doors = stage.Options.Doors;
        string[] names = [.. _list.WhoReceive];
        int left = 0;
        for (int i = 0; i < names.Length; i++)
        {
            int own = doors.ToList().IndexOf(_list.Doors[names[i]]);
            left += await LastLook.AtAsync(doors[(own + 1 + (i % Math.Max(1, doors.Count - 1))) % doors.Count], _server, names[i], _ledger);
        }
        stage.Verdict.Note($"a last look at what waits for {names.Length} accounts, by another door each: {left}");
    }

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
