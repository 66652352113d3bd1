using System.Collections.Concurrent;
using Messenger.Wire;

namespace Messenger.Tools.Torture.People;

/// <summary>What is known about a stream of events that is opened again whenever it ends.</summary>
internal sealed class DoorWatch : IConnectionWatch
{
    private readonly ConcurrentDictionary<string, int> _disconnects = new();
    private volatile bool _isConnected;
    private volatile string _last = "its events were never opened";

    public bool IsConnected => _isConnected;

    public int DisconnectCount => _disconnects.Values.Sum();

    public int Disconnects(string reason) => _disconnects.GetValueOrDefault(reason);

    public string InWords() => $"{(_isConnected ? "" : "not ")}connected, last: {_last}";

    public void Opened(bool resumed)
    {
        _last = resumed ? "resumed" : "opened afresh";
        _isConnected = true;
    }

    /// <summary>The stream is over, and had been opened.</summary>
    public void Ended(ErrorCode reason, string message)
    {
        _isConnected = false;
        _last = $"cut off, {reason.Word()}: {message}";
        _disconnects.AddOrUpdate(reason.Word(), 1, (_, count) => count + 1);
    }
}
