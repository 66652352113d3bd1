using System.Buffers;

namespace Messenger.Client.Session;

/// <summary>Why an outbox cannot be kept on disk, in one sentence for people.</summary>
internal sealed class OutboxException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>One change to the entries of an outbox file.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="IsDone">It was answered or given up; otherwise it is new.</param>
internal readonly record struct OutboxChange(OutboxEntry Entry, bool IsDone);

/// <summary>
/// The unanswered sends of one account at one server, on disk: a log that is appended to, checked, and written anew when most of it is
/// of no use any more (docs/decisions/0006). One process has it at a time. For one thread at a time.
/// </summary>
internal sealed class OutboxFile : IDisposable
{
    /// <summary>A log is written anew when it is longer than this and more than half of it is of no use.</summary>
    public const int LeastToCompact = 256 * 1024;

    private const int LongestFile = 256 * 1024 * 1024;
    private const string NewEnding = ".new";

    private readonly Func<string, FileStream> _open;
    private readonly FileStream _lock;
    private readonly byte[] _header;
    private readonly SortedDictionary<ulong, OutboxEntry> _entries = [];
    private FileStream? _file;
    private ulong _lastSequence;
    private long _length;
    private long _entryBytes;
    private long _compactAt = LeastToCompact;

    private OutboxFile(string path, FileStream taken, string owner, Func<string, FileStream> open)
    {
        Path = path;
        _lock = taken;
        _header = OutboxRecord.HeaderOf(owner);
        _open = open;
    }

    public string Path { get; }

    /// <summary>What the file held when it was opened, in order.</summary>
    public IReadOnlyList<OutboxEntry> Earlier { get; private set; } = [];

    /// <summary>What was wrong with the file, in words; null when nothing was.</summary>
    public string? Damage { get; private set; }

