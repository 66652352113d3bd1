using System.Text;
using FluentAssertions;
using Messenger.Client.Chat.Keeping;
using Messenger.Tests.Client.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Keeping;

/// <summary>What the full screen keeps on disk of an account: whatever happens to the file, nothing throws and nothing wrong comes back.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LocalStateFileTests : IDisposable
{
    private static readonly LocalState Some =
        (LocalState.Empty with { Store = Guid.NewGuid(), Selected = "bob" })
            .WithDraft("bob", "zwei\n四 👍🏽 \"\\").WithMuted("#lunch", true).WithRead("bob", ulong.MaxValue);

    private readonly string _directory = Directory.CreateTempSubdirectory("state").FullName;

    [Test]
    public async Task What_was_saved_comes_back_whatever_the_case_of_server_and_account()
    {
        LocalStateFile file = Load();
        file.Loaded.Should().BeSameAs(LocalState.Empty);
        (await file.SaveAsync(LocalState.Empty)).Should().BeNull();
        Directory.GetFiles(_directory).Should().BeEmpty("there is nothing to keep");
        (await file.SaveAsync(Some)).Should().BeNull();

        LocalStateFile again = LocalStateFile.Load(_directory, "CHAT.example:5050", "ALICE");
        again.Notice.Should().BeNull();
        again.Loaded.Should().BeEquivalentTo(Some);
        Path.GetFileName(again.Path).Should().MatchRegex("^alice-[0-9a-f]{32}\\.state$");
        Load("carol").Loaded.Should().BeSameAs(LocalState.Empty);
        Path.GetDirectoryName(Load("../../evil").Path).Should().Be(_directory);
    }

    [Test]
    public async Task File_and_directory_are_the_owners_only()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("there are no file modes");
        string directory = Path.Combine(_directory, "state", "client");
        LocalStateFile file = LocalStateFile.Load(directory, "chat.example:5050", "alice");
        Directory.Exists(directory).Should().BeFalse("looking makes nothing");
        (await file.SaveAsync(Some)).Should().BeNull();
        File.GetUnixFileMode(directory).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(directory).Should().HaveCount(2).And
            .OnlyContain(path => File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Cut_off_at_any_byte_or_with_a_bit_turned_it_is_set_aside_with_a_sentence()
    {
        LocalStateFile file = Load();
        await file.SaveAsync(Some);
        byte[] whole = File.ReadAllBytes(file.Path);
        IEnumerable<byte[]> cut = Enumerable.Range(0, whole.Length).Select(length => whole[..length]);
        IEnumerable<byte[]> turned = Enumerable.Range(0, whole.Length).Select(at =>
        {
            byte[] copy = [.. whole];
            copy[at] ^= (byte)(1 << (at % 8));
            return copy;
        });
        foreach (byte[] damaged in cut.Concat(turned))
        {
            File.WriteAllBytes(file.Path, damaged);
            LocalStateFile next = Load();
            next.Loaded.Should().BeSameAs(LocalState.Empty);
            next.Notice.Should().Be($"what this client kept of alice in {file.Path} is not what was written there; it is set aside as {file.Path}.damaged");
            File.Exists(file.Path).Should().BeFalse();
            File.ReadAllBytes(file.Path + ".damaged").Should().Equal(damaged);
        }
        LocalStateFile last = Load();
        last.Notice.Should().BeNull("it was said once");
        (await last.SaveAsync(Some)).Should().BeNull();
        Load().Loaded.Should().BeEquivalentTo(Some);
    }

    [Test]
    public async Task What_is_damaged_or_deleted_while_a_client_runs_is_written_anew_from_its_memory()
    {
        LocalStateFile file = Load();
        await file.SaveAsync(Some);
        File.WriteAllText(file.Path, "damaged");
        (await file.SaveAsync(Some.WithDraft("carol", "hi"))).Should().BeNull();
        File.ReadAllText(file.Path + ".damaged").Should().Be("damaged");
        Load().Loaded.Should().BeEquivalentTo(Some.WithDraft("carol", "hi"));

        File.Delete(file.Path);
        (await file.SaveAsync(Some)).Should().BeNull();
        Load().Loaded.Should().BeEquivalentTo(Some);
    }

    [Test]
    public async Task The_file_of_another_account_is_not_taken()
    {
        await Load().SaveAsync(Some);
        File.Move(Load().Path, Load("carol").Path);
        Load("carol").Loaded.Should().BeSameAs(LocalState.Empty);
    }

    [Test]
    public async Task What_a_later_version_wrote_is_left_alone()
    {
        LocalStateFile file = Load();
        byte[] later = LocalStateFormat.Write(Some, "chat.example:5050\nalice", version: 2);
        File.WriteAllBytes(file.Path, later);
        LocalStateFile next = Load();
        next.Notice.Should().Contain("a later version of the client wrote it");
        (await next.SaveAsync(Some)).Should().Be(next.Notice);
        File.ReadAllBytes(file.Path).Should().Equal(later);
    }

    [Test]
    public async Task Of_a_draft_that_is_too_long_the_beginning_is_kept_in_whole_characters([Range(0, 6)] int before)
    {
        string text = new string('x', before) + string.Concat(Enumerable.Repeat("四👍", LocalState.LongestDraft));
        LocalState state = LocalState.Empty.WithDraft("bob", text).WithDraft("carol", "half \uD83D and \uDC4D").WithDraft("\uD83D", "odd");
        (await Load().SaveAsync(state)).Should().BeNull();

        LocalState loaded = Load().Loaded;
        string kept = loaded.Of("bob").Draft!;
        text.Should().StartWith(kept);
        Encoding.UTF8.GetByteCount(kept).Should().BeInRange(LocalState.LongestDraft - 3, LocalState.LongestDraft);
        loaded.Of("carol").Draft.Should().Be("half \uFFFD and \uFFFD");
        state.Of("bob").Draft.Should().Be(text, "in memory it is whole");
    }

    [Test]
    public async Task As_much_as_there_may_be_fits()
    {
        LocalState state = LocalState.Empty;
        for (int i = 0; i < LocalState.MostDrafts; i++)
            state = state.WithDraft($"c{i}", new string('\u0001', LocalState.LongestDraft));
        (await Load().SaveAsync(state)).Should().BeNull();
        Load().Loaded.Should().BeEquivalentTo(state);
    }

    [Test]
    public async Task A_full_disk_leaves_the_old_file_and_the_end_of_the_program_tries_once_more()
    {
        FullDisk disk = new();
        LocalStateFile file = Load(disk: disk);
        await file.SaveAsync(Some);
        disk.Room = 100;
        LocalState next = Some.WithDraft("carol", "hi");
        string? problem = await file.SaveAsync(next);
        problem.Should().Be($"drafts of alice cannot be kept in {file.Path} (No space left on device); they last until this client ends");
        Load().Loaded.Should().BeEquivalentTo(Some);
        file.Flush(TimeLimits.Wait).Should().Be(problem);

        disk.Room = long.MaxValue;
        file.Flush(TimeLimits.Wait).Should().BeNull();
        Load().Loaded.Should().BeEquivalentTo(next);
        Directory.GetFiles(_directory).Should().BeEquivalentTo(file.Path, file.Path + ".lock");
    }

    [Test]
    public async Task What_failed_earlier_is_never_written_over_what_is_newer()
    {
        FullDisk disk = new() { Room = 100 };
        LocalStateFile file = Load(disk: disk);
        (await file.SaveAsync(Some)).Should().NotBeNull();
        disk.Room = long.MaxValue;
        disk.Syncs.Reset();
        Task<string?> newer = file.SaveAsync(Some.WithDraft("bob", "newer"));
        await Eventually.Becomes(() => File.Exists(file.Path + ".new"), "the write begins");
        file.Flush(TimeSpan.Zero).Should().NotBeNull();
        disk.Syncs.Set();
        (await newer.WaitAsync(TimeLimits.Wait)).Should().BeNull();
        Load().Loaded.Of("bob").Draft.Should().Be("newer");
    }

    [Test]
    public async Task While_one_write_is_synced_the_newest_of_what_comes_waits_and_the_others_are_passed_over()
    {
        FullDisk disk = new();
        LocalStateFile file = Load(disk: disk);
        disk.Syncs.Reset();
        List<Task<string?>> saves = [.. Enumerable.Range(1, 50).Select(i => file.SaveAsync(Some.WithDraft("bob", $"draft {i}")))];
        file.Flush(TimeSpan.FromMilliseconds(20)).Should().Contain("the disk did not answer in 0 s");
        saves.Should().OnlyContain(save => !save.IsCompleted);
        disk.Syncs.Set();

        (await Task.WhenAll(saves).WaitAsync(TimeLimits.Wait)).Should().OnlyContain(problem => problem == null);
        disk.Synced.Should().BeInRange(1, 2);
        Load().Loaded.Of("bob").Draft.Should().Be("draft 50");
        file.Flush(TimeLimits.Wait).Should().BeNull();
    }

    [Test]
    public async Task Two_clients_of_an_account_keep_what_each_of_them_wrote()
    {
        LocalStateFile[] clients = [Load(), Load()];
        await Task.WhenAll(clients.Select(async (client, which) =>
        {
            await Task.Yield();
            LocalState state = client.Loaded;
            for (int i = 0; i < 40; i++)
            {
                state = state.WithDraft($"c{which}-{i}", "hi");
                if (i % 8 == 0)
                    (await client.SaveAsync(state)).Should().BeNull();
                else
                    _ = client.SaveAsync(state);
            }
            client.Flush(TimeLimits.Wait).Should().BeNull();
        })).WaitAsync(TimeLimits.Wait);

        Load().Loaded.Conversations.Should().HaveCount(80);
        (await clients[0].SaveAsync(LocalState.Empty)).Should().BeNull();
        Load().Loaded.Conversations.Should().HaveCount(40).And.OnlyContain(one => one.Name.StartsWith("c1-"));
    }

    [Test]
    public async Task A_directory_that_cannot_be_had_is_said_in_words()
    {
        string inTheWay = Path.Combine(_directory, "file");
        File.WriteAllText(inTheWay, "");
        LocalStateFile file = LocalStateFile.Load(Path.Combine(inTheWay, "client"), "chat.example:5050", "alice");
        file.Loaded.Should().BeSameAs(LocalState.Empty);
        (await file.SaveAsync(Some)).Should().Contain("cannot be kept in");

        LocalStateFile unreadable = Load();
        Directory.CreateDirectory(unreadable.Path);
        Load().Notice.Should().Contain("cannot be read");
        (await Load().SaveAsync(Some)).Should().Contain("cannot be kept in");
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private LocalStateFile Load(string account = "alice", FullDisk? disk = null) =>
        LocalStateFile.Load(_directory, "chat.example:5050", account, disk is null ? null : disk.Open);
}
