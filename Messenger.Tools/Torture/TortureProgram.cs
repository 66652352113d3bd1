using System.Diagnostics;
using System.Globalization;
using System.Net;
using Messenger.Client.Session;
using Messenger.Tools.Proxy;

namespace Messenger.Tools.Torture;

/// <summary>
/// The command <c>torture</c>: a server process on a scratch directory, senders and receivers (some away), kill -9 of server and clients again
/// and again, connections cut and split, and a ledger that says what was lost, doubled, out of order or invented.
/// </summary>
public static class TortureProgram
{
    private const int Receivers = 4;
    private const int Away = 2;
    private const int ProcessReceivers = 2;
    private const string Password = "a torture password";
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(120);

    /// <returns>0 when the ledger is clean, 1 otherwise, with the history of what went wrong.</returns>
    public static async Task<int> RunAsync(TortureOptions options, TextWriter output)
    {
        string directory = Directory.CreateTempSubdirectory("messenger-torture-").FullName;
        try
        {
            await output.WriteLineAsync($"torture: {options.Duration.TotalSeconds:F0} s, {options.Kills} kills of the server, seed {options.Seed}");
            Ledger ledger = new();
            await using Victim victim = await Victim.StartAsync(directory);
            List<string> faults = await TormentAsync(options, ledger, victim);
            return await ReportAsync(ledger, victim, faults, output);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<List<string>> TormentAsync(TortureOptions options, Ledger ledger, Victim victim)
    {
        IPEndPoint server = new(IPAddress.Loopback, victim.Port);
        // Senders through a proxy that splits into single bytes now and then, receivers through one that delays: both are cut at random.
        await using FaultyProxy forSenders = new(0, server, new ProxyOptions { Split = 7, CutAfter = 400_000 }, options.Seed);
        await using FaultyProxy forReceivers = new(
            0, server, new ProxyOptions { Delay = TimeSpan.FromMilliseconds(2), Jitter = TimeSpan.FromMilliseconds(8), CutAfter = 3_000_000 }, options.Seed + 1);

        string[] names = [.. Enumerable.Range(0, Receivers).Select(i => $"receiver{i}"), .. Enumerable.Range(0, Away).Select(i => $"away{i}"),
            .. Enumerable.Range(0, ProcessReceivers).Select(i => $"process{i}")];
        foreach (string name in names)
            await RegisterAsync(victim.Port, name);
        Receiver[] receivers = [.. names[..Receivers].Select(name => new Receiver(() => Session(forReceivers.Port), name, Password, ledger))];
        ProcessReceiver[] processes = [.. names[(Receivers + Away)..].Select(name => new ProcessReceiver(forReceivers.Port, name, Password, ledger))];
        foreach (Receiver receiver in receivers)
            await receiver.StartAsync();
        foreach (ProcessReceiver process in processes)
            process.Start();

        List<MessengerSession> sessions = [];
        for (int i = 0; i < options.Senders; i++)
        {
            MessengerSession session = Session(forSenders.Port);
            await session.ConnectAsync();
            await session.RegisterAsync($"sender{i}", Password);
            sessions.Add(session);
        }
        using CancellationTokenSource stop = new(options.Duration);
        Task sending = Task.WhenAll(sessions.Select((session, i) =>
            new Sender(session, $"sender{i}", names, ledger, options.Seed + i).RunAsync(stop.Token)));
        await KillAgainAndAgainAsync(options, victim, receivers, processes, [forSenders, forReceivers], stop.Token);

        List<string> faults = [];
        if (await Task.WhenAny(sending, Task.Delay(DrainTime, CancellationToken.None)) != sending)
            faults.Add($"sends without an answer: {sessions.Sum(session => session.UnansweredSends.Count)}");
        else
            await sending;
        Receiver[] away = [.. names[Receivers..(Receivers + Away)].Select(name => new Receiver(() => Session(forReceivers.Port), name, Password, ledger))];
        foreach (Receiver receiver in away)
            await receiver.StartAsync();
        await DrainAsync([.. receivers, .. away], processes, ledger);

        foreach (Receiver receiver in (Receiver[])[.. receivers, .. away])
            await receiver.DisposeAsync();
        foreach (ProcessReceiver process in processes)
            await process.DisposeAsync();
        foreach (MessengerSession session in sessions)
            await session.DisposeAsync();
        return faults;
    }

    private static MessengerSession Session(int port) => new(new SessionOptions { Host = "127.0.0.1", Port = port, Agent = "torture" });

    private static async Task RegisterAsync(int port, string name)
    {
        await using MessengerSession session = Session(port);
        await session.ConnectAsync();
        await session.RegisterAsync(name, Password);
        await session.LogoutAsync();
    }

    /// <summary>Server kills spread evenly; between them clients are killed and connections cut.</summary>
    private static async Task KillAgainAndAgainAsync(
        TortureOptions options, Victim victim, Receiver[] receivers, ProcessReceiver[] processes, FaultyProxy[] proxies, CancellationToken stop)
    {
        Random random = new(options.Seed);
        Stopwatch clock = Stopwatch.StartNew();
        int kills = 0;
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(random.Next(50, 250), CancellationToken.None);
            if (kills < options.Kills && clock.Elapsed >= options.Duration * ((kills + random.NextDouble()) / options.Kills))
            {
                kills++;
                await victim.KillAndRestartAsync(TimeSpan.FromMilliseconds(random.Next(0, 300)));
            }
            switch (random.Next(20))
            {
                case 0:
                    await processes[random.Next(processes.Length)].RestartAsync();
                    break;
                case 1:
                    Receiver receiver = receivers[random.Next(receivers.Length)];
                    await receiver.KillAsync();
                    await receiver.StartAsync();
                    break;
                case < 8:
                    proxies[random.Next(proxies.Length)].CutOne();
                    break;
            }
        }
        while (kills++ < options.Kills)
            await victim.KillAndRestartAsync(TimeSpan.Zero);
    }

    /// <summary>Lets everybody read until nothing that was acknowledged is missing, or it is clear that it is lost.</summary>
    private static async Task DrainAsync(Receiver[] receivers, ProcessReceiver[] processes, Ledger ledger)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (ledger.Lost().Count > 0 && clock.Elapsed < DrainTime)
        {
            await Task.Delay(500);
            foreach (Receiver receiver in receivers.Where(receiver => ledger.Lost(receiver.Name).Count > 0))
                await receiver.ReadAllAsync().WaitAsync(DrainTime);
            foreach (ProcessReceiver process in processes.Where(process => ledger.Lost(process.Name).Count > 0))
                process.ReadAll();
        }
    }

    private static async Task<int> ReportAsync(Ledger ledger, Victim victim, List<string> faults, TextWriter output)
    {
        IReadOnlyList<Entry> lost = ledger.Lost();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"sent {ledger.SentCount} · acknowledged {ledger.AcknowledgedCount} · refused {ledger.Refused} · lost {lost.Count} · doubled {ledger.Doubled} "
            + $"· out of order {ledger.OutOfOrder} · invented {ledger.Invented} · longest gap {ledger.LongestGap.TotalSeconds:F1} s"));
        await output.WriteLineAsync(victim.Report());
        foreach (string fault in faults.Concat(lost.Take(20).Select(entry => $"lost: {ledger.History(entry)}")).Concat(ledger.Faults))
            await output.WriteLineAsync(fault);
        bool clean = faults.Count == 0 && lost.Count == 0 && ledger is { Doubled: 0, OutOfOrder: 0, Invented: 0, AcknowledgedCount: > 0 };
        return clean ? 0 : 1;
    }
}
