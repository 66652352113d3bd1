using System.Collections.Concurrent;
using Messenger.Wire;

namespace Messenger.Gateway.Events;

/// <summary>The open streams of a door, so that all can be told when it closes. Safe on any thread.</summary>
internal sealed class EventStreams
{
    private readonly ConcurrentDictionary<EventStream, bool> _open = new();
    private volatile bool _stopping;

    /// <summary>Adds a stream that is about to be attached; one that comes too late is told so.</summary>
    public void Add(EventStream stream)
    {
        _open[stream] = true;
        if (_stopping)
            stream.Close(ErrorCode.ShuttingDown);
    }

    public void Remove(EventStream stream) => _open.TryRemove(stream, out _);

    /// <summary>Tells all of them, and whoever comes now, that the server goes.</summary>
    public void Stop()
    {
        _stopping = true;
        foreach (EventStream stream in _open.Keys)
            stream.Close(ErrorCode.ShuttingDown);
    }
}
