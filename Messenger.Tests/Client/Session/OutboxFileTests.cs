using System.Text;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

/// <summary>The file behind an outbox on disk: what it keeps, whatever happens to it.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OutboxFileTests : IDisposable
{
    private static readonly Guid Store = Guid.NewGuid();
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    private readonly string _directory = Directory.CreateTempSubdirectory("outbox").FullName;

    [Test]
    public void Entries_come_back_in_order_with_ids_targets_texts_and_times_and_those_that_are_done_do_not()
    {
        OutboxEntry[] entries = [Entry("one"), Entry("zwei ⏎\n", "#lunch"), Entry("three"), Entry("四", "Bob")];
        using (OutboxFile file = Open())
        {
            file.Write([New(entries[0]), New(entries[1])]);
            file.Write([New(entries[2]), Done(entries[0]), New(entries[3])]);
            file.Write([Done(entries[2])]);
        }

        using OutboxFile again = Open();
        again.Earlier.Select(entry => (entry.Id, Text(entry.To), Text(entry.Text), entry.At)).Should().Equal(
            (entries[1].Id, "#lunch", "zwei ⏎\n", At), (entries[3].Id, "Bob", "四", At));
        again.Earlier.Should().OnlyContain(entry => entry.IsEarlier);
        again.Damage.Should().BeNull();
    }

    [Test]
    public void Cut_off_at_any_byte_what_is_whole_is_kept_and_the_rest_is_dropped_in_words()
    {
        (byte[] bytes, List<int> ends, string path) = Written("first", "second, a little longer", "third");
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            using OutboxFile file = Open();
            int whole = ends.Count(end => end <= length) - 1;
            Texts(file).Should().Equal(new[] { "first", "second, a little longer", "third" }.Take(Math.Max(0, whole)), $"of {length} bytes");
            (file.Damage is null).Should().Be(ends.Contains(length) || length < ends[0], $"of {length} bytes");
            // And it goes on behind what is whole.
            file.Write([New(Entry("next"))]);
            file.Dispose();
            using OutboxFile again = Open();
            Texts(again).Should().HaveCount(Math.Max(0, whole) + 1).And.EndWith("next");
            again.Damage.Should().BeNull();
        }
    }

    [Test]
    public void With_a_bit_turned_in_any_byte_no_text_is_altered_and_what_is_missing_is_announced()
    {
        string[] texts = ["first", "second", "third"];
        (byte[] bytes, _, string path) = Written(texts);
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(path, damaged);
            using OutboxFile file = Open();
            Texts(file).Should().Equal(texts.Take(file.Earlier.Count), $"of byte {at}");
            file.Damage.Should().NotBeNull($"of byte {at}").And.Contain(".damaged");
            File.ReadAllBytes(path + ".damaged").SequenceEqual(damaged).Should().BeTrue();
        }
    }

    [Test]
    public void Behind_a_full_disk_nothing_half_is_kept_and_it_goes_on_when_there_is_room([Values] bool keepsLengths)
    {
        // Where the file cannot even be shortened, of several new entries the first may stay: only one is tried.
        OutboxChange[] changes = [New(Entry("text")), .. keepsLengths ? [] : new[] { New(Entry("more")) }];
        int size = changes.Sum(change => OutboxRecord.SizeOf(change.Entry));
        for (int room = 0; room < size; room++)
        {
            FullDisk disk = new();
            using (OutboxFile file = Open(disk))
            {
                file.Write([New(Entry("before"))]);
                disk.Room = room;
                disk.KeepsLengths = keepsLengths;
                file.Invoking(f => f.Write(changes)).Should().Throw<IOException>();
                // What a crash at this moment would leave.
                Restarted(file).Should().Equal("before");
                disk.Room = long.MaxValue;
                disk.KeepsLengths = false;
                file.Write([New(Entry("after"))]);
                Restarted(file).Should().Equal("before", "after");
            }
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Test]
    public void A_write_is_synced_before_it_returns_unless_it_only_removes()
    {
        FullDisk disk = new();
        using OutboxFile file = Open(disk);
        int synced = disk.Synced;
        OutboxEntry[] entries = [Entry("one"), Entry("two")];

        file.Write([.. entries.Select(New)]);
        disk.Synced.Should().Be(synced + 1);
        file.Write([Done(entries[0])]);
        file.Write([Done(entries[1])]);
        disk.Synced.Should().Be(synced + 1);
    }

    [Test]
    public void A_log_that_is_mostly_of_no_use_is_written_anew()
    {
        OutboxEntry stays = Entry("stays");
        using OutboxFile file = Open();
        file.Write([New(stays)]);
        long longest = 0;
        for (int i = 0; i < 200; i++)
        {
            OutboxEntry goes = Entry(new string('x', 10_000));
            file.Write([New(goes)]);
            file.Write([Done(goes)]);
            longest = Math.Max(longest, new FileInfo(file.Path).Length);
        }

        longest.Should().BeLessThan(OutboxFile.LeastToCompact + 30_000);
        Restarted(file).Should().Equal("stays");
        file.Write([New(Entry("and more"))]);
        Restarted(file).Should().Equal("stays", "and more");
    }

    [Test]
    public void A_disk_too_full_to_write_it_anew_leaves_the_log_as_it_was()
    {
        FullDisk disk = new();
        using OutboxFile file = Open(disk);
        file.Write([New(Entry("stays"))]);
        OutboxEntry[] go = [.. Enumerable.Range(0, 30).Select(_ => Entry(new string('x', 16_000)))];
        file.Write([.. go.Select(New)]);
        disk.Room = 2_000;
        // Fits; the new log does not, by its last bytes.
        OutboxEntry last = Entry(new string('y', 900));
        file.Write([.. go.Skip(1).Select(Done), New(last)]);

        Restarted(file).Should().HaveCount(3);
        disk.Room = long.MaxValue;
        file.Write([New(Entry("next"))]);
        Restarted(file).Should().HaveCount(4).And.StartWith("stays").And.EndWith("next");
    }

    [Test]
    public void When_all_is_done_no_text_stays_in_the_file_and_at_the_end_no_file()
    {
        OutboxFile file = Open();
        OutboxEntry entry = Entry("a secret");
        file.Write([New(entry)]);
        Encoding.UTF8.GetString(Bytes(file.Path)).Should().Contain("a secret");
        file.Write([Done(entry)]);
        Encoding.UTF8.GetString(Bytes(file.Path)).Should().NotContain("a secret");
        file.Dispose();

        File.Exists(file.Path).Should().BeFalse();
    }

    [Test]
    public void One_process_has_it_at_a_time_whatever_the_case_of_the_name()
    {
        using OutboxFile first = Open(account: "Alice");
        first.Write([New(Entry("one"))]);

        FluentActions.Invoking(() => Open(account: "aLICE")).Should().Throw<OutboxException>().WithMessage("another program*aLICE*in memory only");
        using (OutboxFile other = Open(account: "carol"))
            other.Earlier.Should().BeEmpty();
        first.Write([New(Entry("two"))]);
        first.Dispose();

        using OutboxFile again = Open(account: "ALICE");
        Texts(again).Should().Equal("one", "two");
    }

    [Test]
    public void The_same_name_at_another_server_or_store_is_another_outbox()
    {
        using OutboxFile file = Open();
        file.Write([New(Entry("for one server"))]);

        using OutboxFile elsewhere = OutboxFile.Open(_directory, "elsewhere:5050", Store, "alice");
        using OutboxFile otherStore = OutboxFile.Open(_directory, "chat.example:5050", Guid.NewGuid(), "alice");
        elsewhere.Earlier.Should().BeEmpty();
        otherStore.Earlier.Should().BeEmpty();
    }

    [Test]
    public void A_file_under_another_accounts_name_is_not_taken_for_its()
    {
        string carols;
        using (OutboxFile carol = Open(account: "carol"))
            carols = carol.Path;
        string alices;
        using (OutboxFile alice = Open())
        {
            alice.Write([New(Entry("alice's"))]);
            alices = alice.Path;
        }
        File.Copy(alices, carols);

        using OutboxFile file = Open(account: "carol");
        file.Earlier.Should().BeEmpty();
        file.Damage.Should().Contain("not what was written");
    }

    [Test]
    public void A_name_that_could_lead_elsewhere_names_no_file()
    {
        using OutboxFile file = Open(account: "../../evil");
        Path.GetDirectoryName(file.Path).Should().Be(_directory);
        Path.GetFileName(file.Path).Should().MatchRegex(@"^[0-9a-f]{32}\.outbox$");
    }

    [Test]
    public void Files_and_directory_are_the_owners_only()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("there are no file modes");
        string directory = Path.Combine(_directory, "state", "outbox");
        using OutboxFile file = OutboxFile.Open(directory, "chat.example:5050", Store, "alice");

        File.GetUnixFileMode(directory).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(directory).Should().HaveCount(2).And
            .OnlyContain(path => File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void A_directory_that_cannot_be_had_is_said_in_words()
    {
        string inTheWay = Path.Combine(_directory, "file");
        File.WriteAllText(inTheWay, "");

        FluentActions.Invoking(() => OutboxFile.Open(Path.Combine(inTheWay, "outbox"), "chat.example:5050", Store, "alice"))
            .Should().Throw<OutboxException>().WithMessage("*cannot be kept on disk*in memory only");
    }

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private static OutboxEntry Entry(string text, string to = "bob") =>
        new(Guid.NewGuid(), Encoding.UTF8.GetBytes(to), Encoding.UTF8.GetBytes(text), At);

    private static OutboxChange New(OutboxEntry entry) => new(entry, IsDone: false);

    private static OutboxChange Done(OutboxEntry entry) => new(entry, IsDone: true);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static IEnumerable<string> Texts(OutboxFile file) => file.Earlier.Select(entry => Text(entry.Text));

    private OutboxFile Open(FullDisk? disk = null, string account = "alice") =>
        OutboxFile.Open(_directory, "chat.example:5050", Store, account, disk is null ? null : disk.Open);

    /// <summary>What the next process would find, were this one killed now.</summary>
    private List<string> Restarted(OutboxFile file)
    {
        string copy = Path.Combine(_directory, "copy");
        Directory.CreateDirectory(copy);
        File.WriteAllBytes(Path.Combine(copy, Path.GetFileName(file.Path)), Bytes(file.Path));
        using OutboxFile next = OutboxFile.Open(copy, "chat.example:5050", Store, "alice");
        return [.. Texts(next)];
    }

    private static byte[] Bytes(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A file with these texts: its bytes, and where its header and each of its records end.</summary>
    private (byte[] Bytes, List<int> Ends, string Path) Written(params string[] texts)
    {
        using OutboxFile file = Open();
        List<int> ends = [Bytes(file.Path).Length];
        foreach (string text in texts)
        {
            file.Write([New(Entry(text))]);
            ends.Add(Bytes(file.Path).Length);
        }
        return (Bytes(file.Path), ends, file.Path);
    }
}
