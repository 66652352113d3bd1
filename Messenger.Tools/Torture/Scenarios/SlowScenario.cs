using System.Diagnostics;
using System.Globalization;
using Messenger.Client.Session;
using Messenger.Tools.Torture.Ledgers;
using Messenger.Tools.Torture.People;
using Messenger.Wire;
using Messenger.Wire.Framing;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// Peers that hold a connection and do little with it: mute, half a frame, a byte a second, logged in and never reading while others write to
/// them. All are closed by their deadlines or as slow consumers, though none of them leaves; nobody else notices, and what the deaf ones
/// did not read is there at their next login.
/// </summary>
internal static class SlowScenario
{
    private const int Peers = 200;
    private const int DeafOneIn = 40;
    private const int MessagesToDeaf = 400;
    private const int TextPadding = 16_000;
    private const int SmallestReceiveBuffer = 4096;
    private const int AnnouncedBytes = 200;
    private const double MebiByte = 1024 * 1024;

    /// <summary>What a deadline may be late on a busy machine.</summary>
    private const double LateSeconds = 5;
    private const double GrowthMebiBytes = 96;

    public static async Task RunAsync(Stage stage)
    {
        int deafCount = Math.Max(1, stage.Clients(Peers) / DeafOneIn);
        int each = Math.Max(1, (stage.Clients(Peers) - deafCount) / 3);
        await using Victim victim = await Victim.StartAsync(stage.Directory, logLevel: "information");
        await using OrdinaryPair pair = await OrdinaryPair.StartAsync(victim.Port, stage.Ledger);
        string[] deaf = [.. Enumerable.Range(0, deafCount).Select(i => string.Create(CultureInfo.InvariantCulture, $"deaf{i}"))];
        await Sessions.MakeAccountsAsync(victim.Port, deaf);
        await using MessengerSession writer = await Sessions.RegisterAsync(victim.Port, "writer");
        int before = await LinuxProcess.SettledDescriptorsAsync(victim.ProcessId);
        using MemoryWatch memory = new(victim.ProcessId);

        stage.Doing = "being slow";
        pair.BeginStretch();
        List<WireClient> peers = [];
        try
        {
            Task<double[]> mute = Task.WhenAll(Enumerable.Range(0, each).Select(_ => BeMuteAsync(victim.Port, peers)));
            Task<double[]> half = Task.WhenAll(Enumerable.Range(0, each).Select(_ => SendHalfAFrameAsync(victim.Port, peers)));
            Task<double[]> drip = Task.WhenAll(Enumerable.Range(0, each).Select(_ => DripAsync(victim.Port, peers)));
            foreach (string name in deaf)
                await BeDeafAsync(victim.Port, name, peers);
            long queued = await WriteAsync(writer, deaf, stage.Ledger);
            Report(stage.Verdict, $"{each} mute before hello", await mute, Limits.HelloSeconds);
            Report(stage.Verdict, $"{each} with half a frame", await half, Limits.FrameSeconds);
            Report(stage.Verdict, $"{each} with a byte a second", await drip, Limits.FrameSeconds);
            // Our ends are all open still: it is the server that has let go.
            int after = await LinuxProcess.DescriptorsDownToAsync(victim.ProcessId, before);
            stage.Verdict.Promise($"the server's descriptors with {peers.Count} slow peers holding on: {before} before, {after} after", after <= before);
            string closed = $"closed by the server: \"{ErrorCode.SlowConsumer.Word()}\"";
            await Waits.Becomes(() => victim.CountLogged(closed) >= deafCount, Waits.Step);
            int slow = victim.CountLogged(closed);
            stage.Verdict.Promise($"{deafCount} who never read: {slow} closed as slow consumers", slow == deafCount);
            double growth = (memory.Peak - memory.AtFirst - queued) / MebiByte;
            stage.Verdict.Note(string.Create(CultureInfo.InvariantCulture,
                $"the server's memory: {memory.AtFirst / MebiByte:F0} MiB before, at most {memory.Peak / MebiByte:F0} MiB meanwhile, {queued / MebiByte:F0} MiB of texts queued"));
            stage.Verdict.Bar("it grew, texts aside, by", growth, GrowthMebiBytes, "MiB");
        }
        finally
        {
            foreach (WireClient peer in peers)
                peer.Dispose();
        }
        await pair.FinishAsync(stage.Verdict, "meanwhile");

        stage.Doing = "reading what the deaf did not";
        foreach (string name in deaf)
        {
            await using Receiver receiver = new(victim.Port, name, Sessions.Password, stage.Ledger);
            await receiver.StartAsync();
            await receiver.ReadAllAsync().Within(Waits.Step, $"{name} to read");
        }
        stage.Ledger.Report(stage.Verdict);
        stage.Verdict.Note(string.Create(CultureInfo.InvariantCulture, $"the server's memory at the end: {LinuxProcess.ResidentBytes(victim.ProcessId) / MebiByte:F0} MiB"));
        victim.Report(stage.Verdict);
    }

