using Messenger.Server.Engine;
using Messenger.Server.Security;
using Messenger.Server.Service;

namespace Messenger.Server.Connections;

/// <summary>What every connection of a server shares.</summary>
internal sealed record ConnectionContext(
    MessengerEngine Engine,
    Verbs Verbs,
    TlsIdentity Identity,
    TimeProvider Clock,
    ServerMetrics Metrics,
    Log Log,
    bool AllowPlaintext,
    bool Trace,
    TimeSpan? Keep)
{
    /// <summary>Name and version of this program, as every door tells them.</summary>
    public static string Agent { get; } = $"messenger/{typeof(ConnectionContext).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>For how long delivered messages are kept, as the wire tells it; 0 for ever.</summary>
    public uint KeepSeconds { get; } = Keep is { } keep ? (uint)Math.Clamp(keep.TotalSeconds, 1, uint.MaxValue) : 0;

    /// <summary>Logs a frame as it passes (product rule §15): never a secret, never a body.</summary>
    public void TraceFrame(Connection connection, string direction, ReadOnlySpan<byte> frame) =>
        Log.Frame(connection.Id, $"{direction} {Messenger.Wire.Explain.FrameExplainer.Line(frame, bodies: false)}");
}
