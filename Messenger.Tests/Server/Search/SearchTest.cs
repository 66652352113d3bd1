using System.Text;
using FluentAssertions;
using Messenger.Server.Search;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

/// <summary>An index in memory, or in a directory of its own. Accounts 1 to 9 write to each other; conversation 12 is that of 1 and 2, those of groups are from 100 on.</summary>
internal abstract class SearchTest : ServerTest
{
    protected const long Alice = 1;
    protected const long Bob = 2;
    protected const long Carol = 3;
    protected const long Lunch = 100;
    protected const long Team = 101;

    /// <summary>2026-01-01, and each number is an hour later.</summary>
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<SearchIndex> _indexes = [];

    protected List<string> Log { get; } = [];

    protected Guid Store { get; } = Guid.NewGuid();

    [TearDown]
    public void EndIndexes()
    {
        foreach (SearchIndex index in _indexes)
            index.Dispose();
    }

    /// <param name="path">Null for one in memory.</param>
    /// <param name="limits">Null for the defaults.</param>
    protected SearchIndex Open(string? path = null, SearchLimits? limits = null)
    {
        SearchIndex index = new(path, Store, Say, limits);
        _indexes.Add(index);
        return index;
    }

    protected void Say(string line)
    {
        lock (Log)
            Log.Add(line);
    }

    protected static long ConversationOf(long one, long other) => Math.Min(one, other) * 10 + Math.Max(one, other);

    protected static IndexEntry Direct(ulong number, long from, long to, string text) => new(
        number, number, ConversationOf(from, to), Math.Min(from, to), Math.Max(from, to), from, At(number), Encoding.UTF8.GetBytes(text));

    protected static IndexEntry InGroup(ulong number, long from, long group, string text) =>
        new(number, number, group, 0, 0, from, At(number), Encoding.UTF8.GetBytes(text));

    protected static long At(ulong number) => Beginning.AddHours(number).ToUnixTimeMilliseconds();

    /// <summary>Puts entries in, in one chunk, up to the last.</summary>
    protected static void Put(SearchIndex index, params IndexEntry[] entries) => index.Apply(entries, entries[^1].Number).Should().BeTrue();

    protected static SearchScope Of(long account, params ReadableGroup[] groups) => new(account, groups);

    protected static SearchQuery Query(string query)
    {
        SearchQuery.TryParse(query, out SearchQuery? parsed, out string? reason).Should().BeTrue(reason);
        return parsed!;
    }

    /// <summary>All that is found, page by page.</summary>
    protected static List<ulong> Find(SearchIndex index, string query, SearchScope scope, int page = SearchIndex.PageMax)
    {
        List<ulong> all = [];
        ulong before = 0;
        do
        {
            SearchPage found = index.Find(Query(query), scope, before, page);
            found.Numbers.Should().NotContain(number => before != 0 && number >= before);
            all.AddRange(found.Numbers);
            (found.Next < (before == 0 ? ulong.MaxValue : before)).Should().BeTrue();
            before = found.Next;
        }
        while (before != 0);
        return all;
    }
}
