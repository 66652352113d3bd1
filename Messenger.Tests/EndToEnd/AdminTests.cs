using FluentAssertions;
using Messenger.Tests.EndToEnd.Support;
using NUnit.Framework;

namespace Messenger.Tests.EndToEnd;

/// <summary><c>messenger admin</c>: what an operator does to a store, beside a server that runs and to one that does not.</summary>
internal sealed class AdminTests : ProgramTest
{
    private const string NewPassword = "a password that is new";

    private string Data => InHome("kept");

    private string BackupFile => InHome("backup.db");

    [Test]
    public async Task A_backup_taken_under_load_holds_what_was_acknowledged_before_it_and_serves()
    {
        RunningServer server = await StartKeepingAsync(Data);
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        await alice.AskAsync("logout");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        List<string> sends = [];
        await SendAsync(300);
        foreach (string send in sends)
            (await bob.AnswerAsync(send)).Text("event").Should().Be("sent");

        Task<(int ExitCode, string Output, string Errors)> backup = RunAsync("admin", "backup", BackupFile, "--data", Data);
        while (!backup.IsCompleted)
        {
            await SendAsync(20);
            await bob.AnswerAsync(sends[^1]);
        }
        (await backup).ExitCode.Should().Be(0);
        (await backup).Output.Should().StartWith($"backed up to {BackupFile} (").And.EndWith(" bytes)\n");
        await EndAsync(server);

        (await RunAsync("admin", "restore", BackupFile, "--data", InHome("other"))).Should().Be(
            (0, $"restored {BackupFile}; everyone logs in anew\n", ""));
        RunningServer restored = await StartKeepingAsync(InHome("other"));
        JsonTalk again = await StartJsonAsync(restored);
        int waits = (await again.EnterAsync("login", "alice")).Number("total");
        waits.Should().BeInRange(300, sends.Count);
        await again.AskAsync("read");
        (await again.MessagesAsync(waits)).Texts().Should().Equal(Enumerable.Range(0, waits).Select(i => $"message {Number(i)}"));

        async Task SendAsync(int count)
        {
            for (int i = 0; i < count; i++)
                sends.Add(await bob.SayAsync("msg", new { to = "alice", text = $"message {Number(sends.Count)}" }));
        }
    }

    [Test]
    public async Task After_a_restore_everyone_logs_in_anew_and_numbers_given_before_hide_nothing()
    {
        RunningServer server = await StartKeepingAsync(Data);
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        (await RunAsync("admin", "backup", BackupFile, "--data", Data)).ExitCode.Should().Be(0);
        await ShownAsync("before the restores");

        // Both lives of the backup give the same numbers, and the same clients see both.
        foreach (string life in new[] { "in its first life", "in its second life" })
        {
            await EndAsync(server);
            (await RunAsync("admin", "restore", BackupFile, "--data", Data)).ExitCode.Should().Be(0);
            server = await StartKeepingAsync(Data, server.Port);
            foreach ((JsonTalk talk, string name) in new[] { (alice, "alice"), (bob, "bob") })
            {
                (await talk.NextAsync("reconnected")).GetProperty("loggedIn").GetBoolean().Should().BeFalse("tokens end with the store they belong to");
                (await talk.EnterAsync("login", name)).Number("total").Should().Be(0);
            }
            await ShownAsync(life);
        }

        Directory.EnumerateFiles(Data, "messenger.db.before-restore*").Where(file => !file.EndsWith("-mark", StringComparison.Ordinal)).Should().HaveCount(2, "no restore throws away what another set aside");

        async Task ShownAsync(string text)
        {
            (await bob.AskAsync("msg", new { to = "alice", text })).Text("event").Should().Be("sent");
            (await alice.NextAsync("message")).Text("text").Should().Be(text);
            await alice.AskAsync("unread");
        }
    }

    [Test]
    public async Task A_forgotten_password_is_replaced_and_all_logins_are_over()
    {
        RunningServer server = await StartKeepingAsync(Data);
        JsonTalk alice = await RegisterJsonAsync(server, "Alice");
        await EndAsync(server);

        (await RunWithAsync($"{NewPassword}\n", "admin", "passwd", "alice", "--data", Data)).Should().Be(
            (0, "the password of Alice is changed, and all its logins are over\n", ""));

        await StartKeepingAsync(Data, server.Port);
        (await alice.NextAsync("reconnected")).GetProperty("loggedIn").GetBoolean().Should().BeFalse();
        (await alice.AskAsync("login", new { name = "alice", password = Password })).Text("code").Should().Be("bad-credentials");
        await alice.EnterAsync("login", "alice", NewPassword);
    }

