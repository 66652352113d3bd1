using Messenger.Wire;

namespace Messenger.Gateway.Hosting;

/// <summary>What a client may take up, in bytes and in time: the wire's figures, as far as HTTP has something like it.</summary>
internal sealed record HttpLimits
{
    /// <summary>Largest body of a request before login.</summary>
    public const int BodyBeforeLogin = Limits.FrameBeforeLogin;

    /// <summary>Largest body of any request.</summary>
    public const int Body = Limits.FrameAfterLogin;

    /// <summary>Largest head of a request, and of its first line.</summary>
    public const int HeaderBytes = 16 * 1024;
    public const int RequestLineBytes = 8 * 1024;
    public const int Headers = 64;

    /// <summary>Requests and streams that one HTTP/2 connection has under way.</summary>
    public const int StreamsAConnection = 100;

    /// <summary>Streams of events on one HTTP/2 connection: what one holds that nobody reads, so many times, is less than 8 MiB.</summary>
    public const int EventsAConnection = 10;

    /// <summary>Bytes of bodies that nobody has read yet, of one request and of all of one HTTP/2 connection; the client waits before it sends more.</summary>
    public const int UnreadOfStream = 96 * 1024;
    public const int UnreadOfConnection = 256 * 1024;

    /// <summary>At which a body must come, or an answer be taken, beyond the first seconds.</summary>
    public const double LeastBytesPerSecond = (double)Body / Limits.WriteSeconds;

    /// <summary>From connecting to the first byte, and for a TLS handshake.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromSeconds(Limits.HelloSeconds);

    /// <summary>From the first byte of a request's head to its last.</summary>
    public TimeSpan Head { get; init; } = TimeSpan.FromSeconds(Limits.FrameSeconds);

    /// <summary>For a body.</summary>
    public TimeSpan BodyTime { get; init; } = TimeSpan.FromSeconds(Limits.FrameSeconds);

    /// <summary>For one write of at most 64 KiB to be taken.</summary>
    public TimeSpan Write { get; init; } = TimeSpan.FromSeconds(Limits.WriteSeconds);

    /// <summary>From the end of a client's connection until its place is free, whatever is still under way for it.</summary>
    public TimeSpan Aftermath { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two requests.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(Limits.SilenceSeconds);

    /// <summary>After this long without an event, a stream shows a sign of life.</summary>
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(Limits.PingAfterSeconds);
}
