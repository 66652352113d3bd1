namespace Messenger.Tools.Doors.Net;

/// <summary>Bytes, to the server and from it.</summary>
/// <param name="ApplicationSent">What was said: frames of the wire, bodies of HTTP, messages of gRPC with their prefixes.</param>
/// <param name="ApplicationReceived">The same, from the server; events with all that frames them.</param>
/// <param name="SocketSent">All bytes on connections: what was said, HTTP's heads and frames, TLS.</param>
/// <param name="SocketReceived">The same, from the server.</param>
internal readonly record struct Traffic(long ApplicationSent, long ApplicationReceived, long SocketSent, long SocketReceived)
{
    public long Application => ApplicationSent + ApplicationReceived;

    public long Socket => SocketSent + SocketReceived;

    public static Traffic operator -(Traffic later, Traffic earlier) => new(
        later.ApplicationSent - earlier.ApplicationSent,
        later.ApplicationReceived - earlier.ApplicationReceived,
        later.SocketSent - earlier.SocketSent,
        later.SocketReceived - earlier.SocketReceived);

    public static Traffic operator +(Traffic left, Traffic right) => new(
        left.ApplicationSent + right.ApplicationSent,
        left.ApplicationReceived + right.ApplicationReceived,
        left.SocketSent + right.SocketSent,
        left.SocketReceived + right.SocketReceived);
}

/// <summary>Counts what passes through one door. Safe on any thread.</summary>
internal sealed class ByteCounter
{
    private long _applicationSent;
    private long _applicationReceived;
    private long _socketSent;
    private long _socketReceived;
    private long _connections;

    public Traffic Now => new(
        Interlocked.Read(ref _applicationSent), Interlocked.Read(ref _applicationReceived), Interlocked.Read(ref _socketSent), Interlocked.Read(ref _socketReceived));

    /// <summary>Connections made so far.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    public void Said(int bytes) => Interlocked.Add(ref _applicationSent, bytes);

    public void Heard(int bytes) => Interlocked.Add(ref _applicationReceived, bytes);

    public void Sent(int bytes) => Interlocked.Add(ref _socketSent, bytes);

    public void Received(int bytes) => Interlocked.Add(ref _socketReceived, bytes);

    public void Connected() => Interlocked.Increment(ref _connections);
}
