using FluentAssertions;
using Messenger.Server.Search;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

internal sealed class SearchIndexTests : SearchTest
{
    [TestCase("soup", true)]
    [TestCase("SOUP", true)]
    [TestCase("sou", false)]
    [TestCase("sou*", true)]
    [TestCase("creme", true)]
    [TestCase("CRÈME", true)]
    [TestCase("cre\u0301me", true)]
    [TestCase("soup creme", true)]
    [TestCase("creme soup", true)]
    [TestCase("soup bread", false)]
    [TestCase("\"soup of the day\"", true)]
    [TestCase("\"soup the day\"", false)]
    [TestCase("\"the day\" soup", true)]
    [TestCase("\"of the da\"*", true)]
    [TestCase("日本", true)]
    [TestCase("本語", true)]
    [TestCase("日語", false)]
    [TestCase("日 語", true)]
    [TestCase("👍", true)]
    [TestCase("👍🏽", false)]
    [TestCase("🫠", true)]
    [TestCase("\U0001FAFE", true)]
    [TestCase("c++", true)]
    [TestCase("c+", true)]
    [TestCase("c--", true, Description = "punctuation only separates")]
    [TestCase("€5", true)]
    [TestCase("straße", true)]
    [TestCase("ПРИВЕТ", true)]
    [TestCase("हिन्दी", true)]
    public void A_message_is_found_by_its_words(string query, bool found)
    {
        SearchIndex index = Open();
        Put(index, Direct(7, Alice, Bob, "Soup of the day: crème 日本語 👍 C++ €5 🫠\U0001FAFE Straße привет हिन्दी"));

        Find(index, query, Of(Bob)).Should().Equal(found ? [7UL] : []);
    }

