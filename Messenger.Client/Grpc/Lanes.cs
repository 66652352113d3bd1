namespace Messenger.Client.Grpc;

/// <summary>
/// Work that runs side by side, but for what is in the same lane: that runs one after the other. HTTP/2 keeps no order between calls, so whatever has
/// an order shares a lane. One caller adds; work may end on any thread and must not throw.
/// </summary>
/// <param name="most">How much may be under way or wait for its lane.</param>
internal sealed class Lanes(int most) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _room = new(most);
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Starts work, behind what is in its lane; done when there was room for it.</summary>
    public async Task AddAsync(string lane, Func<Task> work, CancellationToken stop)
    {
        await _room.WaitAsync(stop).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_lanes.TryGetValue(lane, out Lane? shared))
                _lanes[lane] = shared = new Lane();
            shared.Under++;
            shared.Last = RunAsync(lane, shared, shared.Last, work);
        }
    }

    /// <summary>Done when all that was added is.</summary>
    public Task IdleAsync()
    {
        lock (_gate)
            return Task.WhenAll(_lanes.Values.Select(lane => lane.Last));
    }

    public void Dispose() => _room.Dispose();

    private async Task RunAsync(string name, Lane lane, Task before, Func<Task> work)
    {
        // Out of the lock.
        await Task.Yield();
        await before.ConfigureAwait(false);
        await work().ConfigureAwait(false);
        lock (_gate)
        {
            if (--lane.Under == 0)
                _lanes.Remove(name);
        }
        _room.Release();
    }

    private sealed class Lane
    {
        public int Under { get; set; }

        public Task Last { get; set; } = Task.CompletedTask;
    }
}
