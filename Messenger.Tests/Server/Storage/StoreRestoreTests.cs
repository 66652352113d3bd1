using FluentAssertions;
using Messenger.Server.Admin;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>A backup is put in the place of a store, or the store is as it was; and no server takes half of it for the whole.</summary>
internal sealed class StoreRestoreTests : StoreTest
{
    private string Backup => Path.Combine(Data, "backup");

    private string Kept => $"{File}.before-restore";

    [Test]
    public async Task It_has_another_name_and_no_logins_and_all_else_as_it_was()
    {
        Guid before = await BackUpAsync();

        StoreRestore.Put(Backup, File).Should().Be(Kept);

        Engine.Engine.StoreId.Should().NotBe(before);
        Engine.Engine.Find("bob")!.Sessions.Should().BeEmpty();
        Waiting(Engine.Engine.Find("alice")!).Should().Equal("in the backup");
        Guid restored = Engine.Engine.StoreId;
        Restart();
        Engine.Engine.StoreId.Should().Be(restored);
    }

    [Test]
    public async Task What_each_restore_replaced_is_kept()
    {
        await BackUpAsync();
        StoreRestore.Put(Backup, File).Should().Be(Kept);
        StoreRestore.Put(Backup, File).Should().Be($"{Kept}-2");
        StoreRestore.Put(Backup, File).Should().Be($"{Kept}-3");

        WaitingIn(Kept).Should().Equal("in the backup", "after it");
        WaitingIn($"{Kept}-2").Should().Equal("in the backup");
    }

    [Test]
    public async Task Cut_off_before_the_store_was_set_aside_it_has_not_happened()
    {
        Guid before = await BackUpAsync();
        await System.IO.File.WriteAllTextAsync($"{File}.restoring.new", "half of a backup");
        await System.IO.File.WriteAllTextAsync($"{File}.restoring", "what an earlier one left");

        Engine.Engine.StoreId.Should().Be(before);
        Waiting(Engine.Engine.Find("alice")!).Should().Equal("in the backup", "after it");
        StopEngine();
        StoreRestore.Put(Backup, File).Should().Be(Kept);
        Waiting(Engine.Engine.Find("alice")!).Should().Equal("in the backup");
    }

    [Test]
    public async Task Cut_off_behind_that_no_server_starts_until_it_is_given_again()
    {
        await BackUpAsync();
        // As after kill -9, with what was stored last in the log only.
        byte[] log = [.. Enumerable.Repeat((byte)7, 100)];
        await System.IO.File.WriteAllBytesAsync($"{File}-wal", log);
        System.IO.File.Copy(Backup, $"{File}.restoring");
        System.IO.File.Move(File, Kept);

        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>().WithMessage("*a restore of*was cut off*run it again*");
        System.IO.File.Exists(File).Should().BeFalse();

        StoreRestore.Put(Backup, File).Should().Be(Kept);
        (await System.IO.File.ReadAllBytesAsync($"{Kept}-wal")).Should().Equal(log, "it belongs to what was set aside");
        Waiting(Engine.Engine.Find("alice")!).Should().Equal("in the backup");
    }

    [Test]
    public async Task A_damaged_backup_is_refused_and_the_store_is_as_it_was()
    {
        Guid before = await BackUpAsync();
        byte[] content = await System.IO.File.ReadAllBytesAsync(Backup);
        content[content.AsSpan().IndexOf("in the backup"u8)] ^= 1;
        await System.IO.File.WriteAllBytesAsync(Backup, content);

        FluentActions.Invoking(() => StoreRestore.Put(Backup, File)).Should().Throw<StoreRefusedException>().WithMessage("*is damaged and was not restored*");
        Engine.Engine.StoreId.Should().Be(before);
    }

    [Test]
    public async Task A_log_whose_database_is_gone_is_not_taken_for_that_of_a_new_one()
    {
        await BackUpAsync();
        await System.IO.File.WriteAllTextAsync($"{File}-wal", "what was stored last");
        System.IO.File.Delete(File);

        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>().WithMessage("*is not there, but its write-ahead log*is*");
    }

    /// <summary>A store with a message that is in the backup and one that is not; stopped in order.</summary>
    /// <returns>Its name.</returns>
    private async Task<Guid> BackUpAsync()
    {
        EngineHarness.Login bob = await Engine.OpenAsync(await Engine.CreateAsync("bob"));
        Messenger.Server.Engine.Account alice = await Engine.CreateAsync("alice");
        await Engine.SendAsync(bob, alice, "in the backup");
        using (Database running = Database.OpenAsIs(File))
            running.CopyTo(Backup);
        await Engine.SendAsync(bob, alice, "after it");
        Guid name = Engine.Engine.StoreId;
        StopEngine();
        return name;
    }

    private IReadOnlyList<string> WaitingIn(string file)
    {
        using EngineHarness engine = new(OpenJournal(file), clock: Clock);
        return Waiting(engine.Engine.Find("alice")!);
    }
}
