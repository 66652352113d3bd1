using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>What starts do to a store that has lost the end of its log: nothing is lost by trying again, and nothing is told twice or not at all.</summary>
internal sealed class StoreLossTests : StoreTest
{
    private string Log => $"{File}-wal";

    private string[] Kept => [.. Directory.EnumerateFiles(Data, "*.damaged*").Select(file => Path.GetFileName(file)).Order()];

    [Test]
    public async Task Starts_that_come_to_nothing_keep_the_log_once()
    {
        await LoseEndAsync();
        for (int i = 0; i < 3; i++)
        {
            using Database opened = Database.Open(File);
            opened.Loss!.Log.Should().Be($"{Log}.damaged");
            // As when a start fails: what was found stays as it was.
            opened.TidyWhenClosed(false);
        }
        Kept.Should().Equal("messenger.db-wal.damaged");

        using (FileStream log = new(Log, FileMode.Open))
            log.SetLength(log.Length - 1);
        using Database other = Database.Open(File);
        other.Loss!.Log.Should().Be($"{Log}.damaged-2", "it is another one now");
    }

    [Test]
    public async Task A_store_that_is_refused_is_left_without_a_copy()
    {
        await LoseEndAsync();
        byte[] database = await System.IO.File.ReadAllBytesAsync(File);
        database.AsSpan(database.Length - 4_096).Fill(0xAA);
        await System.IO.File.WriteAllBytesAsync(File, database);

        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>().WithMessage("*damaged*");
        Kept.Should().BeEmpty();
    }

    [Test]
    public async Task A_log_that_cannot_be_kept_stays_where_it_is_and_nobody_is_told_to_take_it_away()
    {
        await LoseEndAsync();
        byte[] log = await System.IO.File.ReadAllBytesAsync(Log);
        Directory.CreateDirectory($"{Log}.damaged");

        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>()
            .WithMessage("*cannot be kept as*make room there, or copy the whole directory*");
        (await System.IO.File.ReadAllBytesAsync(Log)).Should().Equal(log);
    }

    [Test]
    public async Task What_is_stored_beside_a_loss_by_another_than_a_server_leaves_the_loss_to_be_told([Values] bool hasMark)
    {
        await LoseEndAsync();
        if (!hasMark)
            await TurnBitInLogAsync();
        ulong lost;
        using (Database opened = Database.Open(File))
        {
            lost = opened.Loss!.Commits;
            opened.TidyWhenClosed(false);
        }
        using (EngineHarness admin = new(new SqliteJournal(Database.Open(File), Clock, leavesLossToBeTold: true), clock: Clock))
        {
            await admin.CreateAsync("carol");
            await admin.CreateAsync("dave");
        }
        using (Database later = Database.Open(File))
            later.Loss!.Commits.Should().Be(lost);
        using (EngineHarness server = new(new SqliteJournal(Database.Open(File), Clock), clock: Clock))
            await server.CreateAsync("erin");
        using Database last = Database.Open(File);
        last.Loss.Should().BeNull("a server told it and went on");
    }

    [Test]
    public async Task A_loss_that_a_server_told_is_not_told_again_when_that_one_is_killed()
    {
        await LoseEndAsync();
        await TurnBitInLogAsync();
        using (EngineHarness server = new(new SqliteJournal(Told(Database.Open(File)), Clock), clock: Clock))
        {
            await server.CreateAsync("erin");
            MoveTo(CopyFiles());
        }
        using Database next = Database.Open(File);
        next.Loss.Should().BeNull("what lies behind the damaged place was told, and what was stored since is there");
    }

    [Test]
    public async Task A_loss_that_was_told_is_not_told_again_when_somebody_read_the_store_while_the_server_went_on()
    {
        await LoseEndAsync();
        await TurnBitInLogAsync();
        using (EngineHarness server = new(new SqliteJournal(Told(Database.Open(File)), Clock), clock: Clock))
        {
            using Database reader = Database.OpenAsIs(File);
            reader.Execute("BEGIN");
            long seen = reader.Scalar("SELECT COUNT(*) FROM messages");
            await server.CreateAsync("erin");
            reader.Scalar("SELECT COUNT(*) FROM messages").Should().Be(seen, "it looks at the store as it was");
            MoveTo(CopyFiles());
        }
        using Database next = Database.Open(File);
        next.Loss.Should().BeNull("a backup, say, is no reason to tell it twice");
        next.Scalar("SELECT COUNT(*) FROM accounts WHERE name = 'erin'").Should().Be(1);
    }

