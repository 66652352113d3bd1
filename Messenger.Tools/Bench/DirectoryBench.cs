using System.Diagnostics;
using System.Globalization;
using Messenger.Client.Session;

namespace Messenger.Tools.Bench;

/// <summary>
/// The command <c>bench --workload directory</c>: how long pages of a large directory take, also right after a registration, and what patterns made
/// to take long do to two others who talk meanwhile. Names are as long as they may be and nearly alike, which is worst.
/// </summary>
public static class DirectoryBench
{
    private const int Registrars = 16;
    private const int Attackers = 8;
    private const int AtOnce = 8;
    private const int Pages = 200;
    private const int Searches = 100;
    private const string Password = "a bench password";

    /// <summary>Matches no name, and takes a matcher that goes back as long as can be.</summary>
    private const string Hostile = "*a*a*a*a*b";

    private static readonly TimeSpan TalkTime = TimeSpan.FromSeconds(5);

    private static readonly string MostHostile = string.Concat(Enumerable.Repeat("*a", 31)) + "*b";

    /// <returns>0.</returns>
    public static async Task<int> RunAsync(BenchOptions options, TextWriter output)
    {
        await using ServerProcess? own = options.Port is null
            ? await ServerProcess.StartScratchAsync("--ephemeral", "--password-rounds", "1", "--no-rate-limits", "--log-level", "warning")
            : null;
        int port = own?.Port ?? options.Port!.Value;
        Stopwatch clock = Stopwatch.StartNew();
        await RegisterAsync(port, options.Accounts);
        await output.WriteLineAsync($"directory · {options.Accounts} accounts, registered in {clock.Elapsed.TotalSeconds:F1} s");

        await using MessengerSession reader = await EnterAsync(port, "reader");
        await using MessengerSession newcomer = new(OptionsOf(port));
        await PrintAsync(output, "first page", await TimeAsync(Pages, _ => reader.ListAsync()));
        await PrintAsync(output, "page in the middle", await TimeAsync(Pages, i => reader.ListAsync(after: NameOf(i * options.Accounts / Pages))));
        await PrintAsync(output, "page with a pattern", await TimeAsync(Pages, _ => reader.ListAsync("*77*")));
        await PrintAsync(output, "page right after a registration", await TimeAsync(Pages, i => reader.ListAsync(after: NameOf(i)), i => ComeAsync(newcomer, i)));
        foreach (string pattern in new[] { Hostile, MostHostile })
        {
            TimeSpan before = own?.ProcessorTime ?? TimeSpan.Zero;
            await PrintAsync(output, $"no match for a pattern of {pattern.Length} bytes, {pattern[..10]} …", await TimeAsync(Searches, _ => reader.ListAsync(pattern)));
            if (own is not null)
                await output.WriteLineAsync($"  server: {(own.ProcessorTime - before).TotalMilliseconds / Searches:F1} ms of a processor each");
        }

        await using MessengerSession alice = await EnterAsync(port, "talker-a");
        await using MessengerSession bob = await EnterAsync(port, "talker-b");
        await PrintAsync(output, "send, nobody else there", await TalkAsync(alice));
        using CancellationTokenSource stop = new();
        Task[] attacks = [.. await Task.WhenAll(Enumerable.Range(0, Attackers).Select(async i => AttackAsync(await EnterAsync(port, $"attacker-{i}"), stop.Token)))];
        await PrintAsync(output, $"send, while {Attackers} connections ask for {AtOnce} such lists at once", await TalkAsync(alice));
        await PrintAsync(output, "registration meanwhile", await TimeAsync(20, i => ComeAsync(newcomer, Pages + i)));
        await PrintAsync(output, "first page meanwhile", await TimeAsync(Pages, _ => reader.ListAsync()));
        await stop.CancelAsync();
        await Task.WhenAll(attacks);
        return 0;
    }

    private static async Task RegisterAsync(int port, int accounts)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Registrars).Select(async _ =>
        {
            await using MessengerSession session = new(OptionsOf(port));
            for (int i = Interlocked.Increment(ref next); i < accounts; i = Interlocked.Increment(ref next))
            {
                await session.RegisterAsync(NameOf(i), Password);
                await session.LogoutAsync();
            }
        }));
    }

    private static async Task ComeAsync(MessengerSession newcomer, int number)
    {
        await newcomer.RegisterAsync($"newcomer-{number}", Password);
        await newcomer.LogoutAsync();
    }

    private static async Task AttackAsync(MessengerSession session, CancellationToken stop)
    {
        await using MessengerSession own = session;
        while (!stop.IsCancellationRequested)
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => session.ListAsync(i % 2 == 0 ? Hostile : MostHostile, cancellation: CancellationToken.None)));
    }

    private static async Task<List<double>> TalkAsync(MessengerSession alice)
    {
        List<double> times = [];
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < TalkTime)
        {
            long sent = Stopwatch.GetTimestamp();
            await alice.SendAsync("talker-b", "still there?");
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            await Task.Delay(5);
        }
        return times;
    }

    private static async Task<List<double>> TimeAsync(int times, Func<int, Task> run, Func<int, Task>? before = null)
    {
        List<double> measured = [];
        for (int i = 0; i < times; i++)
        {
            if (before is not null)
                await before(i);
            long began = Stopwatch.GetTimestamp();
            await run(i);
            measured.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        return measured;
    }

    private static Task PrintAsync(TextWriter output, string what, List<double> times)
    {
        times.Sort();
        return output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{what}: p50 {times[times.Count / 2]:F1} ms · p99 {times[times.Count * 99 / 100]:F1} ms · longest {times[^1]:F1} ms ({times.Count})"));
    }

    private static async Task<MessengerSession> EnterAsync(int port, string name)
    {
        MessengerSession session = new(OptionsOf(port));
        await session.RegisterAsync(name, Password);
        return session;
    }

    /// <summary>The events of these sessions are not read, so the window has to hold what is pushed.</summary>
    private static SessionOptions OptionsOf(int port) => new() { Host = "127.0.0.1", Port = port, Agent = "bench", Window = ushort.MaxValue };

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{new string('a', 26)}{number:D6}");
}
