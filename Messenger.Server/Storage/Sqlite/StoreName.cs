namespace Messenger.Server.Storage.Sqlite;

/// <summary>The store's name: made with the file, kept with it, and replaced when the file is put back from a backup.</summary>
internal static class StoreName
{
    private const string Key = "store_id";

    /// <exception cref="StoreRefusedException">It is damaged, or cannot be written.</exception>
    public static Guid ReadOrMake(Database database)
    {
        try
        {
            if (database.ReadMeta(Key) is { } kept)
                return Guid.Parse(kept);
            return Make(database);
        }
        catch (Exception error) when (error is StoreException or FormatException)
        {
            throw StoreLoader.Damaged(error);
        }
    }

    /// <summary>Gives the store a new name: clients forget the numbers and tokens they remember of the one before.</summary>
    /// <exception cref="StoreException">It could not be written.</exception>
    public static Guid Make(Database database)
    {
        Guid made = Guid.NewGuid();
        database.WriteMeta(Key, made.ToString());
        return made;
    }
}
