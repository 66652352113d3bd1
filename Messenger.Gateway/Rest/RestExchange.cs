using System.Buffers;
using Messenger.Gateway.Contract;
using Messenger.Gateway.Events;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Representation;
using Messenger.Server.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messenger.Gateway.Rest;

/// <summary>One request and its answer over HTTP, in the representations that were agreed on.</summary>
/// <param name="context">HTTP's side.</param>
/// <param name="requestIn">What the body is in.</param>
/// <param name="answerIn">What the answer is to be in.</param>
/// <param name="values">What the address says.</param>
/// <param name="body">What the request carries.</param>
/// <param name="streams">Where open streams are known.</param>
/// <param name="limits">Of time.</param>
internal sealed class RestExchange(
    HttpContext context,
    IRepresentation requestIn,
    IRepresentation answerIn,
    IReadOnlyDictionary<string, string> values,
    byte[] body,
    EventStreams streams,
    HttpLimits limits) : IExchange
{
    public Outcome<T> Read<T>()
        where T : class => requestIn.Read<T>(body, values);

    public async Task AnswerAsync<T>(int status, T answer)
        where T : class
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (answer is Nothing)
            return;
        ArrayBufferWriter<byte> written = new();
        answerIn.Write(written, answer);
        response.ContentType = answerIn.MediaType;
        response.ContentLength = written.WrittenCount;
        await response.Body.WriteAsync(written.WrittenMemory, context.RequestAborted);
    }

    public Task RefuseAsync(Refused refused) => Problems.WriteAsync(context, refused);

    public async Task StreamAsync(Call call, OpenEvents request)
    {
        if (!TryReadLastEvent(out ulong receivedUpTo))
        {
            await RefuseAsync(new Refused(Wire.ErrorCode.BadCommand, "Last-Event-ID takes the id of an event"));
            return;
        }
        Outcome<OpenStream> opened = OpenStream.Open(call, streams, request.Window, receivedUpTo);
        if (opened.Refused is { } refused)
        {
            await RefuseAsync(refused);
            return;
        }
        using OpenStream stream = opened.Value!;
        context.Response.ContentType = answerIn.EventsMediaType;
        context.Response.Headers.CacheControl = "no-store";
        // For whoever stands in front of us and gathers what he passes on.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await stream.RunAsync(answerIn, limits, context.Response.BodyWriter, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client went, or took too long: there is nobody to tell.
            context.Abort();
        }
    }

    private bool TryReadLastEvent(out ulong number)
    {
        number = 0;
        return context.Request.Headers["Last-Event-ID"] is not [{ Length: > 0 } text]
            || ulong.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number);
    }
}
