using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;

namespace Messenger.Tests.Support.Disk;

/// <summary>Engines on a simulated disk, which commit on the caller's thread, so that a run makes the same calls each time.</summary>
internal static class SimulatedStore
{
    public const string Path = "/store.db";
    public const string MarkPath = Path + CommitMark.Suffix;

    /// <param name="disk">Where the store is, or will be.</param>
    /// <param name="clock">The engine's time.</param>
    /// <param name="settings">SQL run on the connection first, to set something that the product leaves as it is.</param>
    /// <param name="isWhole">It must not tell of a loss.</param>
    /// <exception cref="StoreRefusedException">It cannot be opened.</exception>
    public static EngineHarness Open(
        SimulatedDisk disk, TimeProvider clock, string settings = "PRAGMA wal_autocheckpoint = 25", bool isWhole = true)
    {
        Database database = Database.Open(Path, disk.Name, mark: new CommitMark(
            create => disk.Open(MarkPath, create) is { } file ? new SimulatedStream(disk, file) : create ? throw new IOException("the power is cut") : null));
        try
        {
            if (isWhole)
                database.Loss.Should().BeNull("what a power cut takes was never acknowledged");
            // Often, so that moving the log into the database is part of what is tried.
            database.Execute(settings);
            return new EngineHarness(new InlineJournal(new SqliteJournal(database, clock)), new EngineLimits { SendsPerSecond = null }, clock);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
