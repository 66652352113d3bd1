using System.Diagnostics;
using System.Globalization;
using Messenger.Client.Session;

namespace Messenger.Tools.Bench;

/// <summary>How long after its acknowledgement a message is found, while others keep sending: a part of <see cref="PastBench"/>.</summary>
internal static class FreshnessBench
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);
    private static readonly int[] Rates = [1_000, 5_000, 20_000];

    /// <param name="sessions">The first one writes what is looked for, to the second, who looks; the others make the load.</param>
    /// <param name="output">Where to print.</param>
    public static async Task RunAsync(List<MessengerSession> sessions, TextWriter output)
    {
        foreach (int rate in Rates)
        {
            using CancellationTokenSource stop = new();
            Task<double> load = LoadAsync([.. sessions.Skip(2)], rate, stop.Token);
            List<double> times = [];
            for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < Lasts;)
            {
                string marker = $"marker{Guid.NewGuid():N}";
                await sessions[0].SendAsync("p1", marker);
                long acknowledged = Stopwatch.GetTimestamp();
                while ((await sessions[1].History.FindAsync(marker)).Messages.Count == 0)
                    await Task.Yield();
                times.Add(Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds);
                await Task.Delay(Between);
            }
            await stop.CancelAsync();
            double reached = await load;
            await PastBench.PrintAsync(string.Create(CultureInfo.InvariantCulture, $"found after its acknowledgement, at {reached:N0} messages/s"), times, output);
        }
    }

    /// <returns>The rate that was acknowledged, a second.</returns>
    private static async Task<double> LoadAsync(MessengerSession[] sessions, int rate, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Queue<Task> inFlight = new();
        using PeriodicTimer timer = new(Tick);
        int sent = 0;
        while (!stop.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            for (int due = (int)(clock.Elapsed.TotalSeconds * rate); sent < due; sent++)
                inFlight.Enqueue(sessions[sent % sessions.Length].SendAsync("p1", Text(sent), cancellation: CancellationToken.None));
            while (inFlight.TryPeek(out Task? first) && (first.IsCompleted || inFlight.Count > rate))
                await inFlight.Dequeue();
        }
        await Task.WhenAll(inFlight);
        return sent / clock.Elapsed.TotalSeconds;
    }

    private static string Text(int sent) => $"load number {sent} of words as people write them, soup and bread at noon w{sent * 7919L % 100_003}";
}
