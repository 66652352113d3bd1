namespace Messenger.Server.Storage.Sqlite;

/// <summary>The store's name: made with the file, kept with it.</summary>
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
            Guid made = Guid.NewGuid();
            database.WriteMeta(Key, made.ToString());
            return made;
        }
        catch (Exception error) when (error is StoreException or FormatException)
        {
            throw StoreLoader.Damaged(error);
        }
    }
}
