using Messenger.Server.Storage.Sqlite;
using SQLitePCL;

namespace Messenger.Server.Search;

/// <summary>
/// A run of numbers whose words are in a table of their own: a search works through volumes from the newest on and can stop between two, what is
/// too old goes as a whole, and nothing that the index does grows with all messages ever sent. For the thread that writes.
/// </summary>
internal sealed class Volume(sqlite3 database, ulong first) : IDisposable
{
    // Unicode61 folds case and accents; every character but a space belongs to a word, since SearchText has split the words already.
    private const string Tokenizer = "unicode61 remove_diacritics 2 categories 'L* M* N* P* S* C*'";

    private Statement? _insert;
    private Statement? _delete;

    public ulong First { get; } = first;

    /// <summary>The highest number in it.</summary>
    public ulong Last { get; set; }

    /// <summary>Messages in it now.</summary>
    public long Messages { get; set; }

    /// <summary>Bytes of text that were put into it.</summary>
    public long Bytes { get; set; }

    /// <summary>What is above does not say what the file says.</summary>
    public bool Changed { get; set; }

    public static string Table(ulong first) => $"v{first}";

    public void Create()
    {
        using Statement create = new(
            database,
            $"CREATE VIRTUAL TABLE {Table(First)} USING fts5(words, content = '', contentless_delete = 1, tokenize = \"{Tokenizer}\")");
        create.Run();
        // Fewer and larger merges than by default: measured, a quarter less work for each message.
        using Statement merge = new(database, $"INSERT INTO {Table(First)} ({Table(First)}, rank) VALUES ('automerge', 8)");
        merge.Run();
    }

    /// <summary>Takes the words away, and leaves it to the caller to forget the volume.</summary>
    public void Drop()
    {
        Dispose();
        using Statement drop = new(database, $"DROP TABLE {Table(First)}");
        drop.Run();
    }

    public void Insert(ulong number, ReadOnlySpan<byte> words)
    {
        _insert ??= new(database, $"INSERT INTO {Table(First)} (rowid, words) VALUES (?1, ?2)");
        _insert.Bind(1, (long)number).BindText(2, words).Run();
    }

    public void Delete(ulong number)
    {
        _delete ??= new(database, $"DELETE FROM {Table(First)} WHERE rowid = ?1");
        _delete.Bind(1, (long)number).Run();
    }

    /// <summary>Lets go of what it holds ready; it can still be used.</summary>
    public void Dispose()
    {
        _insert?.Dispose();
        _delete?.Dispose();
        _insert = _delete = null;
    }
}
