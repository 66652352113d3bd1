using Messenger.Server.Storage;

namespace Messenger.Server.Search;

/// <summary>
/// The words of all messages, by number, in a database of their own beside the store (SQLite FTS5). It holds nothing that the store does not, so
/// it is never repaired: when it is damaged, or of another version or store, it is deleted and made anew. Safe on any thread; searches run
/// beside each other and beside changes, and never on the way of a message.
/// </summary>
/// <remarks>
/// What is found is a suggestion: who shows it must look each message up in the store and check that the asker may read it. A bit that turns
/// in this file may give any number.
/// </remarks>
internal sealed class SearchIndex : IDisposable
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "search.db";

    /// <summary>Numbers a page may have.</summary>
    public const int PageMax = 200;

    private readonly string? _path;
    private readonly Guid _store;
    private readonly Action<string> _log;
    private readonly SearchLimits _limits;
    private readonly TimeProvider _clock;

    /// <summary>Held for reading by whoever uses the file, for writing by whoever replaces it.</summary>
    private readonly ReaderWriterLockSlim _gate = new();

    /// <summary>Held while changes are made, and while anything is done in memory. Taken behind the gate.</summary>
    private readonly Lock _turn = new();

    /// <summary>Null when it could not be made; the next change tries again.</summary>
    private IndexFile? _file;
    private ulong _cursor;
    private TaskCompletionSource _moved = NewSignal();
    private bool _disposed;
    private bool _isFed = true;

    /// <param name="path">The file; null for an index in memory, as long as this.</param>
    /// <param name="store">The store whose messages are indexed.</param>
    /// <param name="log">Told in one line, without texts and names, when it is made anew and why.</param>
    /// <param name="limits">Null for the defaults.</param>
    /// <param name="clock">Null for the system's.</param>
    public SearchIndex(string? path, Guid store, Action<string> log, SearchLimits? limits = null, TimeProvider? clock = null)
    {
        _path = path;
        _store = store;
        _log = log;
        _limits = limits ?? new SearchLimits();
        _clock = clock ?? TimeProvider.System;
        try
        {
            OpenLocked();
        }
        catch (StoreException error)
        {
            _log($"the search index cannot be opened: {error.Message}");
        }
    }

    /// <summary>It is empty now and must be fed from the start. Raised on the thread that noticed that it was damaged.</summary>
    public event Action? MadeAnew;

    /// <summary>Everything up to this number is in it.</summary>
    public ulong Cursor => Volatile.Read(ref _cursor);

    /// <summary>Whether what is committed gets into it; its feeder says so when that fails, and when it works again.</summary>
    public bool IsFed
    {
        get => Volatile.Read(ref _isFed);
        set
        {
            Volatile.Write(ref _isFed, value);
            Interlocked.Exchange(ref _moved, NewSignal()).TrySetResult();
        }
    }

    /// <summary>Waits until everything up to a number is in it.</summary>
    /// <returns>False when that took longer than the patience, or cannot be soon: it is not fed, or is far behind.</returns>
    public async Task<bool> ReachedAsync(ulong number, TimeSpan patience)
    {
        long began = _clock.GetTimestamp();
        while (true)
        {
            Task moved = Volatile.Read(ref _moved).Task;
            ulong cursor = Cursor;
            if (cursor >= number)
                return true;
            if (!IsFed || number - cursor > SearchFeeder.LostBacklog)
                return false;
            TimeSpan left = patience - _clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return false;
            // That it was not in time is seen above.
            await moved.WaitAsync(left, _clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes up a chunk and moves the cursor, both or neither.</summary>
    /// <param name="entries">In the store's order.</param>
    /// <param name="upTo">Everything up to here is in it then.</param>
    /// <returns>False when the index was damaged and has been made anew; then nothing was taken up.</returns>
    /// <exception cref="StoreException">It cannot be written now; nothing was changed.</exception>
    public bool Apply(IReadOnlyList<IndexEntry> entries, ulong upTo) => Change(writer => writer.Apply(entries, upTo));

    /// <summary>Takes messages out that have lost their text otherwise than by a change in the store's order. Those it does not have have no effect.</summary>
    /// <inheritdoc cref="Apply" path="/returns|/exception"/>
    public bool Remove(IReadOnlyCollection<ulong> numbers) => Change(writer => writer.Remove(numbers));

    /// <summary>Gives up what is before this number, as far as that can be done by the volume.</summary>
    /// <inheritdoc cref="Apply" path="/returns|/exception"/>
    public bool DropBefore(ulong number) => Change(writer => writer.DropBefore(number));

    /// <summary>
    /// Messages in which all that the query says is true, newest first. Days are observed by the run of numbers that they have: the caller
    /// leaves out what <see cref="SearchQuery.Covers"/> does not, and what the asker may not read.
    /// </summary>
    /// <param name="query">What is looked for. Its names are not observed; the scope has their accounts and conversations.</param>
    /// <param name="scope">Where.</param>
    /// <param name="before">Only smaller numbers; 0 for all.</param>
    /// <param name="most">How many, 1 to <see cref="PageMax"/>.</param>
    /// <exception cref="StoreException">It cannot be read now, or was damaged and is being made anew.</exception>
    public SearchPage Find(SearchQuery query, SearchScope scope, ulong before, int most)
    {
        most = Math.Clamp(most, 1, PageMax);
        long began = _clock.GetTimestamp();
        bool IsLate() => _clock.GetElapsedTime(began) >= _limits.Patience;
        IndexFile? file = null;
        string damage;
        _gate.EnterReadLock();
        try
        {
            file = FileLocked();
            SearchPage Read() => file.Read(reader => reader.Find(query, scope, before, most, IsLate));
            if (!file.IsInMemory)
                return Read();
            lock (_turn)
                return Read();
        }
        catch (DamagedIndexException damaged)
        {
            damage = damaged.Message;
        }
        finally
        {
            _gate.ExitReadLock();
        }
        Replace(file!, damage);
        throw new StoreException("the search index was damaged and is being made anew");
    }

    /// <summary>Empties it, when it cannot belong to the store as that is now.</summary>
    /// <param name="reason">For the log, such as "it is ahead of the store".</param>
    /// <exception cref="StoreException">It cannot be written now.</exception>
    public void MakeAnew(string reason) => Replace(_file, reason);

    public void Dispose()
    {
        _gate.EnterWriteLock();
        _disposed = true;
        _file?.Dispose();
        _file = null;
        _gate.ExitWriteLock();
    }

    private bool Change(Action<IndexWriter> change)
    {
        IndexFile? file = null;
        string damage;
        OpenAgain();
        _gate.EnterReadLock();
        try
        {
            file = FileLocked();
            lock (_turn)
            {
                change(file.Writer);
                NoteCursor(file.Writer.Cursor);
            }
            return true;
        }
        catch (DamagedIndexException damaged)
        {
            damage = damaged.Message;
        }
        finally
        {
            _gate.ExitReadLock();
        }
        Replace(file!, damage);
        return false;
    }

    private IndexFile FileLocked()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _file ?? throw new StoreException("there is no search index now");
    }

    private void OpenAgain()
    {
        if (Volatile.Read(ref _file) is not null)
            return;
        _gate.EnterWriteLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_file is null)
                OpenLocked();
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <summary>Deletes the file and makes an empty one, unless somebody has done so already.</summary>
    private void Replace(IndexFile? damaged, string reason)
    {
        _gate.EnterWriteLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_file != damaged)
                return;
            _log($"the search index is made anew: {reason}");
            _file?.Dispose();
            _file = null;
            NoteCursor(0);
            if (_path is not null)
                IndexFile.Delete(_path);
            OpenLocked();
        }
        finally
        {
            _gate.ExitWriteLock();
        }
        MadeAnew?.Invoke();
    }

    private void OpenLocked()
    {
        try
        {
            _file = IndexFile.Open(_path, _store, _limits);
        }
        catch (DamagedIndexException damaged)
        {
            _log($"the search index is made anew: {damaged.Message}");
            IndexFile.Delete(_path!);
            try
            {
                _file = IndexFile.Open(_path, _store, _limits);
            }
            catch (DamagedIndexException again)
            {
                throw new StoreException(again.Message, again);
            }
        }
        NoteCursor(_file.Writer.Cursor);
    }

    private void NoteCursor(ulong cursor)
    {
        Volatile.Write(ref _cursor, cursor);
        Interlocked.Exchange(ref _moved, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
