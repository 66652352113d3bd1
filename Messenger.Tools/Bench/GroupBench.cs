using System.Diagnostics;
using Messenger.Client.Session;

namespace Messenger.Tools.Bench;

/// <summary>
/// The command <c>bench --workload group</c>: a large group of which some are online; how long each of many sends takes to be acknowledged, which
/// includes the disk, and whether everybody who is online gets each, once and in order.
/// </summary>
public static class GroupBench
{
    private const int Sends = 200;
    private static readonly TimeSpan ArrivalTime = TimeSpan.FromSeconds(30);

    /// <param name="members">In the group.</param>
    /// <param name="online">Of these.</param>
    /// <param name="output">Where to print.</param>
    /// <returns>0 when everybody online got everything once and in order.</returns>
    public static async Task<int> RunAsync(int members, int online, TextWriter output)
    {
        await using ServerProcess server = await ServerProcess.StartScratchAsync(
            "--password-rounds", "1000", "--no-rate-limits", "--log-level", "warning");
        List<MessengerSession> sessions = [];
        try
        {
            for (int i = 0; i < members; i++)
            {
                MessengerSession session = await PastBench.OpenAsync(server.Port, $"p{i}");
                if (i < online)
                    sessions.Add(session);
                else
                    await session.DisposeAsync();
            }
            await sessions[0].Groups.CreateAsync("#all", [.. Enumerable.Range(1, members - 1).Select(i => $"p{i}")]);
            Task<bool>[] arrivals = [.. sessions.Skip(1).Select(GetsAllInOrderAsync)];
            List<double> times = [];
            for (int i = 0; i < Sends; i++)
            {
                long began = Stopwatch.GetTimestamp();
                await sessions[0].SendAsync("#all", $"{i}");
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
            await output.WriteLineAsync($"group · {members} members, {online} online, {Sends} sends one after the other");
            await PastBench.PrintAsync("acknowledged", times, output);
            bool[] right = await Task.WhenAll(arrivals).WaitAsync(ArrivalTime);
            await output.WriteLineAsync($"{right.Count(all => all)} of {right.Length} others online got each once and in order");
            return right.All(all => all) ? 0 : 1;
        }
        finally
        {
            foreach (MessengerSession session in sessions)
                await session.DisposeAsync();
        }
    }

    private static async Task<bool> GetsAllInOrderAsync(MessengerSession session)
    {
        int next = 0;
        await foreach (SessionEvent happened in session.Events.ReadAllAsync())
        {
            if (happened is not MessageReceived message)
                continue;
            session.MarkShown(message.Number);
            if (message.Text != $"{next}")
                return false;
            if (++next == Sends)
                return true;
        }
        return false;
    }
}
