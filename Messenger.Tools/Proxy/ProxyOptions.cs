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
}