    /// <summary>Takes the file for this process, makes it if there is none, and reads it.</summary>
    /// <param name="directory">Where such files are kept; made when it is not there.</param>
    /// <param name="server">Host and port, as the user named them.</param>
    /// <param name="store">The server's store: the same name at another one is another account.</param>
    /// <param name="account">Its name, in any case.</param>
    /// <param name="open">How a file is opened for reading and writing, and made when it is not there.</param>
    /// <exception cref="OutboxException">Another program has it, or the disk does not allow it.</exception>
    public static OutboxFile Open(string directory, string server, Guid store, string account, Func<string, FileStream>? open = null)
    {
        string owner = $"{server.ToLowerInvariant()}\n{store}\n{account.ToLowerInvariant()}";
        string path = System.IO.Path.Combine(directory, PrivateFiles.NameOf(account, owner, ".outbox"));
        try
        {
            PrivateFiles.CreateDirectory(directory);
            // A file of its own, because the log is replaced when it is written anew. It is never deleted: somebody may have just opened it.
            FileStream taken = new(path + ".lock", PrivateFiles.Options(FileMode.OpenOrCreate, FileShare.None));
            OutboxFile file = new(path, taken, owner, open ?? OpenPrivate);
            try
            {
                file.Load();
                return file;
            }
            catch
            {
                file._file?.Dispose();
                taken.Dispose();
                throw;
            }
        }
        catch (IOException error) when (PrivateFiles.IsTaken(error))
        {
            throw new OutboxException($"another program on this machine has the outbox of {account} open; what is sent from here waits in memory only", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutboxException($"the outbox of {account} cannot be kept on disk ({error.Message}); what is sent from here waits in memory only", error);
        }
    }

    /// <summary>Writes changes. When this returns, the new entries among them are on disk, whatever happens to the machine.</summary>
    /// <exception cref="IOException">They are not, and none of the new ones is kept.</exception>
    public void Write(IReadOnlyList<OutboxChange> changes)
    {
        ArrayBufferWriter<byte> records = new();
        List<OutboxEntry> added = [];
        foreach (OutboxChange change in changes)
        {
            if (change.IsDone)
                Done(change.Entry, records);
            else
                Add(change.Entry, records, added);
        }
        try
        {
            FileStream file = _file ??= _open(Path);
            if (_entries.Count == 0)
            {
                // Not synced: what comes back after a power cut is sent again and recognised by its id.
                file.SetLength(_header.Length);
                _length = _header.Length;
                return;
            }
            file.Position = _length;
            file.Write(records.WrittenSpan);
            if (added.Count > 0)
                file.Flush(flushToDisk: true);
            _length += records.WrittenCount;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            foreach (OutboxEntry entry in added)
                Forget(entry);
            CutOff();
            throw new IOException(error.Message, error);
        }
        if (_length > _compactAt && _length > 2 * (_entryBytes + _header.Length))
            Compact();
    }

    /// <summary>Gives the file up; one without entries goes.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        try
        {
            if (_entries.Count == 0)
                File.Delete(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // An empty one is in nobody's way.
        }
        _lock.Dispose();
    }

    private static FileStream OpenPrivate(string path) =>
        new(path, PrivateFiles.Options(FileMode.OpenOrCreate, FileShare.Read | FileShare.Delete));

    private void Load()
    {
        File.Delete(Path + NewEnding);
        _file = _open(Path);
        if (_file.Length > LongestFile)
            throw new IOException($"{Path} is longer than an outbox can be");
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        if (bytes.AsSpan().StartsWith(_header))
            _length = _header.Length + OutboxRecord.ReadAll(bytes.AsSpan(_header.Length), _entries, out _lastSequence);
        if (_length < bytes.Length && !_header.AsSpan().StartsWith(bytes))
            SetAside(bytes.Length - _length);
        if (_length == 0)
            Begin();
        else if (_length < bytes.Length)
            _file.SetLength(_length);
        _entryBytes = _entries.Values.Sum(entry => (long)OutboxRecord.SizeOf(entry));
        Earlier = [.. _entries.Values];
    }

    /// <summary>A tail that is not whole was mostly never said to be kept; but it may also be damage, so nobody is left to guess.</summary>
    private void SetAside(long bytes)
    {
        string copy = Path + ".damaged";
        _file!.Position = 0;
        using FileStream aside = new(copy, PrivateFiles.Options(FileMode.Create, FileShare.None));
        _file.CopyTo(aside);
        Damage = _length == 0
            ? $"the outbox {Path} is not what was written there; it is set aside as {copy}, and what waited in it is not sent"
            : $"the last {bytes} bytes of the outbox {Path} are not whole; what is before them is sent, and a copy is kept as {copy}";
    }

    private void Begin()
    {
        _file!.SetLength(0);
        _file.Position = 0;
        _file.Write(_header);
        _file.Flush(flushToDisk: true);
        _length = _header.Length;
        PrivateFiles.SyncDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
    }

    private void Add(OutboxEntry entry, ArrayBufferWriter<byte> records, List<OutboxEntry> added)
    {
        entry.Sequence = ++_lastSequence;
        _entries.Add(entry.Sequence, entry);
        _entryBytes += OutboxRecord.SizeOf(entry);
        OutboxRecord.WriteAdded(records, entry);
        added.Add(entry);
    }

    private void Done(OutboxEntry entry, ArrayBufferWriter<byte> records)
    {
        if (Forget(entry))
            OutboxRecord.WriteRemoved(records, entry.Sequence);
    }

    private bool Forget(OutboxEntry entry)
    {
        if (!_entries.Remove(entry.Sequence))
            return false;
        _entryBytes -= OutboxRecord.SizeOf(entry);
        return true;
    }

    /// <summary>Nothing half written stays behind what is whole; where even that fails, the next write begins at the same place.</summary>
    private void CutOff()
    {
        try
        {
            _file?.SetLength(_length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Writes the entries to a new log, which takes the old one's place as a whole. When that fails the old one goes on.</summary>
    private void Compact()
    {
        string next = Path + NewEnding;
        ArrayBufferWriter<byte> records = new();
        records.Write(_header);
        foreach (OutboxEntry entry in _entries.Values)
            OutboxRecord.WriteAdded(records, entry);
        try
        {
            using (FileStream file = _open(next))
            {
                file.SetLength(0);
                file.Write(records.WrittenSpan);
                file.Flush(flushToDisk: true);
            }
            _file!.Dispose();
            _file = null;
            File.Move(next, Path, overwrite: true);
            _length = records.WrittenCount;
            _compactAt = LeastToCompact;
            PrivateFiles.SyncDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not at every write again: it may be for want of room.
            _compactAt = 2 * _length;
        }
    }
}
