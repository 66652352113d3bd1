using FluentAssertions;
using Messenger.Server.Admin;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>
/// What is no store stands in the place of one that a killed server left, a file by mistake say. It is refused with what to do, and the log is left:
/// with the right file put back, all is there.
/// </summary>
internal sealed class RefusedStoreTests : StoreTest
{
    private string Log => $"{File}-wal";

    private string Backup => Path.Combine(Data, "backup.db");

    private static IEnumerable<byte[]> NoStores() =>
    [
        [],
        "hello\n"u8.ToArray(),
        [.. Enumerable.Range(0, 5_000).SelectMany(_ => "a text\n"u8.ToArray())],
        new byte[65_536],
    ];

    [Test]
    public async Task A_file_that_is_none_is_damage_and_whoever_looks_at_it_leaves_the_log([ValueSource(nameof(NoStores))] byte[] content)
    {
        byte[] database = await KillAsync();
        byte[] log = await System.IO.File.ReadAllBytesAsync(Log);
        await System.IO.File.WriteAllBytesAsync(File, content);

        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>().WithMessage("*is damaged*restore a backup*");
        Look(AdminProgram.Verify).Should().Match<(int Code, string Said)>(look => look.Code == 1 && look.Said.Contains("restore a backup"));
        Look((data, output, errors) => AdminProgram.Backup(data, Backup, output, errors)).Code.Should().Be(2);

        (await System.IO.File.ReadAllBytesAsync(File)).Should().Equal(content);
        (await System.IO.File.ReadAllBytesAsync(Log)).Should().Equal(log);
        System.IO.File.Exists(Backup).Should().BeFalse();
        await System.IO.File.WriteAllBytesAsync(File, database);
        GoOnWith(Data);
        Engine.Engine.Find("bob").Should().NotBeNull();
    }

    [Test]
    public async Task A_directory_in_the_place_of_a_file_is_named([Values("", "-wal")] string ending)
    {
        await KillAsync();
        System.IO.File.Delete(File + ending);
        Directory.CreateDirectory(File + ending);

        FluentActions.Invoking(() => Database.Open(File)).Should().Throw<StoreRefusedException>().WithMessage($"*{ending} is a directory*");
        Look(AdminProgram.Verify).Should().Match<(int Code, string Said)>(look => look.Code == 2 && look.Said.Contains($"{ending} is a directory"));
    }

    [Test]
    public async Task A_file_of_a_newer_program_is_neither_looked_at_nor_copied_and_left()
    {
        await KillAsync();
        using (Database newer = Database.Open(File))
        {
            newer.Execute($"PRAGMA user_version = {Schema.Version + 1}");
            newer.TidyWhenClosed(false);
        }
        byte[] log = await System.IO.File.ReadAllBytesAsync(Log);

        Look(AdminProgram.Verify).Should().Match<(int Code, string Said)>(look => look.Code == 2 && look.Said.Contains("written by a newer messenger"));
        Look((data, output, errors) => AdminProgram.Backup(data, Backup, output, errors)).Code.Should().Be(2);
        System.IO.File.Exists(Backup).Should().BeFalse();
        (await System.IO.File.ReadAllBytesAsync(Log)).Should().Equal(log);
    }

    private (int Code, string Said) Look(Func<string?, TextWriter, TextWriter, int> command)
    {
        StringWriter said = new();
        return (command(Data, said, said), said.ToString());
    }

    /// <summary>Leaves a store whose last commits are in its log.</summary>
    /// <returns>The database as it is.</returns>
    private async Task<byte[]> KillAsync()
    {
        await Engine.CreateAsync("alice");
        Restart();
        await Engine.CreateAsync("bob");
        MoveTo(CopyFiles());
        return await System.IO.File.ReadAllBytesAsync(File);
    }
}
