using System.Threading.Channels;
using Messenger.Client.Session;

namespace Messenger.Tools.Doors.Wire;

/// <summary>What one connection of the wire pushes, as events. Ends with that connection.</summary>
/// <param name="pushed">What comes.</param>
/// <param name="opened">Comes first.</param>
internal sealed class WireEvents(ChannelReader<DoorEvent> pushed, DoorEvent opened) : IDoorEvents
{
    private bool _opened;

    public ValueTask<DoorEvent> NextAsync(CancellationToken cancellation)
    {
        if (_opened)
            return ReadAsync(cancellation);
        _opened = true;
        return ValueTask.FromResult(opened);
    }

    /// <summary>Pushes go on: the wire cannot be logged in without them.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<DoorEvent> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await pushed.ReadAsync(cancellation);
        }
        catch (ChannelClosedException closed)
        {
            throw closed.InnerException as RefusedException ?? RefusedException.NotConnected();
        }
    }
}
