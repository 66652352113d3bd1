using System.Buffers;
using System.IO.Pipelines;
using Messenger.Gateway.Rest;
using Messenger.Rpc;
using Messenger.Server.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messenger.Gateway.Grpc;

/// <summary>Reads the one message of a request, within its bounds of bytes and time.</summary>
internal static class GrpcBody
{
    /// <param name="context">The request.</param>
    /// <param name="most">Largest message, in bytes; a larger one is refused by what its prefix says.</param>
    /// <param name="time">For all of it.</param>
    /// <exception cref="OperationCanceledException">The client went.</exception>
    public static async Task<Outcome<byte[]>> ReadAsync(HttpContext context, int most, TimeSpan time)
    {
        // What is read here is bounded by the message; what is not read is bounded by the windows of HTTP/2.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        PipeReader reader = context.Request.BodyReader;
        using CancellationTokenSource limit = new(time);
        // As in BodyReader: a read that was torn off would leave the framework unable to pass over the rest.
        await using CancellationTokenRegistration registration = limit.Token.Register(reader.CancelPendingRead);
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(context.RequestAborted);
                Outcome<byte[]>? message = TryRead(read, most) ?? (read.IsCanceled ? Problems.BodyTooSlow : null as Outcome<byte[]>?);
                reader.AdvanceTo(message is null ? read.Buffer.Start : read.Buffer.End, read.Buffer.End);
                if (message is { } known)
                    return known;
            }
        }
        catch (BadHttpRequestException error) when (error.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            return Problems.BodyTooSlow;
        }
    }

    /// <summary>The message, or why there is none; null while it is not known yet.</summary>
    private static Outcome<byte[]>? TryRead(ReadResult read, int most)
    {
        bool begun = GrpcMessage.TryReadPrefix(read.Buffer, out bool compressed, out uint length);
        if (!begun && !read.IsCompleted)
            return null;
        if (!begun)
            return read.Buffer.IsEmpty ? GrpcRefusals.NotOne : GrpcRefusals.Truncated;
        if (compressed)
            return GrpcRefusals.Compressed;
        if (length > most)
            return GrpcRefusals.TooLarge;
        long beyond = read.Buffer.Length - GrpcMessage.PrefixBytes - length;
        if (beyond > 0)
            return GrpcRefusals.NotOne;
        if (!read.IsCompleted)
            return null;
        return beyond < 0 ? GrpcRefusals.Truncated : read.Buffer.Slice(GrpcMessage.PrefixBytes).ToArray();
    }
}
