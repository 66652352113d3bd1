namespace Messenger.Client.Session;

/// <summary>
/// Takes the changes of an outbox to its file, in order, off the caller's thread: whatever gathers while one write is synced shares the
/// next. Any thread may call it, also under the session's lock.
/// </summary>
/// <param name="file">Owned: closed with this.</param>
/// <param name="written">Called, under no lock, with the new entries of a write, in order, and with why they are not on disk; null when they are.</param>
internal sealed class OutboxWriter(OutboxFile file, Action<IReadOnlyList<OutboxEntry>, IOException?> written)
{
    private readonly Lock _gate = new();
    private List<OutboxChange> _waiting = [];
    private bool _working;
    private Task _work = Task.CompletedTask;

    public void Add(OutboxEntry entry) => Take(new OutboxChange(entry, IsDone: false));

    public void Done(OutboxEntry entry) => Take(new OutboxChange(entry, IsDone: true));

    /// <summary>Writes what waits, then closes the file. Nothing may be taken any more.</summary>
    public async Task CloseAsync()
    {
        // Off the caller's thread and lock.
        await Task.Yield();
        Task work;
        lock (_gate)
            work = _work;
        await work.ConfigureAwait(false);
        file.Dispose();
    }

    private void Take(OutboxChange change)
    {
        lock (_gate)
        {
            _waiting.Add(change);
            if (_working)
                return;
            _working = true;
            _work = Task.Run(WorkOff);
        }
    }

    private void WorkOff()
    {
        while (true)
        {
            List<OutboxChange> changes;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _working = false;
                    return;
                }
                (changes, _waiting) = (_waiting, []);
            }
            IOException? failure = null;
            try
            {
                file.Write(changes);
            }
            catch (IOException error)
            {
                failure = error;
            }
            OutboxEntry[] added = [.. changes.Where(change => !change.IsDone).Select(change => change.Entry)];
            if (added.Length > 0)
                written(added, failure);
        }
    }
}
