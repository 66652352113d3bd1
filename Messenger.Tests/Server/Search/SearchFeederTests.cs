using FluentAssertions;
using Messenger.Server.Search;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

internal sealed class SearchFeederTests : SearchTest
{
    private readonly MemorySource _source = new();

    [Test]
    public async Task What_is_committed_is_found_at_each_signal()
    {
        SearchIndex index = Open();
        using SearchFeeder feeder = new(index, _source, Say);

        for (ulong i = 1; i <= 20; i++)
        {
            _source.Commit(Direct(i, Alice, Bob, "soup"));
            feeder.Signal();
            await Reaches(index, i);
            Find(index, "soup", Of(Alice)).Should().HaveCount((int)i);
        }
        Log.Should().BeEmpty();
    }

    [Test]
    public async Task After_a_restart_it_goes_on_where_it_was()
    {
        string path = Path.Combine(NewDirectory(), SearchIndex.FileName);
        _source.Commit(Direct(1, Alice, Bob, "soup"), Direct(2, Alice, Bob, "soup"));
        using (SearchIndex index = Open(path))
        {
            using SearchFeeder feeder = new(index, _source, Say);
            await Reaches(index, 2);
        }
        MemorySource later = new();
        later.Commit(Direct(1, Alice, Bob, "soup"), Direct(2, Alice, Bob, "soup"), Direct(3, Alice, Bob, "soup"));

        SearchIndex again = Open(path);
        using SearchFeeder catchingUp = new(again, later, Say);
        await Reaches(again, 3);

        Find(again, "soup", Of(Alice)).Should().Equal(3UL, 2UL, 1UL);
        later.LowestRead.Should().Be(3);
    }

    [Test]
    public async Task A_backlog_is_taken_up_in_chunks()
    {
        for (ulong i = 1; i <= 5_000; i++)
            _source.Commit(Direct(i, Alice, Bob, i % 1_000 == 0 ? "soup" : "bread"));
        SearchIndex index = Open();
        using SearchFeeder feeder = new(index, _source, Say);
        await Reaches(index, 5_000);

        Find(index, "soup", Of(Alice)).Should().Equal(5_000UL, 4_000UL, 3_000UL, 2_000UL, 1_000UL);
        _source.Reads.Should().OnlyContain(count => count <= IndexChunk.EntriesMax).And.HaveCountGreaterThan(4);
    }

    [Test]
    public void A_chunk_is_full_by_its_entries_or_by_its_text()
    {
        IndexChunk chunk = new();
        for (int i = 1; i < IndexChunk.EntriesMax; i++)
            chunk.Add(Direct((ulong)i, Alice, Bob, "soup")).Should().BeTrue();
        chunk.Add(Direct(IndexChunk.EntriesMax, Alice, Bob, "soup")).Should().BeFalse();
        chunk.IsFull.Should().BeTrue();
        chunk.Clear();
        for (int i = 1; i < 16; i++)
            chunk.Add(Direct((ulong)i, Alice, Bob, new string('x', 16_384))).Should().BeTrue();
        chunk.Add(Direct(16, Alice, Bob, new string('x', 16_384))).Should().BeFalse();
    }

    [Test]
    public async Task Numbers_without_entries_are_passed_over()
    {
        _source.Commit(Direct(1, Alice, Bob, "soup"), Direct(900, Alice, Bob, "soup"), Direct(1, Alice, Bob, "") with { Number = 901 });
        SearchIndex index = Open();
        using SearchFeeder feeder = new(index, _source, Say);
        await Reaches(index, 901);

        Find(index, "soup", Of(Alice)).Should().Equal(900UL);
    }

    [Test]
    public async Task A_source_that_fails_is_reported_once_and_tried_again()
    {
        SearchIndex index = Open();
        _source.Commit(Direct(1, Alice, Bob, "soup"));
        _source.Fails = true;
        using SearchFeeder feeder = new(index, _source, Say);
        await Eventually.Becomes(() => Lines() == 1, "the failure to be said");
        _source.Fails = false;
        await Reaches(index, 1);
        await Eventually.Becomes(() => Lines() == 2, "the recovery to be said");

        Log.Should().Equal("the search index cannot be written and falls behind: the disk is on fire", "the search index is written again");
    }

    [Test]
    public async Task An_index_that_was_made_anew_is_fed_from_the_start()
    {
        _source.Commit(Direct(1, Alice, Bob, "soup"), Direct(2, Alice, Bob, "soup"));
        SearchIndex index = Open(Path.Combine(NewDirectory(), SearchIndex.FileName));
        using SearchFeeder feeder = new(index, _source, Say);
        await Reaches(index, 2);

        index.MakeAnew("a test wants it");

        await Reaches(index, 2);
        Find(index, "soup", Of(Alice)).Should().Equal(2UL, 1UL);
        Log.Should().Equal("the search index is made anew: a test wants it");
    }

