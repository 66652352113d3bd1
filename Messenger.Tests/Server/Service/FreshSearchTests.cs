using System.Text;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Search;
using Messenger.Server.Service;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.Service;

/// <summary>What was said or changed a moment ago is found.</summary>
internal sealed class FreshSearchTests : ServerTest
{
    [Test]
    public async Task A_search_waits_for_the_index_to_have_what_was_said_and_changed_in_its_conversations()
    {
        EngineHarness harness = StartEngine();
        EngineHarness.Login alice = await harness.OpenAsync(await harness.CreateAsync("alice"));
        Account bob = await harness.CreateAsync("bob");
        using ArchiveReads reads = new(_ => { });
        // Its patience does not run out here.
        using SearchIndex index = new(null, Guid.NewGuid(), _ => { }, clock: new ManualClock());
        SearchService search = new(harness.Engine, new Conversations(harness.Engine), new DirectoryService(harness.Engine), reads, index);
        Guid id = Guid.NewGuid();
        await harness.SendAsync(alice, bob, "soup", id);

        Task<Outcome<FoundPage>> soup = search.FindAsync(alice.Session, "soup"u8.ToArray(), 0, 0);
        await search.FindAsync(alice.Session, "soup"u8.ToArray(), after: 1_000, 0);
        soup.IsCompleted.Should().BeFalse("one that goes on from a page before, and waits for nothing, came later and is done");
        Feed(harness, index);
        Texts(await soup).Should().Equal("soup");

        await harness.Engine.ChangeMessageAsync(alice.Session, id, "bread"u8.ToArray());
        Task<Outcome<FoundPage>> bread = search.FindAsync(alice.Session, "bread"u8.ToArray(), 0, 0);
        Feed(harness, index);
        Texts(await bread).Should().Equal("bread");
    }

    [Test]
    public async Task What_the_index_does_not_have_yet_is_not_counted_as_searched()
    {
        EngineHarness harness = StartEngine();
        EngineHarness.Login alice = await harness.OpenAsync(await harness.CreateAsync("alice"));
        Account bob = await harness.CreateAsync("bob");
        Account carol = await harness.CreateAsync("carol");
        using ArchiveReads reads = new(_ => { });
        using SearchIndex index = new(null, Guid.NewGuid(), _ => { });
        SearchService search = new(harness.Engine, new Conversations(harness.Engine), new DirectoryService(harness.Engine), reads, index);
        await SayAsync(carol, 3);
        await SayAsync(bob, 2);
        Feed(harness, index);
        (await SearchedAsync("soup")).Should().Be(5);

        // Else the search would wait for it.
        index.IsFed = false;
        await SayAsync(bob, 4);

        (await SearchedAsync("soup")).Should().Be(5);
        (await SearchedAsync("soup in:bob")).Should().Be(2);
        Feed(harness, index);
        (await SearchedAsync("soup")).Should().Be(9);

        async Task SayAsync(Account to, int count)
        {
            for (int i = 0; i < count; i++)
                await harness.SendAsync(alice, to, "bread", Guid.NewGuid());
        }

        async Task<ulong> SearchedAsync(string query) => (await search.FindAsync(alice.Session, Encoding.UTF8.GetBytes(query), 0, 0)).Value!.Searched;
    }

    [Test]
    public async Task Days_are_those_of_the_messages_also_when_the_wall_clock_was_set_back()
    {
        ManualClock clock = new();
        EngineHarness harness = StartEngine(clock: clock);
        EngineHarness.Login alice = await harness.OpenAsync(await harness.CreateAsync("alice"));
        Account bob = await harness.CreateAsync("bob");
        using ArchiveReads reads = new(_ => { });
        using SearchIndex index = new(null, Guid.NewGuid(), _ => { });
        SearchService search = new(harness.Engine, new Conversations(harness.Engine), new DirectoryService(harness.Engine), reads, index);
        foreach ((int day, string text) in new[] { (1, "soup early"), (3, "soup late"), (1, "soup early again"), (3, "soup late again") })
        {
            clock.SetUtc(new DateTimeOffset(2026, 11, day, 12, 0, 0, TimeSpan.Zero));
            await harness.SendAsync(alice, bob, text, Guid.NewGuid());
        }
        Feed(harness, index);

        Texts(await search.FindAsync(alice.Session, "soup after:2026-11-02"u8.ToArray(), 0, 0)).Should().Equal("soup late again", "soup late");
        Texts(await search.FindAsync(alice.Session, "soup before:2026-11-02"u8.ToArray(), 0, 0)).Should().Equal("soup early again", "soup early");
    }

    [Test]
    public async Task A_search_does_without_what_an_index_that_is_far_behind_does_not_have()
    {
        using SearchIndex index = new(null, Guid.NewGuid(), _ => { });
        (await index.ReachedAsync(0, TimeSpan.Zero)).Should().BeTrue();
        (await index.ReachedAsync(1, TimeSpan.FromMilliseconds(1))).Should().BeFalse();
    }

    [Test]
    public async Task Nobody_waits_for_an_index_that_will_not_be_there_in_time()
    {
        // Its patience does not run out here.
        using SearchIndex index = new(null, Guid.NewGuid(), _ => { }, clock: new ManualClock());
        TimeSpan patience = TimeSpan.FromMinutes(1);
        index.ReachedAsync(SearchFeeder.LostBacklog, patience).IsCompleted.Should().BeFalse();
        (await index.ReachedAsync(SearchFeeder.LostBacklog + 1, patience)).Should().BeFalse("it is too far behind");

        Task<bool> before = index.ReachedAsync(1, patience);
        index.IsFed = false;
        (await before).Should().BeFalse("it is not fed any more");
        (await index.ReachedAsync(1, patience)).Should().BeFalse("it is not fed");

        index.IsFed = true;
        Task<bool> again = index.ReachedAsync(1, patience);
        again.IsCompleted.Should().BeFalse();
        index.Apply([], 1);
        (await again).Should().BeTrue();
    }

    [Test]
    public async Task While_others_keep_sending_a_message_is_found_when_its_send_was_answered()
    {
        ServerFixture server = StartServer(journal: new SqliteJournal(Database.Open(Path.Combine(NewDirectory(), Database.FileName)), TimeProvider.System));
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient carol = await RegisterAsync(server, "carol");
        using CancellationTokenSource stop = new();
        Task load = KeepSendingAsync(carol, stop.Token);

        for (int i = 0; i < 20; i++)
        {
            await alice.SendAsync("bob", $"marker{i}");
            // Each ask waits half a second at most: two are the second that is promised.
            bool found = await FindsAsync(bob, $"marker{i}") || await FindsAsync(bob, $"marker{i}");
            found.Should().BeTrue($"marker{i} was acknowledged");
        }

        await stop.CancelAsync();
        await load;
    }

    private static async Task<bool> FindsAsync(RawClient client, string word) =>
        (await client.AskFind(word)).Read<FindAnswer>().Messages.Count == 1;

    private static async Task KeepSendingAsync(RawClient client, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested && i < 900; i++)
            await client.SendAsync("bob", $"some words of no interest {i}");
    }

    private static void Feed(EngineHarness harness, SearchIndex index)
    {
        IndexChunk chunk = new();
        ulong upTo = new ArchiveSource(harness.Engine).ReadAfter(index.Cursor, chunk);
        index.Apply(chunk.Entries, upTo).Should().BeTrue();
    }

    private static IEnumerable<string> Texts(Outcome<FoundPage> found) => found.Value!.Messages.Select(past => Encoding.UTF8.GetString(past.Message.Text));
}
