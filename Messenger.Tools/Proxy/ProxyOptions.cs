namespace Messenger.Tools.Proxy;

/// <summary>How badly a proxied connection behaves.</summary>
public sealed record ProxyOptions
{
    /// <summary>How long each piece is held back.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>A random part added to <see cref="Delay"/>, from nothing to this.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Cuts a connection after so many bytes in either direction; 0 never does.</summary>
    public long CutAfter { get; init; }

    /// <summary>After so many bytes carries nothing more, while both ends believe that all is well; 0 never does.</summary>
    public long HalfOpenAfter { get; init; }

    /// <summary>Passes bytes on in pieces of at most this; 0 as they come.</summary>
    public int Split { get; init; }

    /// <summary>
    /// Of 100 pieces so many are lost on the way. A relay of TCP cannot lose bytes, since those behind must not overtake them; what a lost packet
    /// does to a connection is that it stands still until it is sent again, so a piece that is lost waits for <see cref="RetransmitAfter"/>, and
    /// twice that when it is lost again.
    /// </summary>
    public int LossPercent { get; init; }

    /// <summary>When what was lost is sent again for the first time: the least that Linux waits.</summary>
    public static readonly TimeSpan RetransmitAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>A partition begins so long after the proxy has started; null has none.</summary>
    public TimeSpan? PartitionAfter { get; init; }

    /// <summary>How long it lasts, until it heals.</summary>
    public TimeSpan PartitionFor { get; init; } = TimeSpan.FromSeconds(4);
}
