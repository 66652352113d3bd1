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
            return Read(database) ?? Make(database);
        }
        catch (StoreException error)
        {
            throw StoreLoader.Damaged(error);
        }
    }

    /// <returns>Null when it has none yet.</returns>
    /// <exception cref="StoreException">It is damaged.</exception>
    public static Guid? Read(Database database)
    {
        if (database.ReadMeta(Key) is not { } kept)
            return null;
        return Guid.TryParse(kept, out Guid name) ? name : throw new StoreException("the store's name is not what was written");
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
