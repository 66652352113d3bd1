using System.Text;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using Messenger.Server.Search;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

/// <summary>What holds for every text and query, and an index of several volumes against a plain list.</summary>
internal sealed class SearchModelTests : SearchTest
{
    private const int Groups = 60;
    private static readonly string[] Vocabulary = ["soup", "bread", "lunch", "noon", "Café", "日本", "👍"];

    private static readonly SearchLimits SmallVolumes = new() { VolumeMessages = 50, VolumeBytes = 2_000 };

    [Test]
    public void No_query_is_beyond_the_index()
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "soup"));
        Holds(query =>
        {
            if (SearchQuery.TryParse(query, out SearchQuery? parsed, out string? reason))
                index.Find(parsed, Of(Carol), before: 0, most: 1).Numbers.Should().BeEmpty("carol has no messages");
            return parsed is null == reason is not null;
        });
    }

    [Test]
    public void Every_text_is_found_by_all_of_its_words_together_and_by_each()
    {
        SearchIndex index = Open();
        ulong number = 0;
        Holds(text =>
        {
            number++;
            IndexEntry entry = Direct(number, Alice, Bob, text);
            index.Apply([entry], number);
            string[] words = SearchText.Words(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (entry.Text.IsEmpty)
                return true;
            // The whole as one phrase also shows that the tokenizer sees as many words as we do.
            return words.Append(string.Join(' ', words)).Where(phrase => phrase.Length > 0).Distinct().All(phrase =>
                index.Find(Query($"\"{phrase}\""), Of(Bob), before: 0, most: 1).Numbers.SequenceEqual([number]));
        });
    }

    [Test]
    public void A_random_index_answers_as_a_plain_list_does([Range(1, 3)] int seed, [Values(0, 5, Groups)] int groupsOfAsker)
    {
        Random random = new(seed);
        SearchIndex index = Open(limits: SmallVolumes);
        Dictionary<ulong, IndexEntry> messages = [];
        ulong number = 0;
        for (int chunk = 0; chunk < 12; chunk++)
        {
            List<IndexEntry> entries = [.. Enumerable.Range(0, 40).Select(_ => RandomEntry(random, messages, ++number))];
            index.Apply(entries, number);
            foreach (IndexEntry entry in entries)
                messages[entry.Message] = entry;
        }
        ReadableGroup[] groups = [.. Enumerable.Range(0, groupsOfAsker).Select(i => new ReadableGroup(Lunch + i, (ulong)random.Next((int)number) * (ulong)random.Next(2)))];

        for (int i = 0; i < 40; i++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Vocabulary[random.Next(Vocabulary.Length)])];
            SearchScope scope = new(random.Next(1, 5), groups)
            {
                Senders = random.Next(3) == 0 ? [random.Next(1, 5)] : [],
                Conversation = random.Next(4) == 0 ? Lunch + random.Next(Groups) : random.Next(4) == 0 ? ConversationOf(1, random.Next(2, 5)) : null,
            };
            IEnumerable<ulong> expected = messages.Values.Where(message => Matches(message, words, scope)).Select(message => message.Message).OrderDescending();

            // A filter that excludes nothing, so that a query without words is one.
            Find(index, $"{string.Join(' ', words)} after:2000-01-01", scope, page: random.Next(1, 30)).Should().Equal(expected);
        }
    }

    private static IndexEntry RandomEntry(Random random, Dictionary<ulong, IndexEntry> messages, ulong number)
    {
        string text = string.Join(' ', Enumerable.Range(0, random.Next(1, 8)).Select(_ => Vocabulary[random.Next(Vocabulary.Length)]));
        if (messages.Count > 0 && random.Next(8) == 0)
        {
            IndexEntry changed = messages.ElementAt(random.Next(messages.Count)).Value;
            bool gone = changed.Text.IsEmpty || random.Next(2) == 0;
            return changed with { Number = number, Text = gone ? Array.Empty<byte>() : Encoding.UTF8.GetBytes(text) };
        }
        long from = random.Next(1, 5);
        return random.Next(2) == 0
            ? InGroup(number, from, Lunch + random.Next(Groups), text)
            : Direct(number, from, from % 4 + 1, text);
    }

    private static bool Matches(in IndexEntry message, string[] words, SearchScope scope)
    {
        long conversation = message.Conversation;
        if (message.Text.IsEmpty || (scope.Senders.Count > 0 && !scope.Senders.Contains(message.Sender)))
            return false;
        ulong number = message.Message;
        bool readable = message.First == scope.Account || message.Second == scope.Account
            || scope.Groups.Any(group => group.Conversation == conversation && number > group.After);
        string[] has = Encoding.UTF8.GetString(message.Text.Span).Split(' ');
        return readable && (scope.Conversation ?? conversation) == conversation && words.All(has.Contains);
    }

    private static void Holds(Func<string, bool> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400),
        Prop.ForAll(Texts().ToArbitrary(), text => property(text ?? "")));

    /// <summary>Strings as they come, and strings of what has a meaning in a query or is a word of its own kind.</summary>
    private static Gen<string> Texts()
    {
        string[] pieces =
        [
            "\"", "*", "'", ":", "(", ")", "{", "}", "+", "-", "^", " ", "\t", "\\", "%", ";", "--", "AND", "OR", "NOT", "NEAR", "NEAR/2", "words", "rowid",
            "from:", "in:#", "before:2026-01-01", "after:", "soup", "\uE000", "\uE000a3", "日", "👍🏽", "e\u0301", "ﬁ", "İ", "ß", "\u200D", "हि", "\U0010FFFF", "ｱ", "Ａ", "٣",
        ];
        Gen<string> made = Gen.Elements(pieces).ListOf().Select(list => string.Concat(list));
        Gen<string> random = Gen.Choose(1, 0x10FFFF).Where(value => Rune.IsValid(value)).ListOf().Select(list => string.Concat(list.Select(value => new Rune(value).ToString())));
        return Gen.OneOf(made, random, ArbMap.Default.GeneratorFor<string>());
    }
}
