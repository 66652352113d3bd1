using Messenger.Gateway.Hosting;
using Messenger.Server.Service;
using Messenger.Wire;

namespace Messenger.Gateway.Events;

/// <summary>The open streams of a door, so that all can be told when it closes, and no connection has too many. Safe on any thread.</summary>
internal sealed class EventStreams
{
    private static readonly Refused Full = new(ErrorCode.TooManyConnections,
        $"a connection has at most {HttpLimits.EventsAConnection} streams of events; end one of them, or connect once more", TimeSpan.FromSeconds(5));

    private readonly Lock _gate = new();
    private readonly Dictionary<EventStream, long> _open = [];
    private readonly Dictionary<long, int> _ofConnection = [];
    private bool _stopping;

    /// <summary>How many are open, on all connections.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    /// <summary>Adds a stream that is about to be attached; one that comes too late is told so.</summary>
    /// <param name="stream">To be removed again.</param>
    /// <param name="connection">The number of the connection that carries it.</param>
    /// <returns>Why it was not added; null when it was.</returns>
    public Refused? TryAdd(EventStream stream, long connection)
    {
        lock (_gate)
        {
            int count = _ofConnection.GetValueOrDefault(connection);
            if (count == HttpLimits.EventsAConnection)
                return Full;
            _ofConnection[connection] = count + 1;
            _open.Add(stream, connection);
            if (!_stopping)
                return null;
        }
        stream.Close(ErrorCode.ShuttingDown);
        return null;
    }

    public void Remove(EventStream stream)
    {
        lock (_gate)
        {
            if (_open.Remove(stream, out long connection) && --_ofConnection[connection] == 0)
                _ofConnection.Remove(connection);
        }
    }

    /// <summary>Tells all of them, and whoever comes now, that the server goes.</summary>
    public void Stop()
    {
        EventStream[] open;
        lock (_gate)
        {
            _stopping = true;
            open = [.. _open.Keys];
        }
        foreach (EventStream stream in open)
            stream.Close(ErrorCode.ShuttingDown);
    }
}
