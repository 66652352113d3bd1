using Messenger.Tools.Doors.Net;

namespace Messenger.Tools.Doors;

/// <summary>Events that come as the body of an answer by HTTP.</summary>
/// <param name="response">Ends with this.</param>
/// <param name="body">Of it.</param>
/// <param name="counter">Is told of what comes.</param>
/// <param name="read">Takes one event out of what has come; null when more has to come first.</param>
internal sealed class StreamedEvents(HttpResponseMessage response, Stream body, ByteCounter counter, Func<StreamBuffer, DoorEvent?> read) : IDoorEvents
{
    private readonly StreamBuffer _buffer = new(body, counter);

    public async ValueTask<DoorEvent> NextAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                if (read(_buffer) is { } happened)
                    return happened;
                await _buffer.FillAsync(cancellation);
            }
        }
        catch (Exception fault) when (DoorFaults.IsLoss(fault))
        {
            throw DoorFaults.Lost(fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await body.DisposeAsync();
        response.Dispose();
    }
}