    [Test]
    public async Task A_mark_from_before_a_loss_that_was_told_does_not_tell_it_again()
    {
        await LoseEndAsync();
        byte[] mark = await System.IO.File.ReadAllBytesAsync(File + CommitMark.Suffix);
        using (EngineHarness server = new(new SqliteJournal(Told(Database.Open(File)), Clock), clock: Clock))
        {
            await server.CreateAsync("erin");
            MoveTo(CopyFiles());
        }
        // It is not synced: a power cut may bring it back.
        await System.IO.File.WriteAllBytesAsync(File + CommitMark.Suffix, mark);
        using Database next = Database.Open(File);
        next.Loss.Should().BeNull();
    }

    [Test]
    public async Task Two_power_cuts_within_one_log_are_no_loss()
    {
        await Engine.CreateAsync("bob");
        await Engine.CreateAsync("alice");
        Restart();
        EngineHarness.Login bob = await Engine.OpenAsync(Engine.Engine.Find("bob")!);
        Account alice = Engine.Engine.Find("alice")!;
        await TearAsync(() => Engine.SendAllAsync(bob, [.. Enumerable.Range(0, 20).Select(_ => (Guid.NewGuid(), (Target)alice, new string('x', 16_000)))]));
        // Shorter, so that what the first one left lies behind it.
        await Engine.CreateAsync("carol");
        await TearAsync(() => Engine.CreateAsync("dave"));
        using Database next = Database.Open(File);
        next.Loss.Should().BeNull("neither commit was acknowledged");
    }

    private static Database Told(Database database)
    {
        database.Loss.Should().NotBeNull();
        return database;
    }

    /// <summary>
    /// The power is cut while something is committed: of its first page nothing came to the disk, of its last one all. The mark, which would be
    /// from before it, is not there. A server starts on that, and goes on.
    /// </summary>
    private async Task TearAsync(Func<Task> commit)
    {
        byte[] before = await System.IO.File.ReadAllBytesAsync(Log);
        await commit();
        MoveTo(CopyFiles());
        System.IO.File.Delete(File + CommitMark.Suffix);
        byte[] log = await System.IO.File.ReadAllBytesAsync(Log);
        log.AsSpan(before.AsSpan().CommonPrefixLength(log), 1_000).Clear();
        await System.IO.File.WriteAllBytesAsync(Log, log);
        GoOnWith(Data);
    }

    /// <summary>A place within the log, without the mark: all that tells of it is what lies behind it.</summary>
    private async Task TurnBitInLogAsync()
    {
        System.IO.File.Delete(File + CommitMark.Suffix);
        byte[] log = await System.IO.File.ReadAllBytesAsync(Log);
        log[log.Length / 2] ^= 1;
        await System.IO.File.WriteAllBytesAsync(Log, log);
    }

    /// <summary>Messages, some in the database and the later ones in a log whose end is cut off.</summary>
    private async Task LoseEndAsync()
    {
        await Engine.CreateAsync("bob");
        await Engine.CreateAsync("alice");
        Restart();
        await SendAsync(30);
        string copy = CopyFiles();
        MoveTo(copy);
        using FileStream log = new(Log, FileMode.Open);
        log.SetLength(log.Length * 2 / 3);
    }

    private async Task SendAsync(int count)
    {
        Account alice = Engine.Engine.Find("alice")!;
        EngineHarness.Login bob = await Engine.OpenAsync(Engine.Engine.Find("bob")!);
        for (int i = 0; i < count; i++)
            await Engine.SendAsync(bob, alice, $"message {i}", Guid.NewGuid());
    }
}
