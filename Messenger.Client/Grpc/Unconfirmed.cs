namespace Messenger.Client.Grpc;

/// <summary>
/// The messages and changes that a session has been handed and has not confirmed. The server keeps to the window in what it pushes; what is fetched is
/// not pushed, so the bridge keeps to it there (PROTOCOL.md §8.3). Any thread may call.
/// </summary>
/// <param name="window">Most that the session takes.</param>
internal sealed class Unconfirmed(int window)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _numbers = [];
    private TaskCompletionSource? _freed;

    public void Add(ulong number)
    {
        lock (_gate)
            _numbers.Add(number);
    }

    /// <summary>Another login has other messages.</summary>
    public void Clear()
    {
        lock (_gate)
            _numbers.Clear();
    }

    public void Free(IEnumerable<ulong> numbers)
    {
        lock (_gate)
        {
            _numbers.ExceptWith(numbers);
            _freed?.TrySetResult();
            _freed = null;
        }
    }

    /// <returns>How many more the session takes; at least 1, for which this waits.</returns>
    public async Task<int> RoomAsync(CancellationToken stop)
    {
        while (true)
        {
            Task freed;
            lock (_gate)
            {
                if (_numbers.Count < window)
                    return window - _numbers.Count;
                freed = (_freed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            await freed.WaitAsync(stop).ConfigureAwait(false);
        }
    }
}