    [TestCase("a1")]
    [TestCase("\uE000a1")]
    [TestCase("\uE000*")]
    [TestCase("\"\uE000a2 \uE000c12\"")]
    [TestCase("words:soup")]
    public void The_indexs_own_words_are_not_to_be_had(string query)
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "soup"));

        if (SearchQuery.TryParse(query, out _, out _))
            Find(index, query, Of(Alice)).Should().BeEmpty();
    }

    [Test]
    public void A_text_cannot_pretend_to_be_in_another_conversation()
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "\uE000a3 \uE000c100 soup"));

        Find(index, "soup", Of(Carol, new ReadableGroup(Lunch, 0))).Should().BeEmpty();
    }

    [Test]
    public void Only_what_the_asker_may_read_is_found()
    {
        SearchIndex index = Open();
        Put(
            index,
            Direct(1, Alice, Bob, "soup"),
            Direct(2, Bob, Carol, "soup"),
            InGroup(3, Bob, Lunch, "soup"),
            InGroup(4, Bob, Team, "soup"),
            InGroup(5, Alice, Lunch, "soup"));

        Find(index, "soup", Of(Alice)).Should().Equal(1UL);
        Find(index, "soup", Of(Bob)).Should().Equal(2UL, 1UL);
        Find(index, "soup", Of(Alice, new ReadableGroup(Lunch, 0))).Should().Equal(5UL, 3UL, 1UL);
        Find(index, "soup", Of(Carol, new ReadableGroup(Lunch, 0), new ReadableGroup(Team, 0))).Should().Equal(5UL, 4UL, 3UL, 2UL);
        Find(index, "soup", Of(9)).Should().BeEmpty();
    }

    [Test]
    public void What_was_in_a_group_before_somebody_joined_is_not_found()
    {
        SearchIndex index = Open();
        Put(index, InGroup(3, Bob, Lunch, "soup"), InGroup(4, Bob, Lunch, "soup"), InGroup(5, Bob, Team, "soup"), InGroup(6, Bob, Lunch, "soup"));

        Find(index, "soup", Of(Alice, new ReadableGroup(Lunch, 4), new ReadableGroup(Team, 0))).Should().Equal(6UL, 5UL);
        Find(index, "soup", Of(Alice, new ReadableGroup(Lunch, 3))).Should().Equal(6UL, 4UL);
        Find(index, "soup", Of(Alice, new ReadableGroup(Lunch, 6))).Should().BeEmpty();
        Find(index, "soup", Of(Alice, new ReadableGroup(Lunch, 4)) with { Conversation = Lunch }).Should().Equal(6UL);
        Find(index, "soup", Of(Alice, new ReadableGroup(Lunch, 6)) with { Conversation = Lunch }).Should().BeEmpty();
    }

    [Test]
    public void A_search_in_one_conversation_finds_nothing_in_others_nor_in_one_of_strangers()
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "soup"), Direct(2, Carol, Alice, "soup"), Direct(3, Bob, Carol, "soup"), InGroup(4, Bob, Lunch, "soup"));

        Find(index, "soup", Of(Alice, new ReadableGroup(Lunch, 0)) with { Conversation = ConversationOf(Alice, Bob) }).Should().Equal(1UL);
        Find(index, "soup", Of(Alice, new ReadableGroup(Lunch, 0)) with { Conversation = Lunch }).Should().Equal(4UL);
        Find(index, "soup", Of(Alice) with { Conversation = ConversationOf(Bob, Carol) }).Should().BeEmpty();
        Find(index, "soup", Of(Alice) with { Conversation = Lunch }).Should().BeEmpty();
    }

    [Test]
    public void A_search_for_senders_finds_what_one_of_them_wrote()
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "soup"), Direct(2, Bob, Alice, "soup"), InGroup(3, Carol, Lunch, "soup"), InGroup(4, Bob, Lunch, "bread"));
        SearchScope scope = Of(Alice, new ReadableGroup(Lunch, 0));

        Find(index, "soup", scope with { Senders = [Bob] }).Should().Equal(2UL);
        Find(index, "soup", scope with { Senders = [Bob, Carol] }).Should().Equal(3UL, 2UL);
        Find(index, "from:bob", scope with { Senders = [Bob] }).Should().Equal(4UL, 2UL);
        Find(index, "in:bob", scope with { Conversation = ConversationOf(Alice, Bob) }).Should().Equal(2UL, 1UL);
        Find(index, "in:#lunch from:bob", scope with { Conversation = Lunch, Senders = [Bob] }).Should().Equal(4UL);
    }

    [Test]
    public void Days_become_a_run_of_numbers()
    {
        SearchIndex index = Open();
        // Numbers are hours: the first day has 1 to 23, the second 24 to 47.
        Put(index, [.. Enumerable.Range(1, 60).Select(i => Direct((ulong)i, Alice, Bob, "soup"))]);

        Find(index, "soup before:2026-01-02", Of(Alice)).Should().Equal(Enumerable.Range(1, 23).Reverse().Select(i => (ulong)i));
        Find(index, "soup after:2026-01-02 before:2026-01-03", Of(Alice)).Should().Equal(Enumerable.Range(24, 24).Reverse().Select(i => (ulong)i));
        Find(index, "after:2026-01-03", Of(Alice)).Should().Equal(Enumerable.Range(48, 13).Reverse().Select(i => (ulong)i));
        Find(index, "before:2026-01-01", Of(Alice)).Should().BeEmpty();
        Find(index, "after:2026-01-04", Of(Alice)).Should().BeEmpty();
        Find(index, "after:2026-01-03 before:2026-01-02", Of(Alice)).Should().BeEmpty();
        Find(index, "before:9999-12-31 after:0001-01-01", Of(Alice)).Should().HaveCount(60);
    }

    [Test]
    public void When_a_clock_was_set_back_days_leave_nothing_out()
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "soup") with { At = At(30) }, Direct(2, Alice, Bob, "soup") with { At = At(5) }, Direct(3, Alice, Bob, "soup") with { At = At(31) });

        // 1 is of the second day and between others of the first: it may come too, and Covers sorts it out.
        Find(index, "before:2026-01-02", Of(Alice)).Should().Equal(2UL, 1UL);
        Find(index, "after:2026-01-02", Of(Alice)).Should().Equal(3UL, 2UL, 1UL);
    }

    [Test]
    public void Another_text_takes_the_place_of_the_first_and_none_takes_it_out()
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "soup"), Direct(2, Alice, Bob, "soup"), Direct(3, Alice, Bob, "soup"));

        Put(index, Direct(2, Alice, Bob, "bread") with { Number = 4 }, Direct(3, Alice, Bob, "") with { Number = 5 });

        Find(index, "soup", Of(Alice)).Should().Equal(1UL);
        Find(index, "bread", Of(Alice)).Should().Equal(2UL);
        Find(index, "from:alice", Of(Alice) with { Senders = [Alice] }).Should().Equal(2UL, 1UL);
        index.Cursor.Should().Be(5);
    }

    [Test]
    public void A_message_may_come_change_and_go_in_one_chunk()
    {
        SearchIndex index = Open();
        Put(
            index,
            Direct(1, Alice, Bob, "soup"),
            Direct(2, Alice, Bob, "soup"),
            Direct(1, Alice, Bob, "bread") with { Number = 3 },
            Direct(2, Alice, Bob, "") with { Number = 4 },
            Direct(5, Alice, Bob, ""),
            Direct(9, Alice, Bob, "") with { Number = 6 });

        Find(index, "soup", Of(Alice)).Should().BeEmpty();
        Find(index, "bread", Of(Alice)).Should().Equal(1UL);
    }

    [Test]
    public void What_was_put_twice_is_found_once()
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "soup"), Direct(2, Alice, Bob, "soup"));
        Put(index, Direct(1, Alice, Bob, "soup"), Direct(2, Alice, Bob, "soup"), Direct(3, Alice, Bob, "soup"));

        Find(index, "soup", Of(Alice)).Should().Equal(3UL, 2UL, 1UL);
    }

    [Test]
    public void Of_a_chunk_that_fails_nothing_is_kept()
    {
        SearchIndex index = Open();
        Put(index, Direct(1, Alice, Bob, "soup"));

        index.Invoking(it => it.Apply([Direct(2, Alice, Bob, "soup"), Direct(3, Alice, Bob, "x") with { Conversation = 0 }], 3))
            .Should().Throw<ArgumentOutOfRangeException>();

        index.Cursor.Should().Be(1);
        Find(index, "soup", Of(Alice)).Should().Equal(1UL);
        Put(index, Direct(2, Alice, Bob, "soup"));
        Find(index, "soup", Of(Alice)).Should().Equal(2UL, 1UL);
    }
}
