using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Client.Session;

/// <summary>
/// Asks the server and waits for the answer: the one way of every request but SEND and CONFIRM, which outlast a connection. Any thread may
/// ask, and any number of requests may be under way.
/// </summary>
internal sealed class Requests(SessionCore core, TimeProvider time)
{
    private static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(30);

    /// <summary>Asks, for at most 30 s.</summary>
    /// <exception cref="RefusedException">The server refused, or there is no connection, or it ended before the answer.</exception>
    public Task<TAnswer> AskAsync<TRequest, TAnswer>(Opcode opcode, in TRequest request, CancellationToken cancellation)
        where TRequest : IWireMessage<TRequest>, allows ref struct
        where TAnswer : IWireMessage<TAnswer> =>
        AskAsync<TRequest, TAnswer>(opcode, request, UsualLimit, cancellation);

    /// <summary>As <see cref="AskAsync{TRequest,TAnswer}(Opcode,in TRequest,CancellationToken)"/>, of what is answered by yes or a refusal.</summary>
    public Task DoAsync<TRequest>(Opcode opcode, in TRequest request, CancellationToken cancellation)
        where TRequest : IWireMessage<TRequest>, allows ref struct =>
        AskAsync<TRequest, Empty>(opcode, request, UsualLimit, cancellation);

    /// <param name="opcode">Which request.</param>
    /// <param name="request">Its body.</param>
    /// <param name="limit">A server that takes longer is given up, and with it the connection.</param>
    /// <param name="cancellation">Gives up waiting, not the request.</param>
    /// <param name="applied">Called on the read loop before anything behind the answer is looked at.</param>
    public Task<TAnswer> AskAsync<TRequest, TAnswer>(
        Opcode opcode, in TRequest request, TimeSpan limit, CancellationToken cancellation, Action<TAnswer>? applied = null)
        where TRequest : IWireMessage<TRequest>, allows ref struct
        where TAnswer : IWireMessage<TAnswer>
    {
        PendingAnswer<TAnswer> pending = new(opcode, applied);
        lock (core.Gate)
        {
            if (core.Link is not { } link || !link.TryRequest(request, pending))
                return Task.FromException<TAnswer>(RefusedException.NotConnected());
            return WaitAsync(pending.Answer, link, limit, cancellation);
        }
    }

    private async Task<T> WaitAsync<T>(Task<T> answer, Link link, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            return await answer.WaitAsync(limit, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            link.Close(new CloseReason(ErrorCode.DeadlineMissed, $"the server did not answer a request within {limit.TotalSeconds:0} s"));
            throw RefusedException.AnswerLost();
        }
    }
}
