using System.Net;

namespace Messenger.Server.Security;

/// <summary>
/// Slows down guessing: counts wrong tries a minute per account and address, per address, and per account (product rule §3). A try is
/// counted when it begins and forgiven when it was right, so that many at once cannot slip through. Safe on any thread.
/// </summary>
internal sealed class LoginThrottle(TimeProvider clock)
{
    public const int PerAccountAndAddress = 10;
    public const int PerAddress = 60;
    public const int PerAccount = 100;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly WindowCounter<(string, IPAddress)> _pairs = new(PerAccountAndAddress, Window);
    private readonly WindowCounter<IPAddress> _addresses = new(PerAddress, Window);
    private readonly WindowCounter<string> _accounts = new(PerAccount, Window);

    /// <summary>How long to wait before a try would be allowed; zero when it is now. Counts nothing.</summary>
    public TimeSpan Wait(string name, IPAddress address)
    {
        (string, IPAddress) pair = (name.ToUpperInvariant(), NetworkOf(address));
        lock (_gate)
            return WaitLocked(pair, clock.GetTimestamp());
    }

    /// <summary>
    /// Counts a try that is about to be checked. To be called when its turn has come, not when it joins the line: right tries that wait
    /// together must not look like wrong ones.
    /// </summary>
    /// <returns>Zero when it may be made, else how long to wait.</returns>
    public TimeSpan Begin(string name, IPAddress address)
    {
        (string, IPAddress) pair = (name.ToUpperInvariant(), NetworkOf(address));
        lock (_gate)
        {
            long now = clock.GetTimestamp();
            TimeSpan wait = WaitLocked(pair, now);
            if (wait > TimeSpan.Zero)
                return wait;
            _pairs.Add(pair, now, clock);
            _addresses.Add(pair.Item2, now, clock);
            _accounts.Add(pair.Item1, now, clock);
            return TimeSpan.Zero;
        }
    }

    /// <summary>The try was right, or was never checked.</summary>
    public void Forgive(string name, IPAddress address)
    {
        (string, IPAddress) pair = (name.ToUpperInvariant(), NetworkOf(address));
        lock (_gate)
        {
            _pairs.Remove(pair);
            _addresses.Remove(pair.Item2);
            _accounts.Remove(pair.Item1);
        }
    }

    private TimeSpan WaitLocked((string Name, IPAddress Address) pair, long now) =>
        Longest(_pairs.Wait(pair, now, clock), _addresses.Wait(pair.Address, now, clock), _accounts.Wait(pair.Name, now, clock));

    private static TimeSpan Longest(TimeSpan a, TimeSpan b, TimeSpan c) => a > b ? (a > c ? a : c) : (b > c ? b : c);

    /// <summary>An IPv6 customer has a /64 to choose addresses from, so that is what counts.</summary>
    private static IPAddress NetworkOf(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        if (bytes.Length == 4)
            return address;
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
