using System.Collections.Concurrent;
using Messenger.Wire;

namespace Messenger.Server;

/// <summary>What the server counts. Each counter is asserted by a test. Safe on any thread.</summary>
internal sealed class ServerMetrics
{
    private readonly ConcurrentDictionary<ErrorCode, long> _closed = new();
    private long _accepted;
    private long _refused;

    /// <summary>Connections taken up.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Connections turned away by a cap.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Connections that the server closed, by reason.</summary>
    public long Closed(ErrorCode reason) => _closed.GetValueOrDefault(reason);

    public void CountAccepted() => Interlocked.Increment(ref _accepted);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountClosed(ErrorCode reason) => _closed.AddOrUpdate(reason, 1, (_, count) => count + 1);
}
