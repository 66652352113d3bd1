using System.Text;
using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Engine.Commands.Groups;
using Messenger.Server.Search;
using Messenger.Server.Service;
using Messenger.Server.Storage;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Service;

/// <summary>Reads that wait for their turn, or are under way, while their asker is put out of the group.</summary>
internal sealed class LateReadTests
{
    private static readonly byte[] Secret = "secret"u8.ToArray();

    [Test]
    public async Task A_read_that_waited_shows_nothing_of_what_was_said_behind_a_removal()
    {
        using Room room = await Room.OpenAsync();
        Release release = room.HoldReads();
        Task<Outcome<HistoryPage>> page = room.History.PageAsync(room.Bob.Session, "#lunch", 0, 0);
        Task<Outcome<FoundPage>> found = room.Search.FindAsync(room.Bob.Session, Secret, 0, 0);

        await room.RemoveBobAsync();
        await room.SayAsync("secret of later");
        await release.Now();

        (await page).Refused!.Code.Should().Be(ErrorCode.NotAMember);
        (await found).Value!.Messages.Should().BeEmpty();
    }

    [Test]
    public async Task A_read_that_waited_over_a_removal_and_a_return_shows_only_what_was_said_since()
    {
        using Room room = await Room.OpenAsync();
        await room.SayAsync("secret of before");
        Release release = room.HoldReads();
        Task<Outcome<HistoryPage>> page = room.History.PageAsync(room.Bob.Session, "#lunch", 0, 0);
        Task<Outcome<FoundPage>> found = room.Search.FindAsync(room.Bob.Session, Secret, 0, 0);

        await room.RemoveBobAsync();
        await room.SayAsync("secret of between");
        (await room.Engine.ChangeGroupAsync(new AddMembers(room.Alice.Session, room.Group, [room.Bob.Account]))).Result.Should().Be(ErrorCode.None);
        await room.SayAsync("secret of since");
        await release.Now();

        Texts((await page).Value!.Messages).Should().Equal("secret of since");
        (await page).Value!.Next.Should().Be(0);
        Texts((await found).Value!.Messages).Should().Equal("secret of since");
    }

    [Test]
    public async Task What_is_committed_behind_a_removal_is_not_shown_before_the_removal_is_known_in_memory()
    {
        GatedJournal journal = new();
        using Room room = await Room.OpenAsync(journal);
        await room.SayAsync("as it was", Room.Id);
        // Removal and edit share a commit: the archive has the edit while memory still has bob in the group.
        Task held = journal.Hold();
        Task<Append[]> first = room.Harness.Submit(room.Alice, (Guid.NewGuid(), room.Bob.Account, "opens the batch"));
        await held.Within("a commit at the gate");
        Task removal = room.RemoveBobAsync();
        Task edit = room.Engine.ChangeMessageAsync(room.Alice.Session, Room.Id, "secret of later"u8.ToArray());
        await journal.ReleaseOne().Within("the next commit at the gate");

        // The memory journal changes its archive while a batch is staged, before memory learns of it.
        Encoding.UTF8.GetString(room.Engine.Archive.Find(room.Group.Conversation.Last)!.Value.Text).Should().Be("secret of later");
        room.Group.Current.Has(room.Bob.Account).Should().BeTrue();
        Task<Outcome<HistoryPage>> page = room.History.PageAsync(room.Bob.Session, "#lunch", 0, 0);
        journal.Release();
        await Task.WhenAll(first, removal, edit).Within("the batch");

        (await page.Within("the page")).Refused!.Code.Should().Be(ErrorCode.NotAMember);
    }

    [Test]
    public async Task Marks_of_a_page_wait_for_their_turn_too()
    {
        SlowArchiveJournal journal = new();
        using Room room = await Room.OpenAsync(journal);
        await room.SayAsync("soup?", indexed: false);
        Task<Outcome<HistoryPage>> page = room.History.PageAsync(room.Alice.Session, "#lunch", 0, 0);
        await journal.Reached.Within("the page's read");
        // They come behind the page's read, and before its marks.
        Release release = room.HoldReads();
        journal.Release();
        await release.Held.Within("all turns");
        await room.Harness.ConfirmAsync(room.Bob, room.Group.Conversation.Last);
        await release.Now();

        (await page).Value!.Messages.Should().ContainSingle().Which.Delivered.Should().BeTrue("nobody was asked before all turns were free again");
    }

    private static IEnumerable<string> Texts(IEnumerable<PastMessage> messages) => messages.Select(past => Encoding.UTF8.GetString(past.Message.Text));

    /// <summary>Lets reads go on.</summary>
    /// <param name="Held">Done when all turns are taken.</param>
    private sealed record Release(Task Held, Func<Task> Now);

    /// <summary>Alice and bob in a group, and the services that read what is said there.</summary>
    private sealed class Room : IDisposable
    {
        private readonly ArchiveReads _reads = new(_ => { });
        private readonly SearchIndex _index = new(null, Guid.NewGuid(), _ => { });

        private Room(IJournal? journal)
        {
            Harness = new EngineHarness(journal);
            Conversations conversations = new(Engine);
            History = new HistoryService(Engine, conversations, _reads);
            Search = new SearchService(Engine, conversations, new DirectoryService(Engine), _reads, _index);
        }

        public static Guid Id { get; } = Guid.NewGuid();

        public EngineHarness Harness { get; }

        public MessengerEngine Engine => Harness.Engine;

        public HistoryService History { get; }

        public SearchService Search { get; }

        public EngineHarness.Login Alice { get; private set; } = null!;

        public EngineHarness.Login Bob { get; private set; } = null!;

        public Group Group { get; private set; } = null!;

        public static async Task<Room> OpenAsync(IJournal? journal = null)
        {
            Room room = new(journal);
            room.Alice = await room.Harness.OpenAsync(await room.Harness.CreateAsync("alice"));
            room.Bob = await room.Harness.OpenAsync(await room.Harness.CreateAsync("bob"));
            room.Group = (await room.Engine.CreateGroupAsync(room.Alice.Session, "lunch", [room.Bob.Account])).Group!;
            return room;
        }

        /// <summary>Takes all turns of reads, so that others wait.</summary>
        public Release HoldReads()
        {
            ManualResetEventSlim open = new();
            CountdownEvent waiting = new(ArchiveReads.MostAtOnce);
            TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] busy = [.. Enumerable.Range(0, ArchiveReads.MostAtOnce).Select(_ => _reads.RunAsync<string>(() =>
            {
                if (waiting.Signal())
                    held.SetResult();
                open.Wait();
                return "";
            }))];
            return new Release(held.Task, async () =>
            {
                open.Set();
                await Task.WhenAll(busy).Within("the reads before");
                open.Dispose();
                waiting.Dispose();
            });
        }

        public async Task RemoveBobAsync() =>
            (await Engine.ChangeGroupAsync(new RemoveMembers(Alice.Session, Group, [Bob.Account]))).Result.Should().Be(ErrorCode.None);

        /// <summary>Says something in the group; it can be found at once.</summary>
        public async Task SayAsync(string text, Guid? id = null, bool indexed = true)
        {
            await Harness.SendAsync(Alice, Group, text, id);
            if (!indexed)
                return;
            IndexChunk chunk = new();
            ulong upTo = new ArchiveSource(Engine).ReadAfter(_index.Cursor, chunk);
            _index.Apply(chunk.Entries, upTo).Should().BeTrue();
        }

        public void Dispose()
        {
            Harness.Dispose();
            _index.Dispose();
            _reads.Dispose();
        }
    }
}
