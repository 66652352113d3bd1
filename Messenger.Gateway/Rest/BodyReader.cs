using System.Buffers;
using System.IO.Pipelines;
using Messenger.Server.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messenger.Gateway.Rest;

/// <summary>Reads the body of a request, within its bounds of bytes and time.</summary>
internal static class BodyReader
{
    /// <param name="context">The request.</param>
    /// <param name="most">Largest body, in bytes.</param>
    /// <param name="time">For all of it.</param>
    /// <exception cref="OperationCanceledException">The client went.</exception>
    public static async Task<Outcome<byte[]>> ReadAsync(HttpContext context, int most, TimeSpan time)
    {
        HttpRequest request = context.Request;
        if (request.ContentLength > most)
            return Problems.BodyTooLarge;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = most;
        PipeReader reader = request.BodyReader;
        using CancellationTokenSource limit = new(time);
        // Rather than a token with the read: the framework still has to pass over the rest of the body, and cannot behind a read that was torn off.
        await using CancellationTokenRegistration registration = limit.Token.Register(reader.CancelPendingRead);
        ArrayBufferWriter<byte> body = new(Math.Max((int)(request.ContentLength ?? 0), 1));
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(context.RequestAborted);
                foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                    body.Write(segment.Span);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCanceled)
                    return Problems.BodyTooSlow;
                if (read.IsCompleted)
                    return body.WrittenSpan.ToArray();
            }
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.BodyTooLarge;
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return Problems.BodyTooSlow;
        }
    }
}
