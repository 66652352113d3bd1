using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Server.Storage.Sqlite;

namespace Messenger.Tests.Support.Disk;

/// <summary>Engines on a simulated disk, which commit on the caller's thread, so that a run makes the same calls each time.</summary>
internal static class SimulatedStore
{
    public const string Path = "/store.db";

    /// <param name="disk">Where the store is, or will be.</param>
    /// <param name="clock">The engine's time.</param>
    /// <param name="settings">SQL run on the connection first, to set something that the product leaves as it is.</param>
    /// <exception cref="StoreRefusedException">It cannot be opened.</exception>
    public static EngineHarness Open(SimulatedDisk disk, TimeProvider clock, string settings = "PRAGMA wal_autocheckpoint = 25")
    {
        Database database = Database.Open(Path, disk.Name);
        try
        {
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
