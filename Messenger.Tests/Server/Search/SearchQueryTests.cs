using FluentAssertions;
using Messenger.Server.Search;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

[Parallelizable(ParallelScope.All)]
internal sealed class SearchQueryTests
{
    [TestCase("lunch", "\"lunch\"")]
    [TestCase("  lunch   noon ", "\"lunch\" | \"noon\"")]
    [TestCase("lunch lunch", "\"lunch\"")]
    [TestCase("\"at noon\" lunch", "\"at noon\" | \"lunch\"")]
    [TestCase("\"at noon", "\"at noon\"")]
    [TestCase("foo\"bar baz\"qux", "\"foo\" | \"bar baz\" | \"qux\"")]
    [TestCase("well-known", "\"well known\"")]
    [TestCase("日本 c++", "\"日 本\" | \"c + +\"")]
    [TestCase("fri*", "\"fri\" *")]
    [TestCase("fri**", "\"fri\" *")]
    [TestCase("\"on fri\"*", "\"on fri\" *")]
    [TestCase("\"on fri*\"", "\"on fri\"")]
    [TestCase("f*i", "\"f i\"")]
    [TestCase("日本*", "\"日 本\"", Description = "a character that is a word begins no other")]
    [TestCase("lunch ... * -", "\"lunch\"")]
    [TestCase("foo:bar", "\"foo bar\"")]
    [TestCase("http://example.org", "\"http example org\"")]
    [TestCase("\"from:bob\"", "\"from bob\"")]
    [TestCase("a OR b NOT c NEAR(d)", "\"a\" | \"OR\" | \"b\" | \"NOT\" | \"c\" | \"NEAR d\"")]
    [TestCase("words:x {words}:y ^z", "\"words x\" | \"words y\" | \"z\"")]
    [TestCase("'; DROP TABLE state; --", "\"DROP\" | \"TABLE\" | \"state\"")]
    public void Words_and_phrases(string query, string terms) =>
        string.Join(" | ", Parse(query).Terms.Select(term => term.Match)).Should().Be(terms);

    [Test]
    public void Filters()
    {
        SearchQuery query = Parse("from:bob FROM:Carol from:BOB in:#lunch before:2026-11-01 after:2026-10-01 soup");

        query.From.Should().Equal("bob", "Carol");
        query.In.Should().Be("#lunch");
        query.Before.Should().Be(new DateOnly(2026, 11, 1));
        query.After.Should().Be(new DateOnly(2026, 10, 1));
        query.Terms.Should().Equal(new SearchTerm("soup", IsPrefix: false));
    }

    [Test]
    public void Of_several_days_all_must_be_observed()
    {
        SearchQuery query = Parse("before:2026-11-01 before:2026-10-15 after:2026-01-01 after:2026-09-01 before:2026-12-01");

        query.Before.Should().Be(new DateOnly(2026, 10, 15));
        query.After.Should().Be(new DateOnly(2026, 9, 1));
    }

    [TestCase("from:\"bob\"", "bob")]
    [TestCase("from:\"bob", "bob")]
    [TestCase("from:bob\"x\"", "bob")]
    public void Names_may_be_quoted(string query, string name) => Parse(query).From.Should().Equal(name);

    [TestCase("from:bob")]
    [TestCase("in:bob")]
    [TestCase("in:#lunch in:#LUNCH")]
    [TestCase("before:2026-11-01")]
    [TestCase("after:2026-11-01")]
    public void A_query_of_filters_only_is_fine(string query) => Parse(query).Terms.Should().BeEmpty();

    [TestCase("", "nothing to look for*")]
    [TestCase("  \t", "nothing to look for*")]
    [TestCase("... -- \"\" *", "nothing to look for*")]
    [TestCase("before:tomorrow", "before: a date is written like 2026-11-01")]
    [TestCase("before:2026-13-01", "before: a date*")]
    [TestCase("after:2026-02-30", "after: a date*")]
    [TestCase("after:2026-2-3", "after: a date*")]
    [TestCase("after:", "after: a date*")]
    [TestCase("from: bob", "from: needs a name behind it")]
    [TestCase("from:\"\"", "from: needs a name behind it")]
    [TestCase("in:", "in: needs a name behind it")]
    [TestCase("in:bob in:carol", "in: may be given once")]
    [TestCase("a*", "give at least 2 letters before \\*")]
    [TestCase("\"on a\"*", "give at least 2 letters before \\*")]
    [TestCase("aa* bb* cc* dd* ee*", "at most 4 words may end in \\*")]
    public void What_means_nothing_is_refused_with_the_reason(string query, string reason)
    {
        SearchQuery.TryParse(query, out SearchQuery? parsed, out string? said).Should().BeFalse();
        parsed.Should().BeNull();
        said.Should().Match(reason.Replace("\\*", "?", StringComparison.Ordinal));
    }

    [Test]
    public void A_query_has_at_most_32_words_and_filters()
    {
        SearchQuery.TryParse(string.Join(' ', Enumerable.Range(100, 32)), out _, out _).Should().BeTrue();
        SearchQuery.TryParse(string.Join(' ', Enumerable.Range(100, 33)), out _, out string? reason).Should().BeFalse();
        reason.Should().Be("at most 32 words and filters");
    }

    [Test]
    public void Days_begin_at_midnight_utc()
    {
        SearchQuery query = Parse("after:2026-10-01 before:2026-11-01");

        query.Covers(At("2026-10-01T00:00:00.000Z")).Should().BeTrue();
        query.Covers(At("2026-09-30T23:59:59.999Z")).Should().BeFalse();
        query.Covers(At("2026-10-31T23:59:59.999Z")).Should().BeTrue();
        query.Covers(At("2026-11-01T00:00:00.000Z")).Should().BeFalse();
        Parse("soup").Covers(0).Should().BeTrue();
    }

    private static long At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static SearchQuery Parse(string query)
    {
        SearchQuery.TryParse(query, out SearchQuery? parsed, out string? reason).Should().BeTrue(reason);
        return parsed!;
    }
}
