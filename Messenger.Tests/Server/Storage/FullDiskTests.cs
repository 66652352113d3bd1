using System.Diagnostics;
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

    private string? _mounted;

    [SetUp]
    public void Mount()
    {
        string directory = NewDirectory();
        if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", $"size={DiskBytes}", "tmpfs", directory) != 0)
            Assert.Ignore("a small file system cannot be mounted here: that takes root, and a container may not even then");
        _mounted = directory;
    }

    [TearDown]
    public void Unmount()
    {
        if (_mounted is not null)
            Run("umount", _mounted).Should().Be(0);
    }

    [Test]
    public async Task Nothing_is_acknowledged_that_does_not_fit_and_all_goes_on_when_there_is_room()
    {
        string filler = Path.Combine(_mounted!, "filler");
        List<string> stored = [];
        using (EngineHarness engine = Open(_mounted!))
        {
            EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
            EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"), window: 65535);
            stored.Add("before");
            ulong held = (await engine.SendAsync(bob, alice.Account, "before")).Number;
            Fill(filler);

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

            System.IO.File.Delete(filler);
            stored.Add("after");
            (await engine.SendAsync(bob, alice.Account, "after")).Result.Should().Be(ErrorCode.None);
            (await engine.ConfirmAsync(alice, held)).Should().Be(ErrorCode.None);
            alice.Terminal.Texts.Should().Equal(stored);
        }
        using EngineHarness again = Open(_mounted!);
        Waiting(again.Engine.Find("alice")!).Should().Equal(stored[1..]);
        again.Engine.Find("carol").Should().BeNull();
    }

    [Test]
    public async Task A_server_starts_on_a_full_disk_and_shows_what_there_is()
    {
        using (EngineHarness engine = Open(_mounted!))
        {
            EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
            await engine.SendAsync(bob, await engine.CreateAsync("alice"), "waits");
        }
        string filler = Path.Combine(_mounted!, "filler");
        Fill(filler, leave: 64 << 10);

        using EngineHarness again = Open(_mounted!);
        Waiting(again.Engine.Find("alice")!).Should().Equal("waits");
    }

    [Test]
    public async Task A_backup_that_does_not_fit_leaves_nothing_that_looks_like_one()
    {
        using EngineHarness engine = Open(Data);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        await engine.SendAsync(bob, await engine.CreateAsync("alice"), "waits");
        Fill(Path.Combine(_mounted!, "filler"), leave: 16 << 10);

        using Database running = Database.OpenAsIs(File);
        string backup = Path.Combine(_mounted!, "backup");
        running.Invoking(store => store.CopyTo(backup)).Should().Throw<StoreRefusedException>().WithMessage("cannot write*full*");
        System.IO.File.Exists(backup).Should().BeFalse();
    }

    [Test]
    public void A_server_whose_name_does_not_fit_takes_its_directory_all_the_same()
    {
        DataDirectory.Take(_mounted!).Dispose();
        System.IO.File.Delete(Path.Combine(_mounted!, "owner"));
        Fill(Path.Combine(_mounted!, "filler"));

        using DataDirectory owned = DataDirectory.Take(_mounted!);
        FluentActions.Invoking(() => DataDirectory.Take(_mounted!)).Should().Throw<StoreRefusedException>().WithMessage("*its process is not known*");
    }

    [Test]
    public void A_file_system_that_cannot_be_written_to_is_refused_in_words()
    {
        Database.Open(Path.Combine(_mounted!, Database.FileName)).Dispose();
        Run("mount", "-o", "remount,ro", _mounted!).Should().Be(0);

        FluentActions.Invoking(() => DataDirectory.Take(_mounted!)).Should().Throw<IOException>().WithMessage("*ead-only*");
        FluentActions.Invoking(() => Database.Open(Path.Combine(_mounted!, Database.FileName))).Should().Throw<StoreRefusedException>();
    }

    /// <summary>Takes all the room there is, but for so many bytes.</summary>
    private static void Fill(string file, int leave = 0)
    {
        using FileStream filler = new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[4096];
        try
        {
            while (true)
                filler.Write(block);
        }
        catch (IOException)
        {
            filler.SetLength(Math.Max(0, filler.Length - leave));
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
