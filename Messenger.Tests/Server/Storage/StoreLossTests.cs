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