    [Test]
    public async Task Verify_counts_what_is_there_while_the_server_runs_and_finds_what_is_damaged()
    {
        RunningServer server = await StartKeepingAsync(Data);
        JsonTalk alice = await RegisterJsonAsync(server, "alice");
        await alice.AskAsync("logout");
        JsonTalk bob = await RegisterJsonAsync(server, "bob");
        for (int i = 0; i < 20; i++)
            await bob.AskAsync("msg", new { to = "alice", text = $"a text to be found {Number(i)}" });
        (await VerifyAsync()).Should().Be((0, "accounts 2 · logins 1 · messages 20 · waiting 20\nthe store is whole\n", ""));

        await server.Process.KillAsync();
        string log = Path.Combine(Data, "messenger.db-wal");
        byte[] whole = await File.ReadAllBytesAsync(log);
        byte[] damaged = [.. whole];
        damaged[whole.Length / 4] ^= 1;
        await File.WriteAllBytesAsync(log, damaged);
        for (int twice = 0; twice < 2; twice++)
        {
            (int exitCode, string output, _) = await VerifyAsync();
            exitCode.Should().Be(1);
            output.Should().MatchRegex("^at least [0-9]+ commits of .* are lost, the end of its write-ahead log: .*\n$");
        }
        (await RunAsync("admin", "backup", BackupFile, "--data", Data)).Errors.Should().EndWith("; no backup was written\n");
        File.Exists(BackupFile).Should().BeFalse();

        await File.WriteAllBytesAsync(log, whole);
        await EndAsync(await StartKeepingAsync(Data));
        byte[] database = await File.ReadAllBytesAsync(Path.Combine(Data, "messenger.db"));
        database[database.AsSpan().IndexOf("a text to be found 7"u8)] ^= 1;
        await File.WriteAllBytesAsync(Path.Combine(Data, "messenger.db"), database);
        (int code, string found, string errors) = await VerifyAsync();
        (code, errors).Should().Be((1, ""));
        found.Should().EndWith("the store is damaged; restore a backup with: messenger admin restore FILE\n").And.Contain("messages");

        Task<(int ExitCode, string Output, string Errors)> VerifyAsync() => RunAsync("admin", "verify", "--data", Data);
    }

    [Test]
    public async Task What_a_store_has_lost_is_told_by_the_server_after_a_password_was_replaced_or_was_not()
    {
        RunningServer server = await StartKeepingAsync(Data);
        await RegisterJsonAsync(server, "alice");
        for (int i = 0; i < 5; i++)
            await RegisterJsonAsync(server, $"other{Number(i)}");
        await server.Process.KillAsync();
        string log = Path.Combine(Data, "messenger.db-wal");
        await File.WriteAllBytesAsync(log, (await File.ReadAllBytesAsync(log))[..^20_000]);
        Dictionary<string, byte[]> found = Files();

        (int exitCode, _, string errors) = await RunWithAsync($"{NewPassword}\n", "admin", "passwd", "nobody", "--data", Data);
        exitCode.Should().Be(2);
        errors.Should().MatchRegex("^warning: at least [0-9]+ commits of .* are lost.*\nthere is no account nobody\n$");
        Files().Should().BeEquivalentTo(found);

        (exitCode, _, errors) = await RunWithAsync($"{NewPassword}\n", "admin", "passwd", "alice", "--data", Data);
        exitCode.Should().Be(0);
        string lost = System.Text.RegularExpressions.Regex.Match(errors, "at least [0-9]+ commits").Value;
        server = await StartKeepingAsync(Data);
        await EndAsync(server);
        server.Process.Errors.Should().Contain(lost);

        Dictionary<string, byte[]> Files() => new[] { "", "-wal", "-mark" }.ToDictionary(end => end, end => File.ReadAllBytes(Path.Combine(Data, $"messenger.db{end}")));
    }

    [Test]
    public async Task What_cannot_be_done_is_said_in_one_sentence_and_nothing_is_changed()
    {
        RunningServer server = await StartKeepingAsync(Data);
        await RegisterJsonAsync(server, "alice");
        await File.WriteAllTextAsync(BackupFile, "here already");
        string inUse = "is in use by another server \\(process [0-9]+ on .+\\); stop that one";
        (string Says, string[] Words)[] whileItRuns =
        [
            ("exists already; name a new file", ["backup", BackupFile, "--data", Data]),
            ("cannot write .*nowhere", ["backup", InHome("nowhere/backup.db"), "--data", Data]),
            ("FILE is a path, and an empty one was given", ["backup", "", "--data", Data]),
            ("--data takes a path, and was given an empty one", ["verify", "--data", ""]),
            ("there is no store at .*nothing", ["backup", InHome("new.db"), "--data", InHome("nothing")]),
            ("there is no store at .*nothing", ["verify", "--data", InHome("nothing")]),
            ("there is no store at .*nothing", ["passwd", "alice", "--data", InHome("nothing")]),
            ("there is no .*nothing", ["restore", InHome("nothing"), "--data", Data]),
            (inUse, ["restore", BackupFile, "--data", Data]),
            (inUse, ["passwd", "alice", "--data", Data]),
            ("Required argument missing", ["restore"]),
        ];
        foreach ((string says, string[] words) in whileItRuns)
            await ShouldSayAsync(says, words);
        (await File.ReadAllTextAsync(BackupFile)).Should().Be("here already");
        Directory.Exists(InHome("nothing")).Should().BeFalse();

        await EndAsync(server);
        await ShouldSayAsync("is no store, or is damaged: .*cut off", ["restore", BackupFile, "--data", Data]);
        await ShouldSayAsync("there is no account carol", ["passwd", "carol", "--data", Data]);
        (await RunAsync("admin", "passwd", "alice", "--data", Data)).Errors.Should().StartWith("a password has 8 to 256 bytes");
        await LoginJsonAsync(await StartKeepingAsync(Data), "alice");

        async Task ShouldSayAsync(string says, string[] words)
        {
            (int exitCode, string output, string errors) = await RunWithAsync($"{NewPassword}\n", ["admin", .. words]);
            exitCode.Should().Be(2, "of {0}", string.Join(' ', words));
            output.Should().BeEmpty();
            errors.Should().MatchRegex(says).And.NotContain("   at ");
        }
    }

    private static async Task EndAsync(RunningServer server)
    {
        server.Process.Signal(ProgramProcess.SigTerm);
        (await server.Process.ExitCodeAsync()).Should().Be(0);
    }
}