    [Test]
    public async Task An_index_that_is_ahead_of_the_store_is_made_anew()
    {
        string path = Path.Combine(NewDirectory(), SearchIndex.FileName);
        using (SearchIndex before = Open(path))
            Put(before, Direct(1, Alice, Bob, "soup"), Direct(2, Carol, Bob, "soup"), Direct(3, Alice, Bob, "soup"));
        _source.Commit(Direct(1, Alice, Bob, "bread"), Direct(2, Alice, Bob, "bread"));

        SearchIndex index = Open(path);
        using SearchFeeder feeder = new(index, _source, Say);
        await Reaches(index, 2);

        Find(index, "soup", Of(Bob)).Should().BeEmpty();
        Find(index, "bread", Of(Bob)).Should().Equal(2UL, 1UL);
        Log.Should().Equal("the search index is made anew: it is ahead of the store");
    }

    [Test]
    public async Task What_the_source_has_given_up_the_index_gives_up()
    {
        SearchIndex index = Open(limits: new SearchLimits { VolumeMessages = 10 });
        using SearchFeeder feeder = new(index, _source, Say);
        for (ulong i = 1; i <= 30; i++)
        {
            _source.Commit(Direct(i, Alice, Bob, "soup"));
            feeder.Signal();
            await Reaches(index, i);
        }

        _source.FirstNumber = 15;
        _source.Commit(Direct(31, Alice, Bob, "soup"));
        feeder.Signal();

        await Eventually.Becomes(() => Find(index, "soup", Of(Alice)).Count == 21, "the first volume to go");
    }

    [Test]
    public async Task It_stops_while_it_pauses_and_takes_signals_afterwards()
    {
        SearchIndex index = Open();
        _source.Commit(Direct(1, Alice, Bob, "soup"));
        _source.Fails = true;
        SearchFeeder feeder = new(index, _source, Say);
        await Eventually.Becomes(() => Lines() == 1, "the failure to be said");

        await Task.Run(feeder.Dispose).Within("the feeder to stop");

        feeder.Signal();
        feeder.Signal();
    }

    [Test]
    public void While_commits_come_it_works_a_fifth_of_the_time_and_rests_never_so_long_that_it_is_noticed()
    {
        SearchFeeder.RestAfter(TimeSpan.FromMilliseconds(10), commitsCame: true, backlog: 0).Should().Be(TimeSpan.FromMilliseconds(40));
        SearchFeeder.RestAfter(TimeSpan.FromSeconds(3), commitsCame: true, backlog: 0).Should().Be(TimeSpan.FromMilliseconds(400));
        SearchFeeder.RestAfter(TimeSpan.FromMilliseconds(10), commitsCame: false, backlog: 0).Should().Be(TimeSpan.Zero);
    }

    [Test]
    public void The_further_it_is_behind_the_less_it_rests_until_it_cannot_be_back_in_time_anyway()
    {
        SearchFeeder.RestAfter(TimeSpan.FromMilliseconds(10), commitsCame: true, backlog: 1_024).Should().Be(TimeSpan.FromMilliseconds(20));
        SearchFeeder.RestAfter(TimeSpan.FromMilliseconds(10), commitsCame: true, backlog: 2_048).Should().Be(TimeSpan.Zero);
        SearchFeeder.RestAfter(TimeSpan.FromMilliseconds(10), commitsCame: true, backlog: 8_192).Should().Be(TimeSpan.Zero);
        SearchFeeder.RestAfter(TimeSpan.FromMilliseconds(10), commitsCame: true, backlog: 8_193).Should().Be(TimeSpan.FromMilliseconds(40));
    }

    [Test]
    public void Pauses_after_failures_grow_to_a_minute()
    {
        SearchFeeder.PauseAfter(1).Should().Be(TimeSpan.FromSeconds(1));
        SearchFeeder.PauseAfter(2).Should().Be(TimeSpan.FromSeconds(2));
        SearchFeeder.PauseAfter(6).Should().Be(TimeSpan.FromSeconds(32));
        SearchFeeder.PauseAfter(7).Should().Be(TimeSpan.FromMinutes(1));
        SearchFeeder.PauseAfter(int.MaxValue).Should().Be(TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task A_lowered_priority_is_that_of_one_thread()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Linux only");
        TaskCompletionSource<int> lowered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int before = Nice();
        new Thread(() =>
        {
            BackgroundPriority.Take();
            lowered.SetResult(Nice());
        }).Start();

        (await lowered.Task.Within("the thread")).Should().BeGreaterThan(before);
        Nice().Should().Be(before);
    }

    /// <summary>Of the calling thread: the 19th field, counted behind the name in brackets.</summary>
    private static int Nice() =>
        int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[16], System.Globalization.CultureInfo.InvariantCulture);

    private int Lines()
    {
        lock (Log)
            return Log.Count;
    }

    private static Task Reaches(SearchIndex index, ulong number) => Eventually.Becomes(() => index.Cursor == number, $"the index to reach {number}");
}
