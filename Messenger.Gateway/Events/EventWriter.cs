using System.IO.Pipelines;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Representation;
using Messenger.Server.Engine;
using Messenger.Wire;

namespace Messenger.Gateway.Events;

/// <summary>Writes what a stream has, as soon as it has it, until one side ends it.</summary>
/// <param name="stream">What is written.</param>
/// <param name="session">Whose.</param>
/// <param name="representation">How.</param>
/// <param name="limits">How long a write may take, and how long nothing may be written.</param>
internal sealed class EventWriter(EventStream stream, Session session, IRepresentation representation, HttpLimits limits)
{
    /// <summary>Most bytes in one write: what a client must take within <see cref="HttpLimits.Write"/>.</summary>
    private const int WriteBytes = 64 * 1024;

    /// <summary>Runs until the stream has a reason to end, and that is written.</summary>
    /// <exception cref="OperationCanceledException">The client went, or took too long.</exception>
    public async Task RunAsync(PipeWriter output, CancellationToken gone)
    {
        while (true)
        {
            IReadOnlyList<StreamEvent> events = await TakeAsync(gone);
            if (events.Count == 0)
                representation.WritePing(output);
            foreach (StreamEvent happened in events)
            {
                if (stream.Superseded.IsCompleted && happened.What is not Contract.Closed)
                    continue;
                representation.WriteEvent(output, happened);
                if (output.UnflushedBytes >= WriteBytes)
                    await FlushAsync(output, gone);
            }
            await FlushAsync(output, gone);
            if (stream.Written(events))
                session.Pump();
            if (events.Count > 0 && events[^1].What is Contract.Closed)
                return;
        }
    }

    /// <summary>What waits; empty when that was nothing for so long that a sign of life is due.</summary>
    private async Task<IReadOnlyList<StreamEvent>> TakeAsync(CancellationToken gone)
    {
        using CancellationTokenSource ping = CancellationTokenSource.CreateLinkedTokenSource(gone);
        ping.CancelAfter(limits.Ping);
        try
        {
            return await stream.TakeAsync(ping.Token);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return [];
        }
    }

    /// <summary>Whoever takes nothing is waited for only as long as its stream has its place, so that one login never has many of them.</summary>
    private async Task FlushAsync(PipeWriter output, CancellationToken gone)
    {
        using CancellationTokenSource time = new(limits.Write);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(gone, time.Token);
        Task flush = output.FlushAsync(limit.Token).AsTask();
        bool isInVain = !flush.IsCompleted && await Task.WhenAny(flush, stream.Superseded) != flush;
        if (isInVain)
            await limit.CancelAsync();
        try
        {
            await flush;
        }
        catch (OperationCanceledException) when (isInVain || time.IsCancellationRequested)
        {
            // Said below: whether Kestrel throws here depends on the protocol.
        }
        if (isInVain)
            throw new OperationCanceledException("the client takes nothing, and has a newer stream");
        if (!time.IsCancellationRequested)
            return;
        stream.Close(ErrorCode.SlowConsumer);
        throw new OperationCanceledException("the client took too long");
    }
}
