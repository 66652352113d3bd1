using System.Diagnostics;
using System.Globalization;
using System.Text;
using Messenger.Server.Search;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

/// <summary>
/// Not a test but a measurement, run by name only (docs/performance.md): a million messages in 1,000 pairs and 1,000 groups, 100 bytes each, words
/// as frequent as in a language.
/// </summary>
[Explicit]
[NonParallelizable]
internal sealed class SearchFigures : SearchTest
{
    private const int Messages = 1_000_000;
    private const int Pairs = 1_000;
    private const int Groups = 1_000;
    private const int FirstGroup = 10_000;
    private const int Accounts = 500;
    private const int TextBytes = 100;
    private const int Repeats = 40;

    /// <summary>In every message of a pair, and in no group.</summary>
    private const string InPairs = "pairword";

    private readonly Random _random = new(1);
    private readonly string[] _words = Vocabulary(50_000);
    private readonly double[] _cumulated = new double[50_000];

    [Test]
    public void A_million_messages()
    {
        double sum = 0;
        for (int i = 0; i < _cumulated.Length; i++)
            _cumulated[i] = sum += 1 / (i + 2.7);
        string path = Path.Combine(NewDirectory(), SearchIndex.FileName);
        SearchIndex index = Open(path);
        Fill(index);
        long bytes = new FileInfo(path).Length;
        Say(string.Create(CultureInfo.InvariantCulture, $"| size of the index | {bytes / (double)Messages:f0} bytes a message | {bytes / 1e6:f0} MB |"));

        SearchScope few = Of(7, [.. Enumerable.Range(FirstGroup, 20).Select(i => new ReadableGroup(i, 0))]);
        SearchScope pairsOnly = Of(7);
        SearchScope many = Of(7, [.. Enumerable.Range(FirstGroup, Groups).Select(i => new ReadableGroup(i, 0))]);
        SearchScope joinedLate = Of(7, [.. Enumerable.Range(FirstGroup, Groups).Select(i => new ReadableGroup(i, Messages - 1_000))]);
        SearchScope noPairs = Of(9_999, many.Groups as ReadableGroup[] ?? [.. many.Groups]);
        foreach ((string who, SearchScope scope) in new[] { ("own pairs", pairsOnly), ("20 groups", few), ("1,000 groups", many), ("1,000 groups, joined late", joinedLate) })
        {
            Time($"{who}: a frequent word", index, scope, () => _words[_random.Next(10)]);
            Time($"{who}: any word of a text", index, scope, Word);
            Time($"{who}: a rare word", index, scope, () => _words[_random.Next(30_000, 50_000)]);
            Time($"{who}: two words", index, scope, () => $"{Word()} {Word()}");
            Time($"{who}: a word that is nowhere", index, scope, () => "nowherex");
            Time($"{who}: a phrase", index, scope, () => $"\"{_words[_random.Next(5)]} {_words[_random.Next(5)]}\"");
            Time($"{who}: two letters and *", index, scope, () => $"{Word()[..2]}*");
            Time($"{who}: a rare word before a day", index, scope, () => $"{_words[_random.Next(30_000, 50_000)]} before:2050-01-01");
            Time($"{who}: filters only", index, scope, () => "after:2026-01-01");
        }
        Time("in no pair, 1,000 groups: a word that is in every message of others and in none of one's own", index, noPairs, () => InPairs);
        Time("in no pair, no group: a word that is in half of all messages", index, Of(9_999), () => InPairs);
    }

    private void Fill(SearchIndex index)
    {
        Stopwatch work = new();
        TimeSpan cpu = TimeSpan.Zero;
        List<double> chunks = [];
        IndexChunk chunk = new();
        for (ulong number = 1; number <= Messages;)
        {
            chunk.Clear();
            for (bool more = true; more && number <= Messages; number++)
                more = chunk.Add(Message(number));
            long began = Stopwatch.GetTimestamp();
            TimeSpan cpuBegan = Environment.CpuUsage.TotalTime;
            work.Start();
            index.Apply(chunk.Entries, number - 1);
            work.Stop();
            cpu += Environment.CpuUsage.TotalTime - cpuBegan;
            chunks.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
        chunks.Sort();
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"| indexing | {work.Elapsed.TotalMicroseconds / Messages:f1} µs a message, {cpu.TotalMicroseconds / Messages:f1} µs of CPU | chunks of {IndexChunk.EntriesMax}: {chunks[chunks.Count / 2]:f0} ms, at p95 {chunks[chunks.Count * 95 / 100]:f0} ms, at most {chunks[^1]:f0} ms |"));
    }

    private IndexEntry Message(ulong number)
    {
        StringBuilder text = new();
        bool pair = _random.Next(2) == 0;
        if (pair)
            text.Append(InPairs);
        while (text.Length < TextBytes)
            text.Append(text.Length == 0 ? "" : " ").Append(Word());
        long sender = 1 + _random.Next(Accounts);
        if (!pair)
            return InGroup(number, sender, FirstGroup + _random.Next(Groups), text.ToString());
        int conversation = _random.Next(Pairs);
        long first = 1 + conversation % Accounts;
        return Direct(number, first, first + 1 + conversation / Accounts, text.ToString()) with { Conversation = 1 + conversation };
    }

    private void Time(string what, SearchIndex index, SearchScope scope, Func<string> query)
    {
        List<double> times = [];
        long found = 0;
        int partial = 0;
        TimeSpan cpu = TimeSpan.Zero;
        for (int i = 0; i < Repeats; i++)
        {
            SearchQuery parsed = Query(query());
            TimeSpan cpuBegan = Environment.CpuUsage.TotalTime;
            long began = Stopwatch.GetTimestamp();
            SearchPage page = index.Find(parsed, scope, before: 0, most: 50);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            cpu += Environment.CpuUsage.TotalTime - cpuBegan;
            found += page.Numbers.Count;
            partial += page.Numbers.Count < 50 && page.Next > 0 ? 1 : 0;
        }
        times.Sort();
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {times[Repeats / 2]:f1} ms | {times[Repeats * 95 / 100]:f1} ms | {times[^1]:f1} ms | {cpu.TotalMilliseconds / Repeats:f1} ms | {found / (double)Repeats:f0} found, {partial} in part |"));
    }

    private string Word()
    {
        int at = Array.BinarySearch(_cumulated, _random.NextDouble() * _cumulated[^1]);
        return _words[Math.Min(at < 0 ? ~at : at, _words.Length - 1)];
    }

    private static string[] Vocabulary(int size)
    {
        Random random = new(2);
        HashSet<string> words = [];
        while (words.Count < size)
        {
            StringBuilder word = new();
            for (int syllables = (words.Count < 50 ? 1 : words.Count < 2_000 ? 2 : 3) + random.Next(2); syllables > 0; syllables--)
                word.Append("bcdfghjklmnprstvwz"[random.Next(18)]).Append("aeiou"[random.Next(5)]);
            words.Add(word.ToString());
        }
        return [.. words];
    }

    private static new void Say(string line) => TestContext.Progress.WriteLine(line);
}