    private static void Report(Verdict verdict, string who, double[] seconds, int deadline) =>
        verdict.Bar($"{who}: told and closed, the last after", seconds.Max(), deadline + LateSeconds, "s");

    private static async Task<double> BeMuteAsync(int port, List<WireClient> peers)
    {
        WireClient peer = await ConnectAsync(port, peers);
        return await GoodbyeAsync(peer, Stopwatch.StartNew());
    }

    private static async Task<double> SendHalfAFrameAsync(int port, List<WireClient> peers)
    {
        WireClient peer = await ConnectAsync(port, peers);
        await peer.HelloAsync();
        await peer.WriteAsync(new byte[FrameHeader.LengthSize - 1]);
        return await GoodbyeAsync(peer, Stopwatch.StartNew());
    }

    private static async Task<double> DripAsync(int port, List<WireClient> peers)
    {
        WireClient peer = await ConnectAsync(port, peers);
        await peer.HelloAsync();
        await peer.WriteAsync(new byte[] { 0, 0, 0, AnnouncedBytes });
        Task<double> goodbye = GoodbyeAsync(peer, Stopwatch.StartNew());
        try
        {
            while (await Task.WhenAny(goodbye, Task.Delay(TimeSpan.FromSeconds(1))) != goodbye)
                await peer.WriteAsync(new byte[1]);
        }
        catch (IOException)
        {
            // Cut off between two bytes; the goodbye came before.
        }
        return await goodbye;
    }

    private static async Task BeDeafAsync(int port, string name, List<WireClient> peers)
    {
        WireClient peer = await WireClient.ConnectAsync(port, receiveBytes: SmallestReceiveBuffer);
        lock (peers)
            peers.Add(peer);
        await peer.HelloAsync();
        if (await peer.EnterAsync(Opcode.Login, name, Sessions.Password) is not { Code: ErrorCode.None })
            throw new TortureFaultException($"{name} could not log in");
    }

    private static async Task<WireClient> ConnectAsync(int port, List<WireClient> peers)
    {
        WireClient peer = await WireClient.ConnectAsync(port);
        lock (peers)
            peers.Add(peer);
        return peer;
    }

    /// <returns>How long until the server said that a deadline was missed.</returns>
    private static async Task<double> GoodbyeAsync(WireClient peer, Stopwatch clock)
    {
        ErrorCode? reason = (await peer.AskAsync())?.Code;
        return reason is ErrorCode.DeadlineMissed
            ? clock.Elapsed.TotalSeconds
            : throw new TortureFaultException($"a slow peer was closed with {reason?.Word() ?? "no word"} instead of {ErrorCode.DeadlineMissed.Word()}");
    }

    /// <summary>A text to each at a time, as a person would: here it is not the flood that is to be borne.</summary>
    /// <returns>The bytes of text that now wait.</returns>
    private static async Task<long> WriteAsync(MessengerSession writer, string[] deaf, Ledger ledger)
    {
        long bytes = 0;
        for (int i = 0; i < MessagesToDeaf; i++)
        {
            await Task.WhenAll(deaf.Select(name => SendAsync(writer, new Entry("writer", name, i), ledger)))
                .Within(Waits.Step, "texts to the deaf to be acknowledged");
            bytes += deaf.Length * TextPadding;
        }
        return bytes;
    }

    private static async Task SendAsync(MessengerSession writer, Entry entry, Ledger ledger)
    {
        Guid id = Guid.CreateVersion7();
        ledger.Sent(entry, id);
        await writer.SendAsync(entry.To, entry.Text(TextPadding), id);
        ledger.Acknowledged(entry);
    }
}
