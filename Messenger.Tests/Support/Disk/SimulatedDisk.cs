using SQLitePCL;

namespace Messenger.Tests.Support.Disk;

/// <summary>
/// A disk in memory for SQLite, which forgets what was not synced when its power is cut, and fails when it is told to. Used by naming
/// <see cref="Name"/> as the file system. Counts the calls that change something; faults are set by their number, from 1 on. Safe on any
/// thread.
/// </summary>
internal sealed class SimulatedDisk : IDisposable
{
    private static int _made;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedFile> _files = [];
    private readonly Dictionary<string, SimulatedFile> _unlinked = [];
    private readonly SimulatedDiskVfs _vfs;
    private readonly Dictionary<DiskCall, int> _counts = [];
    private int _calls;
    private int _failFrom = int.MaxValue;
    private int _failUntil = int.MaxValue;
    private DiskFailure _failure;
    private int _cutAt = int.MaxValue;
    private bool _isCut;

    public SimulatedDisk()
    {
        Name = $"simulated-{Interlocked.Increment(ref _made)}";
        _vfs = new SimulatedDiskVfs(this);
    }

    /// <summary>Of the file system, for SQLite.</summary>
    public string Name { get; }

    /// <summary>Calls so far that change something.</summary>
    public int Calls
    {
        get
        {
            lock (_gate)
                return _calls;
        }
    }

    /// <summary>The power is off; nothing answers any more.</summary>
    public bool IsCut
    {
        get
        {
            lock (_gate)
                return _isCut;
        }
    }

    public int Count(DiskCall call)
    {
        lock (_gate)
            return _counts.GetValueOrDefault(call);
    }

    /// <summary>The call with this number fails, and so many behind it.</summary>
    public void FailAt(int call, DiskFailure failure, int calls = 1)
    {
        lock (_gate)
            (_failFrom, _failUntil, _failure) = (call, calls == int.MaxValue ? calls : call + calls, failure);
    }

    /// <summary>Every call fails from now on, until <see cref="MakeRoom"/>.</summary>
    public void Fill(DiskFailure failure = DiskFailure.Full) => FailAt(Calls + 1, failure, int.MaxValue);

    public void MakeRoom() => FailAt(int.MaxValue, DiskFailure.Full);

    /// <summary>The power is cut during the call with this number: it is begun, and not answered with success.</summary>
    public void CutPowerAt(int call)
    {
        lock (_gate)
            _cutAt = call;
    }

    /// <summary>Cuts the power, if it is on, and makes the disk that is there when it comes back.</summary>
    /// <param name="seed">Chooses which sectors that were not synced have made it all the same; null for none.</param>
    public SimulatedDisk PowerCut(int? seed = null)
    {
        SimulatedDisk after = new();
        lock (_gate)
        {
            _isCut = true;
            Random? luck = seed is { } value ? new Random(value) : null;
            foreach ((string name, SimulatedFile file) in _files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                if (file.AfterPowerCut(luck) is { } content)
                    after._files.Add(name, new SimulatedFile(content));
            }
            // A deletion that was not synced comes to nothing.
            foreach ((string name, SimulatedFile file) in _unlinked)
            {
                if (file.AfterPowerCut(null) is { } content)
                    after._files.TryAdd(name, new SimulatedFile(content));
            }
        }
        return after;
    }

    /// <summary>A copy of what programs see of a file, to look at; null when it is not there.</summary>
    public byte[]? Read(string path)
    {
        lock (_gate)
            return _files.TryGetValue(path, out SimulatedFile? file) ? file.Seen.ToArray() : null;
    }

    public void Dispose() => _vfs.Dispose();

    internal SimulatedFile? Open(string path, bool create)
    {
        lock (_gate)
        {
            if (_isCut)
                return null;
            if (!_files.TryGetValue(path, out SimulatedFile? file) && create)
                _files.Add(path, file = new SimulatedFile());
            return file;
        }
    }

    internal bool Exists(string path)
    {
        lock (_gate)
            return _files.ContainsKey(path);
    }

    internal int Delete(string path, bool sync)
    {
        lock (_gate)
        {
            if (Fails(DiskCall.Delete) is { } failure)
                return failure;
            if (!_files.Remove(path, out SimulatedFile? file))
                return raw.SQLITE_IOERR_DELETE_NOENT;
            if (sync)
                _unlinked.Remove(path);
            else
                _unlinked[path] = file;
            return raw.SQLITE_OK;
        }
    }

    internal int Read(SimulatedFile file, Span<byte> into, long offset)
    {
        lock (_gate)
        {
            if (_isCut)
                return raw.SQLITE_IOERR_READ;
            into.Clear();
            ReadOnlySpan<byte> seen = file.Seen;
            if (offset < seen.Length)
                seen[(int)offset..Math.Min(seen.Length, (int)offset + into.Length)].CopyTo(into);
            return offset + into.Length > seen.Length ? raw.SQLITE_IOERR_SHORT_READ : raw.SQLITE_OK;
        }
    }

    internal int Write(SimulatedFile file, ReadOnlySpan<byte> bytes, long offset)
    {
        lock (_gate)
        {
            if (_isCut)
                return raw.SQLITE_IOERR_WRITE;
            int? failure = Fails(DiskCall.Write);
            // What is under way when the power goes may be on the disk or not: it is what was not synced.
            if (failure is null || _isCut)
                file.Write(bytes, offset);
            else if (_failure is DiskFailure.Short)
                file.Write(bytes[..(bytes.Length / 2)], offset);
            return failure ?? raw.SQLITE_OK;
        }
    }

    internal int Truncate(SimulatedFile file, long length)
    {
        lock (_gate)
        {
            if (Fails(DiskCall.Truncate) is { } failure)
                return failure;
            file.Truncate(length);
            return raw.SQLITE_OK;
        }
    }

    internal int Sync(SimulatedFile file)
    {
        lock (_gate)
        {
            if (Fails(DiskCall.Sync) is { } failure)
            {
                if (!_isCut)
                    file.FailSync();
                return failure;
            }
            // The first sync of a file syncs the directory too, for its name; deletions that were not synced are in there.
            if (!file.IsKept)
                _unlinked.Clear();
            file.Sync();
            return raw.SQLITE_OK;
        }
    }

    internal long Length(SimulatedFile file)
    {
        lock (_gate)
            return file.Seen.Length;
    }

    private int? Fails(DiskCall call)
    {
        if (!_isCut)
        {
            _calls++;
            _counts[call] = _counts.GetValueOrDefault(call) + 1;
            _isCut = _calls >= _cutAt;
            if (!_isCut && (_calls < _failFrom || (_calls >= _failUntil && _failUntil != int.MaxValue)))
                return null;
        }
        return call switch
        {
            DiskCall.Write => _failure is DiskFailure.Broken || _isCut ? raw.SQLITE_IOERR_WRITE : raw.SQLITE_FULL,
            DiskCall.Sync => raw.SQLITE_IOERR_FSYNC,
            DiskCall.Truncate => raw.SQLITE_IOERR_TRUNCATE,
            _ => raw.SQLITE_IOERR_DELETE,
        };
    }
}
