using System.Diagnostics;
using System.Globalization;
using Messenger.Tools.Torture.People;
using Messenger.Wire;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// Thousands of connections come and go, some with FIN and some with RST, at every point of a connection's beginning, while two ordinary
/// users talk. Afterwards the server has as many descriptors as before.
/// </summary>
internal static class ChurnScenario
{
    private const int Connections = 20_000;
    private const int AtOnce = 32;
    private const int WarmUp = 200;
    private const int PartOfPreamble = 2;
    private const string Resumer = "resumer";

    /// <summary>Where a connection leaves off.</summary>
    private enum Point
    {
        Connected,
        InPreamble,
        Greeted,
        InFrame,
        Resumed,
    }

    public static async Task RunAsync(Stage stage)
    {
        int count = stage.Clients(Connections);
        await using Victim victim = await Victim.StartAsync(stage.Directory);
        await using OrdinaryPair pair = await OrdinaryPair.StartAsync(victim.Port, stage.Ledger);
        using WireClient first = await WireClient.ConnectAsync(victim.Port);
        await first.HelloAsync();
        await first.EnterAsync(Opcode.Register, Resumer, Sessions.Password);
        first.Reset();

        stage.Doing = "warming up";
        await ChurnAsync(victim.Port, first.Token, WarmUp, stage.Options.Seed);
        int before = await LinuxProcess.SettledDescriptorsAsync(victim.ProcessId);

        stage.Doing = "connecting and disconnecting";
        pair.BeginStretch();
        Stopwatch clock = Stopwatch.StartNew();
        (int fins, int resets) = await ChurnAsync(victim.Port, first.Token, count, stage.Options.Seed + 1);
        double seconds = clock.Elapsed.TotalSeconds;
        await pair.FinishAsync(stage.Verdict, "meanwhile");
        int after = await LinuxProcess.DescriptorsDownToAsync(victim.ProcessId, before);
        stage.Verdict.Note(string.Create(CultureInfo.InvariantCulture, $"{fins} connections ended with FIN and {resets} with RST in {seconds:F1} s"));
        stage.Verdict.Promise($"the server's descriptors: {before} before, {after} after", after <= before);
        stage.Ledger.Report(stage.Verdict);
        victim.Report(stage.Verdict);
    }

    private static async Task<(int Fins, int Resets)> ChurnAsync(int port, byte[] token, int count, int seed)
    {
        int left = count;
        int fins = 0;
        int resets = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(worker => Task.Run(async () =>
        {
            Random random = new(seed + worker);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                bool reset = random.Next(2) == 0;
                await ComeAndGoAsync(port, token, (Point)random.Next((int)Point.Resumed + 1), reset);
                Interlocked.Increment(ref reset ? ref resets : ref fins);
            }
        })));
        return (fins, resets);
    }

    private static async Task ComeAndGoAsync(int port, byte[] token, Point leaves, bool reset)
    {
        using WireClient client = await WireClient.ConnectAsync(port);
        try
        {
            if (leaves is Point.InPreamble)
                await client.WriteAsync(Preamble.Bytes[..PartOfPreamble].ToArray());
            if (leaves >= Point.Greeted)
                await client.HelloAsync();
            if (leaves is Point.InFrame)
                await client.WriteAsync(new byte[] { 0, 0, 0 });
            if (leaves is Point.Resumed)
            {
                client.QueueResume(token);
                await client.AskAsync();
            }
        }
        catch (IOException)
        {
            // Another one has taken over the same login meanwhile.
        }
        if (reset)
            client.Reset();
    }
}
