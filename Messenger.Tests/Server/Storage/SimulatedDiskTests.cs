using FluentAssertions;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support.Disk;
using NUnit.Framework;
using SQLitePCL;

namespace Messenger.Tests.Server.Storage;

/// <summary>The disk that other tests rely on: it keeps what was synced, and forgets and fails as real ones do.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class SimulatedDiskTests
{
    [Test]
    public void What_was_synced_survives_a_power_cut_and_what_was_not_does_not()
    {
        using SimulatedDisk disk = new();
        SimulatedFile file = disk.Open("f", create: true)!;
        disk.Write(file, Bytes(1, 2000), 0);
        disk.Sync(file);
        disk.Write(file, Bytes(2, 1000), 500);
        disk.Open("never synced", create: true);

        disk.Read("f").Should().Equal([.. Bytes(1, 500), .. Bytes(2, 1000), .. Bytes(1, 500)], "programs see what they wrote");
        using SimulatedDisk after = disk.PowerCut();
        after.Read("f").Should().Equal(Bytes(1, 2000));
        after.Read("never synced").Should().BeNull();
        disk.Sync(file).Should().Be(raw.SQLITE_IOERR_FSYNC, "the power is off");
    }

    [Test]
    public void Of_what_was_not_synced_whole_sectors_may_survive()
    {
        HashSet<string> outcomes = [];
        for (int seed = 0; seed < 100; seed++)
        {
            using SimulatedDisk disk = new();
            SimulatedFile file = disk.Open("f", create: true)!;
            disk.Write(file, Bytes(1, 1024), 0);
            disk.Sync(file);
            disk.Write(file, Bytes(2, 1024), 0);
            using SimulatedDisk after = disk.PowerCut(seed);
            byte[] content = after.Read("f")!;
            content[..512].Distinct().Should().ContainSingle();
            content[512..].Distinct().Should().ContainSingle();
            outcomes.Add($"{content[0]}{content[1023]}");
        }
        outcomes.Should().BeEquivalentTo("11", "12", "21", "22");
    }

    [Test]
    public void A_sync_that_failed_is_not_made_up_for_by_the_next()
    {
        using SimulatedDisk disk = new();
        SimulatedFile file = disk.Open("f", create: true)!;
        disk.Write(file, Bytes(1, 512), 0);
        disk.FailAt(2, DiskFailure.Broken);

        disk.Sync(file).Should().Be(raw.SQLITE_IOERR_FSYNC);
        disk.Sync(file).Should().Be(raw.SQLITE_OK);

        using SimulatedDisk after = disk.PowerCut();
        after.Read("f").Should().Equal(new byte[512], "the length is known, the content was never written");
    }

    [Test]
    public void A_cut_at_a_call_takes_everything_behind_it_along()
    {
        using SimulatedDisk disk = new();
        SimulatedFile file = disk.Open("f", create: true)!;
        disk.CutPowerAt(3);
        disk.Write(file, Bytes(1, 512), 0).Should().Be(raw.SQLITE_OK);
        disk.Sync(file).Should().Be(raw.SQLITE_OK);
        disk.Write(file, Bytes(2, 512), 0).Should().Be(raw.SQLITE_IOERR_WRITE);
        disk.Write(file, Bytes(3, 512), 0).Should().Be(raw.SQLITE_IOERR_WRITE);
        disk.Sync(file).Should().Be(raw.SQLITE_IOERR_FSYNC);

        using SimulatedDisk after = disk.PowerCut();
        after.Read("f").Should().Equal(Bytes(1, 512));
    }

    [Test]
    public void A_deletion_that_was_not_synced_may_come_to_nothing()
    {
        using SimulatedDisk disk = new();
        disk.Sync(disk.Open("f", create: true)!);
        disk.Sync(disk.Open("g", create: true)!);
        disk.Delete("f", sync: false);
        disk.Delete("g", sync: true);

        using SimulatedDisk after = disk.PowerCut();
        after.Read("f").Should().BeEmpty();
        after.Read("g").Should().BeNull();
    }

    [Test]
    public void A_full_disk_takes_nothing_or_a_part_until_there_is_room([Values(DiskFailure.Full, DiskFailure.Short)] DiskFailure failure)
    {
        using SimulatedDisk disk = new();
        SimulatedFile file = disk.Open("f", create: true)!;
        disk.Fill(failure);
        disk.Write(file, Bytes(1, 100), 0).Should().Be(raw.SQLITE_FULL);
        disk.Read("f").Should().HaveCount(failure is DiskFailure.Short ? 50 : 0);
        disk.MakeRoom();
        disk.Write(file, Bytes(1, 100), 0).Should().Be(raw.SQLITE_OK);
    }

    [TestCase("FULL", true)]
    [TestCase("NORMAL", false)]
    public void SQLite_keeps_commits_on_it_only_when_it_syncs_them(string synchronous, bool kept)
    {
        using SimulatedDisk disk = new();
        using (Database database = Database.Open("/s", disk.Name))
        {
            database.Execute($"PRAGMA synchronous = {synchronous}");
            database.WriteMeta("key", "value");
            using SimulatedDisk after = disk.PowerCut();
            using Database again = Database.Open("/s", after.Name);
            again.ReadMeta("key").Should().Be(kept ? "value" : null);
        }
    }

    [Test]
    public void A_store_on_a_full_disk_says_so()
    {
        using SimulatedDisk disk = new();
        disk.Fill();
        FluentActions.Invoking(() => Database.Open("/s", disk.Name)).Should().Throw<StoreRefusedException>().WithMessage("*full*");
    }

    private static byte[] Bytes(byte value, int count) => [.. Enumerable.Repeat(value, count)];
}
