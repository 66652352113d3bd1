using Messenger.Client.Session;

namespace Messenger.Client.Chat.Keeping;

/// <summary>
/// Keeps the <see cref="LocalState"/> of one account at one server on disk, off the caller's thread, one write at a time, the newest state always last.
/// Several clients may do so for one account: each writes what it changed. Any thread may call it, and nothing throws.
/// </summary>
internal sealed class LocalStateFile
{
    /// <summary>Bytes. As many drafts as there may be, of characters that JSON writes as six, have room.</summary>
    private const int LongestFile = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly SharedFile _file;
    private readonly string _account;
    private readonly string _owner;
    // What was read or written last, for telling what was changed since. The writer's, once there is one.
    private LocalState _before = LocalState.Empty;
    private LocalState? _waiting;
    private LocalState? _failed;
    private Task<string?> _work = Task.FromResult<string?>(null);
    private bool _working;

    private LocalStateFile(string directory, string server, string account, Func<string, FileStream>? open)
    {
        _account = account;
        _owner = $"{server.ToLowerInvariant()}\n{account.ToLowerInvariant()}";
        _file = new SharedFile(System.IO.Path.Combine(directory, PrivateFiles.NameOf(account, _owner, ".state")), LongestFile, open);
        Loaded = ReadEarlier();
    }

    /// <summary><c>client</c> in $XDG_STATE_HOME/messenger, by default ~/.local/state/messenger.</summary>
    public static string UserDirectory => System.IO.Path.Combine(PrivateFiles.StateDirectory, "client");

    public string Path => _file.Path;

    /// <summary>What an earlier run left; empty when there is nothing, or nothing of use.</summary>
    public LocalState Loaded { get; }

    /// <summary>What was wrong with the file, in one sentence; null when nothing was.</summary>
    public string? Notice { get; private set; }

    /// <summary>Reads the file of an account; there is none before the first save.</summary>
    /// <param name="directory">Where such files are kept; made by the first save.</param>
    /// <param name="server">Host and port, as the user named them.</param>
    /// <param name="account">Its name, in any case.</param>
    /// <param name="open">How a file is opened for writing, and made when it is not there; privately by default.</param>
    public static LocalStateFile Load(string directory, string server, string account, Func<string, FileStream>? open = null) =>
        new(directory, server, account, open);

    /// <summary>Writes a state, or a newer one that was given meanwhile.</summary>
    /// <returns>Once no newer state waits: null, or why the newest is not kept, in one sentence.</returns>
    public Task<string?> SaveAsync(LocalState state)
    {
        lock (_gate)
        {
            _waiting = state;
            return StartLocked();
        }
    }

    /// <summary>Waits at the end of the program for what is being written. What failed before is tried once more.</summary>
    /// <param name="limit">A disk may hang.</param>
    /// <returns>Null, or why the newest state is not kept, in one sentence.</returns>
    public string? Flush(TimeSpan limit)
    {
        Task<string?> work;
        lock (_gate)
        {
            _waiting ??= _failed;
            work = _waiting is null ? _work : StartLocked();
        }
        return work.Wait(limit) ? work.Result : Sentence($"the disk did not answer in {limit.TotalSeconds:0.#} s");
    }

    private Task<string?> StartLocked()
    {
        if (!_working)
        {
            _working = true;
            _work = Task.Run(WorkOff);
        }
        return _work;
    }

    private string? WorkOff()
    {
        string? problem = null;
        while (true)
        {
            LocalState state;
            lock (_gate)
            {
                if (_waiting is null)
                {
                    _working = false;
                    return problem;
                }
                (state, _waiting, _failed) = (_waiting, null, null);
            }
            problem = Write(state);
            if (problem is null)
                continue;
            lock (_gate)
                _failed = state;
        }
    }

    private string? Write(LocalState state)
    {
        if (state == _before)
            return null;
        try
        {
            _file.Update(bytes =>
            {
                LocalState? theirs = bytes is null ? null : LocalStateFormat.Read(bytes, _owner);
                if (bytes is not null && theirs is null)
                    File.Move(Path, Path + ".damaged", overwrite: true);
                // What is not there any more has nothing of ours either.
                return LocalStateFormat.Write(LocalState.Merge(theirs is null ? LocalState.Empty : _before, state, theirs ?? LocalState.Empty), _owner);
            });
            _before = state;
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Sentence(error.Message);
        }
        catch (NotSupportedException)
        {
            return Sentence("a later version of the client wrote it");
        }
    }

    private LocalState ReadEarlier()
    {
        try
        {
            if (_file.Read() is not { } found)
                return LocalState.Empty;
            if (LocalStateFormat.Read(found, _owner) is { } state)
                return _before = state;
            Notice = $"what this client kept of {_account} in {Path} is not what was written there; it is set aside as {Path}.damaged";
            _file.Update(bytes =>
            {
                // Another client may have been quicker.
                if (bytes is not null && LocalStateFormat.Read(bytes, _owner) is null)
                    File.Move(Path, Path + ".damaged", overwrite: true);
                return null;
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Notice = Notice is null ? $"what this client kept of {_account} in {Path} cannot be read ({error.Message})"
                : $"what this client kept of {_account} in {Path} is not what was written there, and cannot be set aside ({error.Message})";
        }
        catch (NotSupportedException)
        {
            Notice = Sentence("a later version of the client wrote it");
        }
        return LocalState.Empty;
    }

    private string Sentence(string why) => $"drafts of {_account} cannot be kept in {Path} ({why}); they last until this client ends";
}
