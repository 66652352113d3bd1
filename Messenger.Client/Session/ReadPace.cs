using System.Net.Sockets;

namespace Messenger.Client.Session;

/// <summary>
/// Lets what comes in small pieces gather before it is read, see <see cref="SessionOptions.ReadPause"/>: each wake-up costs far more than what a message
/// needs. Used by the read loop alone.
/// </summary>
/// <param name="pause">How long; zero: never.</param>
/// <param name="socket">Below the stream; null: there is none of its own. The system then wakes nobody while it gathers.</param>
/// <param name="time">The clock of the pause.</param>
internal sealed class ReadPace(TimeSpan pause, Socket? socket, TimeProvider time)
{
    /// <summary>In bytes. Behind a larger read there is no pause, and so much ends one for the system.</summary>
    public const int SmallRead = 8 * 1024;

    /// <summary>In bytes. So many between two pauses are a rush: whoever sends them is not to be held up.</summary>
    public const int Rush = 4 * SmallRead;

    /// <summary>How long there is no pause after a rush.</summary>
    public static readonly TimeSpan RushLasts = TimeSpan.FromMilliseconds(500);

    private long _sincePause;
    private long? _rushAt;

    /// <summary>Waits for as long as the next read is to wait after this one.</summary>
    /// <param name="count">How many bytes were read.</param>
    /// <param name="isAnswerAwaited">Somebody waits for what comes next.</param>
    public async Task AfterAsync(int count, bool isAnswerAwaited)
    {
        if (pause <= TimeSpan.Zero)
            return;
        _sincePause += count;
        if (_sincePause >= Rush)
            (_rushAt, _sincePause) = (time.GetTimestamp(), 0);
        if (count >= SmallRead || isAnswerAwaited || (_rushAt is { } at && time.GetElapsedTime(at) < RushLasts))
            return;
        (_rushAt, _sincePause) = (null, 0);
        WakeAt(SmallRead);
        await Task.Delay(pause, time).ConfigureAwait(false);
        WakeAt(1);
    }

    private void WakeAt(int bytes)
    {
        // Windows has no such option.
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            socket?.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
        }
        catch (SocketException)
        {
            // It saves a little; what has come is still to be read.
            socket = null;
        }
    }
}
