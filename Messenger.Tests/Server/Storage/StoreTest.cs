using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Storage;

/// <summary>An engine on real files, which is started again and again.</summary>
internal abstract class StoreTest : ServerTest
{
    private EngineHarness? _engine;

    protected ManualClock Clock { get; } = new();

    protected string Data { get; private set; } = null!;

    protected string File => Path.Combine(Data, Database.FileName);

    protected EngineHarness Engine => _engine ??= Open(Data);

    [SetUp]
    public void MakeDirectory() => Data = NewDirectory();

    [TearDown]
    public void EndEngine() => StopEngine();

    protected EngineHarness Open(string directory, EngineLimits? limits = null) =>
        new(OpenJournal(Path.Combine(directory, Database.FileName)), limits, Clock);

    /// <summary>Stops in order and starts again.</summary>
    protected void Restart(EngineLimits? limits = null)
    {
        StopEngine();
        _engine = Open(Data, limits);
    }

    protected void StopEngine()
    {
        _engine?.Dispose();
        _engine = null;
    }

    /// <summary>Goes on with the files as they are at this moment, as after kill -9: what the server did afterwards is not there.</summary>
    protected void Crash(EngineLimits? limits = null) => GoOnWith(CopyFiles(), limits);

    /// <summary>The files as they are at this moment.</summary>
    /// <returns>The directory they are copied to.</returns>
    protected string CopyFiles()
    {
        string copy = NewDirectory();
        // The mark first: in a crash it is never ahead of what is stored.
        foreach (string ending in new[] { CommitMark.Suffix, "", "-wal" })
        {
            if (System.IO.File.Exists(File + ending))
                System.IO.File.Copy(File + ending, Path.Combine(copy, Database.FileName + ending));
        }
        return copy;
    }

    /// <summary>Stops, and starts on other files.</summary>
    protected void GoOnWith(string directory, EngineLimits? limits = null)
    {
        MoveTo(directory);
        _engine = Open(Data, limits);
    }

    /// <summary>Stops, and has other files.</summary>
    protected void MoveTo(string directory)
    {
        StopEngine();
        Data = directory;
    }

    protected static IReadOnlyList<string> Waiting(Account account)
    {
        lock (account.Gate)
        {
            List<string> texts = [];
            foreach (Message message in account.Mailbox)
                texts.Add(System.Text.Encoding.UTF8.GetString(message.Text));
            return texts;
        }
    }

    protected SqliteJournal OpenJournal(string path)
    {
        Database database = Database.Open(path);
        try
        {
            database.Loss.Should().BeNull("nothing was taken away");
            return new SqliteJournal(database, Clock);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
