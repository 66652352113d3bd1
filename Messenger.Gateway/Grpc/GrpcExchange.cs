using System.Buffers;
using Messenger.Gateway.Contract;
using Messenger.Gateway.Events;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Operations;
using Messenger.Server.Connections;
using Messenger.Server.Service;
using Messenger.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messenger.Gateway.Grpc;

/// <summary>
/// One call. What is answered is kept, for <see cref="GrpcApi"/> to write if it comes in time: an operation that comes too late touches no request
/// of HTTP. Events are written as they come.
/// </summary>
/// <param name="context">HTTP's side.</param>
/// <param name="message">What is asked.</param>
/// <param name="streams">Where open streams are known.</param>
/// <param name="limits">Of time.</param>
/// <param name="deadline">Cancelled when the client waits no longer.</param>
internal sealed class GrpcExchange(HttpContext context, byte[] message, EventStreams streams, HttpLimits limits, CancellationToken deadline) : IExchange
{
    private static readonly Dictionary<string, string> NoValues = [];

    /// <summary>The answer with its prefix; null without one.</summary>
    public ReadOnlyMemory<byte>? Answer { get; private set; }

    /// <summary>Why there is none, or why the stream ended.</summary>
    public Refused? Refused { get; private set; }

    public Outcome<T> Read<T>()
        where T : class => GrpcRepresentation.Instance.Read<T>(message, NoValues);

    public Task AnswerAsync<T>(int status, T answer)
        where T : class
    {
        ArrayBufferWriter<byte> written = new();
        GrpcRepresentation.Instance.Write(written, answer);
        Answer = written.WrittenMemory;
        return Task.CompletedTask;
    }

    public Task RefuseAsync(Refused refused)
    {
        Refused = refused;
        return Task.CompletedTask;
    }

    public async Task StreamAsync(Call call, OpenEvents request)
    {
        ulong receivedUpTo = V1.EventsRequest.Parser.ParseFrom(message).LastEventId;
        Outcome<OpenStream> opened = OpenStream.Open(call, streams, request.Window, receivedUpTo);
        if (opened.Refused is { } refused)
        {
            Refused = refused;
            return;
        }
        using OpenStream stream = opened.Value!;
        // The end of a stream is always said in the same way; a client that takes nothing any more is cut off in its time.
        await using CancellationTokenRegistration registration = deadline.Register(() => stream.Close(ErrorCode.DeadlineMissed));
        context.Response.ContentType = GrpcRepresentation.Instance.EventsMediaType;
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await stream.RunAsync(GrpcRepresentation.Instance, limits, context.Response.BodyWriter, context.RequestAborted);
        ErrorCode reason = stream.Reason;
        Refused = reason is ErrorCode.DeadlineMissed
            ? GrpcRefusals.TooLate
            : new Refused(reason, CloseReasons.Sentence(reason), reason is ErrorCode.ShuttingDown ? Rest.Problems.ShuttingDown.RetryAfter : default);
    }
}
