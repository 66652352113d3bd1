using FluentAssertions;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>A real file system that runs out of room. Needs the right to mount one; the simulated disk shows the same without.</summary>
[Platform("Linux")]
internal sealed class FullDiskTests : StoreTest
{
    private const int DiskBytes = 2 << 20;

    private TestFileSystem _disk = null!;

    [SetUp]
    public void Mount() => _disk = TestFileSystem.InMemory(NewDirectory(), DiskBytes);

    [TearDown]
    public async Task Unmount()
    {
        if (_disk is not null)
            await _disk.DisposeAsync();
    }

    [Test]
    public void A_store_for_which_there_is_no_room_is_refused_with_what_to_do()
    {
        _disk.Fill();
        FluentActions.Invoking(() => Database.Open(Path.Combine(_disk.Path, Database.FileName)))
            .Should().Throw<StoreRefusedException>().WithMessage($"{_disk.Path}*(make room there*or name another directory with --data)");
        _disk.MakeRoom();
        using EngineHarness engine = Open(_disk.Path);
    }

    [Test]
    public async Task Nothing_is_acknowledged_that_does_not_fit_and_all_goes_on_when_there_is_room()
    {
        List<string> stored = [];
        using (EngineHarness engine = Open(_disk.Path))
        {
            EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
            EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"), window: 65535);
            stored.Add("before");
            ulong held = (await engine.SendAsync(bob, alice.Account, "before")).Number;
            _disk.Fill();

            ErrorCode result = ErrorCode.None;
            for (int i = 0; i < 2_000 && result is ErrorCode.None; i++)
            {
                string text = $"{i} " + new string('x', 2_000);
                result = (await engine.SendAsync(bob, alice.Account, text)).Result;
                if (result is ErrorCode.None)
                    stored.Add(text);
            }

            result.Should().Be(ErrorCode.StoreFailed);
            engine.Failures.Should().ContainSingle().Which.Message.Should().Contain("full");
            (await engine.ConfirmAsync(alice, held)).Should().Be(ErrorCode.StoreFailed);
            (await engine.Engine.CreateAccountAsync("carol", EngineHarness.Password).Within("the refusal")).Result.Should().Be(ErrorCode.StoreFailed);
            alice.Terminal.Texts.Should().Equal(stored, "what was refused is not shown");
            engine.Engine.Find("alice").Should().BeSameAs(alice.Account);
            alice.Account.Summarize().Total.Should().Be((uint)stored.Count);

            _disk.MakeRoom();
            stored.Add("after");
            (await engine.SendAsync(bob, alice.Account, "after")).Result.Should().Be(ErrorCode.None);
            (await engine.ConfirmAsync(alice, held)).Should().Be(ErrorCode.None);
            alice.Terminal.Texts.Should().Equal(stored);
        }
        using EngineHarness again = Open(_disk.Path);
        Waiting(again.Engine.Find("alice")!).Should().Equal(stored[1..]);
        again.Engine.Find("carol").Should().BeNull();
    }

    [Test]
    public async Task A_server_starts_on_a_full_disk_and_shows_what_there_is()
    {
        using (EngineHarness engine = Open(_disk.Path))
        {
            EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
            await engine.SendAsync(bob, await engine.CreateAsync("alice"), "waits");
        }
        _disk.Fill(leave: 64 << 10);

        using EngineHarness again = Open(_disk.Path);
        Waiting(again.Engine.Find("alice")!).Should().Equal("waits");
    }

    [Test]
    public async Task A_backup_that_does_not_fit_leaves_nothing_that_looks_like_one()
    {
        using EngineHarness engine = Open(Data);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        await engine.SendAsync(bob, await engine.CreateAsync("alice"), "waits");
        _disk.Fill(leave: 16 << 10);

        using Database running = Database.OpenAsIs(File);
        string backup = Path.Combine(_disk.Path, "backup");
        running.Invoking(store => store.CopyTo(backup)).Should().Throw<StoreRefusedException>().WithMessage("cannot write*full*");
        System.IO.File.Exists(backup).Should().BeFalse();
    }

    [Test]
    public void A_server_whose_name_does_not_fit_takes_its_directory_all_the_same()
    {
        DataDirectory.Take(_disk.Path).Dispose();
        System.IO.File.Delete(Path.Combine(_disk.Path, "owner"));
        _disk.Fill();

        using DataDirectory owned = DataDirectory.Take(_disk.Path);
        FluentActions.Invoking(() => DataDirectory.Take(_disk.Path)).Should().Throw<StoreRefusedException>().WithMessage("*its process is not known*");
    }

    [Test]
    public void A_file_system_that_cannot_be_written_to_is_refused_in_words()
    {
        Database.Open(Path.Combine(_disk.Path, Database.FileName)).Dispose();
        _disk.MakeReadOnly();

        FluentActions.Invoking(() => DataDirectory.Take(_disk.Path)).Should().Throw<IOException>().WithMessage("*ead-only*");
        FluentActions.Invoking(() => Database.Open(Path.Combine(_disk.Path, Database.FileName))).Should().Throw<StoreRefusedException>();
    }
}
