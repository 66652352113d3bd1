using Messenger.Gateway.Hosting;
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
        using CancellationTokenSource limit = new(time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, limit.Token);
        try
        {
            using MemoryStream body = new((int)(request.ContentLength ?? 0));
            await request.Body.CopyToAsync(body, either.Token);
            return body.ToArray();
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Problems.BodyTooLarge;
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return Problems.BodyTooSlow;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return Problems.BodyTooSlow;
        }
    }
}
