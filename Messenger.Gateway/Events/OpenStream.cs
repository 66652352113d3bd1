using System.IO.Pipelines;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Representation;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;

namespace Messenger.Gateway.Events;

/// <summary>A login whose terminal is a stream of events, from its opening until it is disposed of, whatever protocol carries it.</summary>
internal sealed class OpenStream : IDisposable
{
    private readonly EventStream _stream;
    private readonly EventStreams _streams;
    private readonly Login _login;
    private readonly MessengerEngine _engine;

    private OpenStream(EventStream stream, EventStreams streams, Login login, MessengerEngine engine)
    {
        _stream = stream;
        _streams = streams;
        _login = login;
        _engine = engine;
    }

    /// <summary>Why it ends; none while it goes on.</summary>
    public ErrorCode Reason => _stream.Reason;

    /// <summary>Resumes the call's login with a stream as its terminal; whatever terminal it had before ends.</summary>
    /// <param name="call">Whose.</param>
    /// <param name="streams">Where open streams are known.</param>
    /// <param name="window">Most unconfirmed messages and changes.</param>
    /// <param name="receivedUpTo">The number of the last event that the client has; 0: none.</param>
    public static Outcome<OpenStream> Open(Call call, EventStreams streams, int window, ulong receivedUpTo)
    {
        EventStream stream = new(call.Address.ToString(), call.Server.Metrics);
        if (streams.TryAdd(stream, call.Connection) is { } full)
            return full;
        Outcome<Login> resumed = call.Verbs.Accounts.Resume(new Caller(call.Address, stream, window, receivedUpTo), call.Token);
        if (resumed.Refused is not { } refused)
            return new OpenStream(stream, streams, resumed.Value!, call.Context.Engine);
        streams.Remove(stream);
        return refused;
    }

    /// <summary>Writes what comes until one side ends it.</summary>
    /// <exception cref="OperationCanceledException">The client went, or took too long: there is nobody to tell.</exception>
    public Task RunAsync(IRepresentation representation, HttpLimits limits, PipeWriter output, CancellationToken gone)
    {
        _stream.Add(StreamEvents.Opened(_login));
        _login.Session.Start(_stream);
        return new EventWriter(_stream, _login.Session, representation, limits).RunAsync(output, gone);
    }

    /// <summary>Ends it once what waits is written.</summary>
    public void Close(ErrorCode reason) => _stream.Close(reason);

    /// <summary>Frees the place of the terminal.</summary>
    public void Dispose()
    {
        _engine.Detach(_login.Session, _stream);
        _streams.Remove(_stream);
    }
}
