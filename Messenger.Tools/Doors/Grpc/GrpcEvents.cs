using Messenger.Client.Grpc;
using Messenger.Client.Session;
using Messenger.Rpc;
using Messenger.Tools.Doors.Net;
using Messenger.V1;
using Messenger.Wire;

namespace Messenger.Tools.Doors.Grpc;

/// <summary>The messages of the call <c>Events</c>.</summary>
internal sealed class GrpcEvents : IDoorEvents
{
    private readonly HttpResponseMessage _response;
    private readonly ByteCounter _counter;
    private readonly CancellationTokenSource _ended = new();
    private readonly IAsyncEnumerator<EventsResponse> _messages;
    private DoorEvent? _first;

    private GrpcEvents(HttpResponseMessage response, ByteCounter counter)
    {
        _response = response;
        _counter = counter;
        _messages = GrpcAnswer.ReadAsync(response, EventsResponse.Parser, _ended.Token).GetAsyncEnumerator();
    }

    /// <summary>Takes the first event too: until then the server may still refuse.</summary>
    public static async Task<GrpcEvents> OpenAsync(HttpResponseMessage response, ByteCounter counter, CancellationToken cancellation)
    {
        GrpcEvents events = new(response, counter);
        try
        {
            events._first = await events.ReadAsync(cancellation);
            return events;
        }
        catch (GrpcException refused)
        {
            await events.DisposeAsync();
            throw new RefusedException(refused.Code, refused.Message, refused.RetryAfter);
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<DoorEvent> NextAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _first, null) is { } first)
            return first;
        try
        {
            return await ReadAsync(cancellation);
        }
        catch (GrpcException over)
        {
            throw new RefusedException(ErrorCode.NotConnected, over.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _response.Dispose();
        _ended.Dispose();
    }

    private async ValueTask<DoorEvent> ReadAsync(CancellationToken cancellation)
    {
        using CancellationTokenRegistration giveUp = cancellation.UnsafeRegister(ended => ((CancellationTokenSource)ended!).Cancel(), _ended);
        try
        {
            while (await _messages.MoveNextAsync())
            {
                _counter.Heard(GrpcMessage.PrefixBytes + _messages.Current.CalculateSize());
                if (FromProtobuf.Event(_messages.Current) is { } happened)
                    return happened;
            }
        }
        catch (Exception fault) when (DoorFaults.IsLoss(fault))
        {
            throw DoorFaults.Lost(fault);
        }
        throw new RefusedException(ErrorCode.NotConnected, "the server ended the stream");
    }
}
