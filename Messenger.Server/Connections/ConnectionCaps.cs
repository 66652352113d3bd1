using System.Net;

namespace Messenger.Server.Connections;

/// <summary>How many connections there may be, in all and from one address. Safe on any thread.</summary>
internal sealed class ConnectionCaps(int total, int perAddress)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _count;
        }
    }

    /// <summary>Counts a connection.</summary>
    /// <returns>Null when it may stay; else the cap that was reached, in words, and it was not counted.</returns>
    public string? TryEnter(IPAddress address)
    {
        lock (_gate)
        {
            if (_count >= total)
                return $"{total} connections in all";
            int ofAddress = _byAddress.GetValueOrDefault(address);
            // Loopback is one address for everybody on the machine.
            if (ofAddress >= perAddress && !IPAddress.IsLoopback(address))
                return $"{perAddress} connections from one address";
            _byAddress[address] = ofAddress + 1;
            _count++;
            return null;
        }
    }

    public void Leave(IPAddress address)
    {
        lock (_gate)
        {
            _count--;
            int left = _byAddress[address] - 1;
            if (left == 0)
                _byAddress.Remove(address);
            else
                _byAddress[address] = left;
        }
    }
}
