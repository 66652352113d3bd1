using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Grpc;

/// <summary>The events of one login, written to the session as the wire's pushes.</summary>
internal sealed class EventFeed : IAsyncDisposable
{
    private readonly BridgeCalls _calls;
    private readonly HelloRequest _hello;
    private readonly Unconfirmed _unconfirmed;
    private readonly Func<Guid, Task> _answered;
    private readonly CancellationTokenSource _stop;
    private readonly Lock _gate = new();
    private IAsyncEnumerator<V1.EventsResponse> _events = null!;
    private Task _running = Task.CompletedTask;
    private V1.Closed? _closed;
    private bool _leaving;

    private EventFeed(BridgeCalls calls, HelloRequest hello, Unconfirmed unconfirmed, Func<Guid, Task> answered)
    {
        _calls = calls;
        _hello = hello;
        _unconfirmed = unconfirmed;
        _answered = answered;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(calls.Stop);
    }

    /// <summary>The first event: whose they are, and what is held.</summary>
    public V1.Opened Opened { get; private set; } = new();

    /// <summary>Attaches the terminal. No last event is named: what was received by a bridge need not have been seen by its session, which knows repeats.</summary>
    /// <param name="calls">With the token of the login.</param>
    /// <param name="hello">What the session takes.</param>
    /// <param name="unconfirmed">Is told of each message and change.</param>
    /// <param name="answered">Done when the send of a message is answered, if it is under way.</param>
    /// <exception cref="GrpcException">Refused, or no answer.</exception>
    public static async Task<EventFeed> OpenAsync(BridgeCalls calls, HelloRequest hello, Unconfirmed unconfirmed, Func<Guid, Task> answered)
    {
        EventFeed feed = new(calls, hello, unconfirmed, answered);
        try
        {
            V1.EventsRequest request = new() { Window = hello.Window };
            feed._events = calls.Channel.StreamAsync<V1.EventsRequest, V1.EventsResponse>("Events", request, calls.Token, feed._stop.Token)
                .GetAsyncEnumerator(feed._stop.Token);
            while (await feed._events.MoveNextAsync().ConfigureAwait(false))
            {
                if (feed._events.Current.EventCase is V1.EventsResponse.EventOneofCase.Opened)
                {
                    feed.Opened = feed._events.Current.Opened;
                    return feed;
                }
            }
            throw GrpcException.NotGrpc("events that do not begin");
        }
        catch
        {
            await feed.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Done when nothing more comes of them.</summary>
    public Task Ended => _running;

    /// <summary>Passes on what comes from now on.</summary>
    /// <param name="over">Called when the connection is over with the events: it was lost, or the session was told goodbye.</param>
    public void Start(Action over) => _running = RunAsync(over);

    /// <summary>The login is about to end by its own doing: that the events end is no news.</summary>
    public void Leave()
    {
        lock (_gate)
            _leaving = true;
    }

    /// <summary>It did not come to that; if the events have ended meanwhile, it was for another reason.</summary>
    public async Task StayAsync()
    {
        V1.Closed? closed;
        lock (_gate)
        {
            _leaving = false;
            closed = _closed;
        }
        if (closed is not null)
            await GoodbyeAsync(closed).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        if (_events is not null)
            await _events.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(Action over)
    {
        await Task.Yield();
        try
        {
            while (await _events.MoveNextAsync().ConfigureAwait(false))
                await TakeAsync(_events.Current).ConfigureAwait(false);
        }
        catch (GrpcException e) when (!e.IsLost)
        {
            // How a stream ends is said in its last event, and again in its status.
            await EndedAsync(new V1.Closed { Code = e.Code.Word(), Message = e.Message }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is GrpcException or OperationCanceledException || WirePushes.IsUnsayable(e))
        {
            // Lost, or not wanted any more, or not the protocol.
        }
        lock (_gate)
        {
            if (_leaving || _stop.IsCancellationRequested)
                return;
        }
        over();
    }

    private async Task TakeAsync(V1.EventsResponse happened)
    {
        switch (happened.EventCase)
        {
            case V1.EventsResponse.EventOneofCase.None or V1.EventsResponse.EventOneofCase.Opened:
                return;
            case V1.EventsResponse.EventOneofCase.Closed:
                await EndedAsync(happened.Closed).ConfigureAwait(false);
                return;
            case V1.EventsResponse.EventOneofCase.Receipt:
                // The answer to a send comes by another stream; its session has that first.
                await _answered(WireAnswers.Id(happened.Receipt.Id)).WaitAsync(_stop.Token).ConfigureAwait(false);
                break;
        }
        if (!IsWanted(happened))
        {
            if (happened.Id != 0)
                await _calls.AskAsync<V1.ConfirmRequest, V1.ConfirmResponse>("Confirm", new V1.ConfirmRequest { Numbers = { happened.Id } }).ConfigureAwait(false);
            return;
        }
        if (happened.Id != 0)
            _unconfirmed.Add(happened.Id);
        await _calls.Output.WriteAsync(frames => WirePushes.Write(frames, happened), _stop.Token).ConfigureAwait(false);
    }

    /// <summary>The stream tells everything; the wire tells what HELLO said that the client takes (PROTOCOL.md §5.1).</summary>
    private bool IsWanted(V1.EventsResponse happened) => happened.EventCase switch
    {
        V1.EventsResponse.EventOneofCase.Message => !happened.Message.Own || _hello.Capabilities.HasFlag(Capabilities.Conversations),
        V1.EventsResponse.EventOneofCase.Edited or V1.EventsResponse.EventOneofCase.Unsent => _hello.Capabilities.HasFlag(Capabilities.Conversations),
        V1.EventsResponse.EventOneofCase.Receipt => _hello.Capabilities.HasFlag(Capabilities.Receipts),
        V1.EventsResponse.EventOneofCase.Presence => _hello.Capabilities.HasFlag(Capabilities.Presence),
        _ => true,
    };

    private async Task EndedAsync(V1.Closed closed)
    {
        lock (_gate)
        {
            bool isSaid = _closed is not null;
            _closed ??= closed;
            if (isSaid || _leaving)
                return;
        }
        await GoodbyeAsync(closed).ConfigureAwait(false);
    }

    private Task GoodbyeAsync(V1.Closed closed) =>
        _calls.Output.GoodbyeAsync(ErrorCodes.TryParse(closed.Code, out ErrorCode code) ? code : ErrorCode.Internal, closed.Message, _calls.Stop);
}
