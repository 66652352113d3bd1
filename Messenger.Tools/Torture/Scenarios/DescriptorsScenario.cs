using System.Globalization;
using Messenger.Tools.Torture.People;
using Messenger.Wire;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// More connections than the server may have descriptors: it lives, refuses the surplus in words, and serves again once some have left. Two
/// ordinary users, who were there before, do not notice.
/// </summary>
internal static class DescriptorsScenario
{
    private const int Surplus = 100;
    private static readonly int[] DescriptorLimits = [256, 512];

    public static async Task RunAsync(Stage stage)
    {
        foreach (int limit in DescriptorLimits)
        {
            stage.Doing = $"crowding out a server with {limit} descriptors";
            await RunAsync(stage, limit);
        }
        stage.Ledger.Report(stage.Verdict);
    }

    private static async Task RunAsync(Stage stage, int limit)
    {
        string mark = limit.ToString(CultureInfo.InvariantCulture);
        await using Victim victim = await Victim.StartAsync(Path.Combine(stage.Directory, mark), limit);
        await using OrdinaryPair pair = await OrdinaryPair.StartAsync(victim.Port, stage.Ledger, mark);
        List<WireClient> served = [];
        try
        {
            Counts one = new();
            for (int i = 0; i < limit + Surplus; i++)
                await TryAsync(victim.Port, served, one);
            stage.Verdict.Promise(
                $"limit of {limit}: {limit + Surplus} connections one by one: {one.Served} served, {one.InWords} refused in words, {one.Dropped} without a word",
                one is { Served: > 0, InWords: > 0, Dropped: 0 });
            Counts many = new();
            await Task.WhenAll(Enumerable.Range(0, limit + Surplus).Select(_ => TryAsync(victim.Port, served, many)));
            stage.Verdict.Promise(
                $"limit of {limit}: as many again at once: {many.Served} served, {many.InWords} refused in words, {many.Dropped} without a word",
                many.InWords > 0);
        }
        finally
        {
            foreach (WireClient client in served)
                client.Dispose();
        }
        await ServedAgainAsync(victim.Port);
        stage.Verdict.Note($"limit of {limit}: once they had left, the next was served");
        await pair.FinishAsync(stage.Verdict, "all the while");
        victim.Report(stage.Verdict);
    }

    private static async Task TryAsync(int port, List<WireClient> served, Counts counts)
    {
        WireClient client = await WireClient.ConnectAsync(port);
        ErrorCode? answer = null;
        try
        {
            answer = await client.HelloAsync();
        }
        catch (IOException)
        {
            // Turned away before the hello was out.
        }
        if (answer is ErrorCode.None)
        {
            Interlocked.Increment(ref counts.Served);
            lock (served)
                served.Add(client);
            return;
        }
        Interlocked.Increment(ref answer is ErrorCode.TooManyConnections ? ref counts.InWords : ref counts.Dropped);
        client.Dispose();
    }

    private static async Task ServedAgainAsync(int port)
    {
        long began = TimeProvider.System.GetTimestamp();
        Counts counts = new();
        List<WireClient> served = [];
        while (served.Count == 0)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Waits.Step)
                throw new TortureFaultException("the connections have left, and the next is not served");
            await TryAsync(port, served, counts);
        }
        using WireClient client = served[0];
        if (await client.EnterAsync(Opcode.Register, "newcomer", Sessions.Password) is not { Code: ErrorCode.None })
            throw new TortureFaultException("who came after the rush could not register");
    }

    private sealed class Counts
    {
        public int Served;
        public int InWords;
        public int Dropped;
    }
}
