using System.Diagnostics;
using FluentAssertions;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>Who owns the directory, who may read it, and what version its file has.</summary>
internal sealed class DataDirectoryTests : StoreTest
{
    private const string NextStep = "CREATE TABLE later (id INTEGER PRIMARY KEY);";

    [Test]
    public void A_second_server_is_refused_and_told_who_has_it()
    {
        using DataDirectory first = DataDirectory.Take(Data);
        long began = Stopwatch.GetTimestamp();

        FluentActions.Invoking(() => DataDirectory.Take(Data)).Should().Throw<StoreRefusedException>()
            .WithMessage($"*in use*process {Environment.ProcessId} on {Environment.MachineName}*--data*");
        Stopwatch.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(2));
        first.Dispose();
        DataDirectory.Take(Data).Dispose();
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public async Task A_server_process_keeps_others_out_until_it_is_killed()
    {
        using Process server = StartServerProcess(Data);
        try
        {
            (await server.StandardOutput.ReadLineAsync().Within("the server")).Should().StartWith("listening");
            FluentActions.Invoking(() => DataDirectory.Take(Data)).Should().Throw<StoreRefusedException>().WithMessage($"*process {server.Id} *");
            using Process second = StartServerProcess(Data);
            await second.WaitForExitAsync().Within("the second server to give up");
            second.ExitCode.Should().NotBe(0);
            (await second.StandardError.ReadToEndAsync()).Should().Contain($"process {server.Id} ").And.NotContain("   at ");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync().Within("its end");
        }
        DataDirectory.Take(Data).Dispose();
        Open(Data).Dispose();
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public async Task Nobody_else_can_read_what_is_kept()
    {
        string data = Path.Combine(Data, "made");
        using DataDirectory owned = DataDirectory.Take(data);
        using EngineHarness engine = Open(data);
        await engine.CreateAsync("alice");

        ModesIn(data).Should().BeEquivalentTo("lock 600", "owner 600", "messenger.db 600", "messenger.db-wal 600", "messenger.db-shm 600",
            "messenger.db-mark 600");
        ModeOf(data).Should().Be("700");
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public async Task Files_that_were_open_to_others_are_closed_to_them()
    {
        using (EngineHarness engine = Open(Data))
            await engine.CreateAsync("alice");
        if (!OperatingSystem.IsWindows())
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using EngineHarness again = Open(Data);
        ModesIn(Data).Should().OnlyContain(file => file.EndsWith(" 600"));
    }

    [Test]
    public void A_newer_file_is_refused_in_words_and_left_alone()
    {
        Database.Open(File, steps: [.. Schema.Steps, NextStep]).Dispose();

        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>()
            .WithMessage($"*newer*{Schema.Version + 1}*{Schema.Version}*");
        using Database newer = Database.Open(File, steps: [.. Schema.Steps, NextStep]);
        newer.Scalar("PRAGMA user_version").Should().Be(Schema.Version + 1);
    }

    [Test]
    public async Task An_older_file_is_brought_forward_and_kept_as_it_was_beside()
    {
        await Engine.CreateAsync("alice");
        Restart();
        await Engine.CreateAsync("bob");
        string copy = NewDirectory();
        Crash();
        System.IO.File.Copy(File, Path.Combine(copy, Database.FileName));
        System.IO.File.Copy($"{File}-wal", Path.Combine(copy, $"{Database.FileName}-wal"));
        string file = Path.Combine(copy, Database.FileName);

        using (Database migrated = Database.Open(file, steps: [.. Schema.Steps, NextStep]))
        {
            migrated.Scalar("PRAGMA user_version").Should().Be(Schema.Version + 1);
            migrated.Scalar("SELECT COUNT(*) FROM later").Should().Be(0);
            migrated.Scalar("SELECT COUNT(*) FROM accounts").Should().Be(2);
        }

        using Database backup = Database.Open($"{file}.v{Schema.Version}.backup");
        backup.Scalar("PRAGMA user_version").Should().Be(Schema.Version);
        backup.Scalar("SELECT COUNT(*) FROM accounts").Should().Be(2, "what was only in the log is in the backup too");
        if (!OperatingSystem.IsWindows())
            ModeOf($"{file}.v{Schema.Version}.backup").Should().Be("600");
    }

    [Test]
    public void A_step_that_fails_leaves_the_file_as_it_was()
    {
        Database.Open(File).Dispose();

        FluentActions.Invoking(() => Database.Open(File, steps: [.. Schema.Steps, "CREATE TABLE later (id INTEGER); INSERT INTO nowhere VALUES (1);"]))
            .Should().Throw<StoreRefusedException>();

        using Database old = Database.Open(File);
        old.Scalar("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'later'").Should().Be(0);
    }

    [TestCase("not a database, but a text that somebody has put here by mistake, longer than a header of one hundred bytes is")]
    [TestCase("short")]
    public void Something_else_in_its_place_is_refused(string content)
    {
        System.IO.File.WriteAllText(File, content);
        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>().WithMessage("*damaged*");
        System.IO.File.ReadAllText(File).Should().Be(content);
    }

    [Test]
    public void A_database_of_another_program_is_refused_and_left_alone()
    {
        Database.Open(File, steps: ["CREATE TABLE theirs (id INTEGER);", "PRAGMA user_version = 0;"]).Dispose();
        using (Database theirs = Database.Open(File, steps: ["", ""]))
            theirs.Execute("PRAGMA user_version = 0");

        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>().WithMessage("*something else*");
    }

    private static IEnumerable<string> ModesIn(string directory) =>
        Directory.EnumerateFiles(directory).Select(file => $"{Path.GetFileName(file)} {ModeOf(file)}");

    private static string ModeOf(string path) => OperatingSystem.IsWindows() ? "none" : Convert.ToString((int)System.IO.File.GetUnixFileMode(path), 8);

    private static Process StartServerProcess(string data)
    {
        string program = Directory.EnumerateFiles(Path.Combine(Repository.Root, "artifacts", "bin", "Messenger"), "messenger.dll", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MatchCasing = MatchCasing.CaseInsensitive,
        }).OrderByDescending(System.IO.File.GetLastWriteTimeUtc).First();
        ProcessStartInfo start = new("dotnet", [program, "server", "--host", "127.0.0.1", "--port", "0", "--data", data])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
