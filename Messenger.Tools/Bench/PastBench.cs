using System.Diagnostics;
using System.Globalization;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Bench;

/// <summary>
/// The command <c>bench --workload past</c>: stores messages in many conversations, then asks for pages of history and searches, one after
/// the other, and prints how long the answers took.
/// </summary>
public static class PastBench
{
    private const int SendsInFlight = 400;
    private const int Asked = 1_000;
    private const int Vocabulary = 5_000;
    private const int WordsInText = 14;
    private static readonly TimeSpan IndexingTime = TimeSpan.FromMinutes(5);

    /// <param name="messages">How many to store, over all conversations.</param>
    /// <param name="conversations">Pairs that write to each other.</param>
    /// <param name="seed">Repeats the texts and the questions.</param>
    /// <param name="output">Where to print.</param>
    /// <returns>0 when everything was answered.</returns>
    public static async Task<int> RunAsync(int messages, int conversations, int seed, TextWriter output)
    {
        await using ServerProcess server = await ServerProcess.StartScratchAsync(
            "--password-rounds", "1000", "--no-rate-limits", "--log-level", "warning",
            "--mailbox-messages", int.MaxValue.ToString(CultureInfo.InvariantCulture), "--mailbox-bytes", int.MaxValue.ToString(CultureInfo.InvariantCulture));
        // The smallest crowd that has so many pairs.
        int people = 2;
        while (people * (people - 1) / 2 < conversations)
            people++;
        (int Left, int Right)[] pairs = [.. Enumerable.Range(0, people).SelectMany(right => Enumerable.Range(0, right).Select(left => (left, right))).Take(conversations)];
        List<MessengerSession> sessions = [];
        try
        {
            for (int i = 0; i < people; i++)
            {
                sessions.Add(await OpenAsync(server.Port, $"p{i}"));
                _ = ReadEventsAsync(sessions[^1]);
            }
            Stopwatch clock = Stopwatch.StartNew();
            await Task.WhenAll(pairs.GroupBy(pair => pair.Left).Select(group =>
                FillAsync(sessions[group.Key], [.. group.Select(pair => $"p{pair.Right}")], messages / conversations, new Random(seed + group.Key))));
            await output.WriteLineAsync($"past · {messages / conversations * pairs.Length} messages in {pairs.Length} conversations of {people} accounts, stored in {clock.Elapsed.TotalSeconds:F1} s");
            await output.WriteLineAsync($"everything found {await IndexedAsync(sessions[0], $"p{pairs[0].Right}"):F1} s after the last was stored");
            await FreshnessBench.RunAsync(sessions, output);
            Random random = new(seed);
            Dictionary<string, ulong> reached = [];
            await MeasureAsync("a page of history (50)", () => AskHistoryAsync(sessions, pairs, reached, random), output);
            await MeasureAsync("a search, any words", () => AskFindAsync(sessions, random, _ => Query(random)), output);
            await MeasureAsync("a search in one conversation", () => AskFindAsync(sessions, random, me => $"{Query(random)} in:p{Other(me, people, random)}"), output);
            return 0;
        }
        finally
        {
            foreach (MessengerSession session in sessions)
                await session.DisposeAsync();
        }
    }

    /// <summary>Registers an account; whoever opens it reads its events.</summary>
    internal static async Task<MessengerSession> OpenAsync(int port, string name)
    {
        MessengerSession session = new(new SessionOptions { Host = "127.0.0.1", Port = port, Agent = "bench", Capabilities = Capabilities.None });
        await session.ConnectAsync();
        await session.RegisterAsync(name, "a bench password");
        return session;
    }

    /// <summary>Shows everything to nobody, so that queues stay empty.</summary>
    private static async Task ReadEventsAsync(MessengerSession session)
    {
        await foreach (SessionEvent happened in session.Events.ReadAllAsync())
        {
            if (happened is MessageReceived message)
                session.MarkShown(message.Number);
        }
    }

    /// <summary>Conversations grow side by side, as they do in life.</summary>
    private static async Task FillAsync(MessengerSession session, string[] others, int each, Random random)
    {
        Queue<Task> inFlight = new();
        for (int i = 0; i < each; i++)
        {
            foreach (string other in others)
            {
                inFlight.Enqueue(session.SendAsync(other, Text(random)));
                if (inFlight.Count >= SendsInFlight)
                    await inFlight.Dequeue();
            }
        }
        await Task.WhenAll(inFlight);
    }

    /// <returns>Seconds until the index had what was stored last.</returns>
    private static async Task<double> IndexedAsync(MessengerSession session, string other)
    {
        string last = $"last{Guid.NewGuid():N}";
        await session.SendAsync(other, last);
        Stopwatch clock = Stopwatch.StartNew();
        while ((await session.History.FindAsync(last)).Messages.Count == 0)
        {
            if (clock.Elapsed > IndexingTime)
                throw new TimeoutException("the index does not catch up");
            await Task.Delay(20);
        }
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task MeasureAsync(string what, Func<Task> ask, TextWriter output)
    {
        List<double> times = [];
        for (int i = 0; i < Asked; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        await PrintAsync(what, times, output);
    }

    internal static Task PrintAsync(string what, List<double> times, TextWriter output)
    {
        times.Sort();
        return output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"{what}: p50 {At(times, 0.5):F1} ms · p95 {At(times, 0.95):F1} ms · p99 {At(times, 0.99):F1} ms · longest {times[^1]:F1} ms ({times.Count} asked)"));
    }

    private static double At(List<double> sorted, double part) => sorted[(int)((sorted.Count - 1) * part)];

    /// <summary>A page of some conversation: the one before the last that was asked for, or the newest.</summary>
    private static async Task AskHistoryAsync(
        List<MessengerSession> sessions, (int Left, int Right)[] pairs, Dictionary<string, ulong> reached, Random random)
    {
        (int left, int right) = pairs[random.Next(pairs.Length)];
        string conversation = $"{left} {right}";
        HistoryAnswer page = await sessions[left].History.PageAsync($"p{right}", reached.GetValueOrDefault(conversation));
        reached[conversation] = page.Next;
    }

    private static async Task AskFindAsync(List<MessengerSession> sessions, Random random, Func<int, string> query)
    {
        int me = random.Next(sessions.Count);
        await sessions[me].History.FindAsync(query(me));
    }

    private static int Other(int me, int people, Random random) => (me + 1 + random.Next(people - 1)) % people;

    /// <summary>A word, two words, a word and the beginning of another.</summary>
    private static string Query(Random random) => random.Next(3) switch
    {
        0 => Word(random),
        1 => $"{Word(random)} {Word(random)}",
        _ => $"{Word(random)} {Word(random)[..3]}*",
    };

    private static string Text(Random random) => string.Join(' ', Enumerable.Range(0, WordsInText).Select(_ => Word(random)));

    /// <summary>Few words are common and most are rare.</summary>
    private static string Word(Random random) => $"w{(int)(Vocabulary * Math.Pow(random.NextDouble(), 3)) * 7919 % 100_003:D5}";
}
