using FluentAssertions;
using Messenger.Server.Search;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

/// <summary>Pages and volumes.</summary>
internal sealed class SearchPagingTests : SearchTest
{
    private static readonly SearchLimits TenEach = new() { VolumeMessages = 10 };

    [Test]
    public void A_page_says_where_the_next_begins_and_the_last_that_there_is_none()
    {
        SearchIndex index = Open();
        Put(index, [.. Enumerable.Range(1, 7).Select(i => Direct((ulong)i, Alice, Bob, "soup"))]);

        index.Find(Query("soup"), Of(Alice), before: 0, most: 3).Should().BeEquivalentTo(new SearchPage([7, 6, 5], 5), options => options.WithStrictOrdering());
        index.Find(Query("soup"), Of(Alice), before: 5, most: 3).Should().BeEquivalentTo(new SearchPage([4, 3, 2], 2), options => options.WithStrictOrdering());
        index.Find(Query("soup"), Of(Alice), before: 2, most: 3).Should().BeEquivalentTo(new SearchPage([1], 0));
        index.Find(Query("soup"), Of(Alice), before: 4, most: 3).Should().BeEquivalentTo(new SearchPage([3, 2, 1], 0));
        index.Find(Query("soup"), Of(Alice), before: 1, most: 3).Should().BeEquivalentTo(new SearchPage([], 0));
        index.Find(Query("bread"), Of(Alice), before: 0, most: 3).Should().BeEquivalentTo(new SearchPage([], 0));
        index.Find(Query("soup"), Of(Alice), before: ulong.MaxValue, most: 1).Numbers.Should().Equal(7UL);
    }

    [TestCase(0, 1)]
    [TestCase(-1, 1)]
    [TestCase(201, 200)]
    [TestCase(int.MaxValue, 200)]
    public void A_page_has_1_to_200(int most, int size)
    {
        SearchIndex index = Open();
        Put(index, [.. Enumerable.Range(1, 300).Select(i => Direct((ulong)i, Alice, Bob, "soup"))]);

        index.Find(Query("soup"), Of(Alice), before: 0, most).Numbers.Should().HaveCount(size);
    }

    [Test]
    public void A_page_reaches_over_volumes()
    {
        SearchIndex index = Open(limits: TenEach);
        for (ulong i = 1; i <= 45; i++)
            Put(index, i % 5 == 0 ? Direct(i, Alice, Bob, "soup") : Direct(i, Alice, Bob, "bread"));

        Find(index, "soup", Of(Alice), page: 4).Should().Equal(45UL, 40UL, 35UL, 30UL, 25UL, 20UL, 15UL, 10UL, 5UL);
        Find(index, "soup after:2026-01-02 before:2026-01-02", Of(Alice)).Should().BeEmpty();
    }

    [Test]
    public void A_volume_is_full_by_its_messages_or_by_its_text()
    {
        string path = Path.Combine(NewDirectory(), SearchIndex.FileName);
        SearchIndex index = Open(path, new SearchLimits { VolumeMessages = 10, VolumeBytes = 100 });
        for (ulong i = 1; i <= 25; i++)
            Put(index, Direct(i, Alice, Bob, "soup"));
        Put(index, Direct(26, Alice, Bob, new string('x', 200)));
        Put(index, Direct(27, Alice, Bob, "soup"));
        index.Dispose();

        Rows(path, "SELECT first FROM volumes ORDER BY first").Should().Equal(1, 11, 21, 27);
    }

    [Test]
    public void A_search_that_has_taken_long_enough_ends_with_the_volume_and_says_where_to_go_on()
    {
        SearchIndex index = Open(limits: TenEach with { Patience = TimeSpan.Zero });
        for (ulong i = 1; i <= 30; i++)
            Put(index, Direct(i, Alice, Bob, i <= 10 ? "soup" : "bread"));

        SearchPage first = index.Find(Query("soup"), Of(Alice), before: 0, most: 50);
        first.Numbers.Should().BeEmpty();
        first.Next.Should().Be(21);
        Find(index, "soup", Of(Alice)).Should().HaveCount(10);
        index.Find(Query("soup"), Of(Alice), before: 11, most: 50).Next.Should().Be(0, "behind the last volume there is nothing");
    }

    [Test]
    public void What_is_before_a_number_is_given_up_by_the_volume()
    {
        string path = Path.Combine(NewDirectory(), SearchIndex.FileName);
        SearchIndex index = Open(path, TenEach);
        for (ulong i = 1; i <= 35; i++)
            Put(index, Direct(i, Alice, Bob, "soup"));

        index.DropBefore(25).Should().BeTrue();

        Find(index, "soup", Of(Alice)).Should().Equal(Enumerable.Range(21, 15).Reverse().Select(i => (ulong)i));
        // A change of what is gone has no effect.
        Put(index, Direct(5, Alice, Bob, "bread") with { Number = 36 }, Direct(6, Alice, Bob, "") with { Number = 37 });
        Find(index, "bread", Of(Alice)).Should().BeEmpty();
        index.DropBefore(1_000).Should().BeTrue();
        Find(index, "soup", Of(Alice)).Should().HaveCount(5, "the newest volume stays");
        index.Cursor.Should().Be(37);
        index.Dispose();
        Rows(path, "SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE 'v%data'").Should().Equal(1);
    }

    [Test]
    public void A_volume_of_which_nothing_is_left_goes()
    {
        string path = Path.Combine(NewDirectory(), SearchIndex.FileName);
        SearchIndex index = Open(path, TenEach);
        for (ulong i = 1; i <= 35; i++)
            Put(index, Direct(i, Alice, Bob, "soup"));

        index.Remove([.. Enumerable.Range(11, 10).Select(i => (ulong)i), 3, 99]).Should().BeTrue();
        index.Remove([.. Enumerable.Repeat(3UL, 20)]).Should().BeTrue();

        Find(index, "soup", Of(Alice)).Should().Equal(Enumerable.Range(1, 35).Where(i => i is not (>= 11 and <= 20 or 3)).Reverse().Select(i => (ulong)i));
        index.Cursor.Should().Be(35);
        index.Dispose();
        Rows(path, "SELECT first FROM volumes ORDER BY first").Should().Equal(1, 21, 31);
    }

    [Test]
    public void What_a_failed_chunk_had_counted_does_not_count()
    {
        string path = Path.Combine(NewDirectory(), SearchIndex.FileName);
        SearchIndex index = Open(path, TenEach);
        Put(index, Direct(1, Alice, Bob, "soup"));
        index.Invoking(it => it.Apply([Direct(2, Alice, Bob, "soup"), Direct(3, Alice, Bob, "x") with { Conversation = 0 }], 3)).Should().Throw<ArgumentException>();

        Put(index, Direct(2, Alice, Bob, "soup"));
        index.Dispose();

        Rows(path, "SELECT messages FROM volumes").Should().Equal(2);
        Rows(path, "SELECT highest FROM days").Should().Equal(2);
    }

    private static List<long> Rows(string path, string sql)
    {
        using Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using Messenger.Server.Storage.Sqlite.Statement find = new(connection.Handle!, sql);
        List<long> rows = [];
        while (find.Next())
            rows.Add(find.Int64(0));
        return rows;
    }
}
