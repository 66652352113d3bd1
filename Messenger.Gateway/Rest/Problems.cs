using System.Buffers;
using System.Globalization;
using Messenger.Gateway.Contract;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Representation;
using Messenger.Server.Service;
using Messenger.Wire;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Messenger.Gateway.Rest;

/// <summary>Answers with a refusal (RFC 9457), in what the client takes for answers, or in JSON when it takes none of ours.</summary>
internal static class Problems
{
    private static readonly string Types = string.Join(" or ", Representations.All.Select(known => known.MediaType));

    public static readonly Refused NoSuchPlace = new(ErrorCode.BadCommand, "there is nothing here; /api/v1/ says what there is");
    public static readonly Refused OtherMethod = new(ErrorCode.BadCommand, "this address takes other methods; see Allow");
    public static readonly Refused NotAcceptable = new(ErrorCode.BadCommand, $"the answer is to be had in {Types} only; change Accept");
    public static readonly Refused UnsupportedType = new(ErrorCode.BadCommand, $"a body is {Types}, texts in UTF-8; say so in Content-Type");
    public static readonly Refused NotHttp = new(ErrorCode.BadCommand, "the request is not what HTTP calls one");
    public static readonly Refused BodyTooLarge = new(ErrorCode.TooLarge,
        $"a body may have {HttpLimits.BodyBeforeLogin / 1024} KiB before login and {HttpLimits.Body / 1024} KiB after");
    public static readonly Refused BodyTooSlow = new(ErrorCode.DeadlineMissed, "the body did not come in time; send it again");
    public static readonly Refused Stranger = new(ErrorCode.Forbidden, "pages of other sites may not speak for a user of this server");
    public static readonly Refused Misnamed = new(ErrorCode.Forbidden, "plaintext is for this machine by its own names; say localhost or its address, or use https");
    public static readonly Refused PlaintextRefused = new(ErrorCode.TlsRequired, "plaintext is accepted from this machine only; use https");
    public static readonly Refused Full = new(ErrorCode.TooManyConnections, "the server has too many connections; try again later", TimeSpan.FromSeconds(5));
    public static readonly Refused ShuttingDown = new(ErrorCode.ShuttingDown, "the server is shutting down; try again in a while", TimeSpan.FromSeconds(5));

    /// <summary>A refusal as a record of the contract.</summary>
    public static Problem Of(Refused refused, int status) => new(
        ReasonPhrases.GetReasonPhrase(status), status, refused.Message, refused.Code.Word(),
        refused.RetryAfter > TimeSpan.Zero ? Math.Ceiling(refused.RetryAfter.TotalMilliseconds) / 1000 : null);

    /// <summary>As the others, and the connection ends behind it.</summary>
    public static Task WriteLastAsync(HttpContext context, Refused refused)
    {
        // HTTP/2 has no such header, and a word of its own for it.
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        else
            context.Response.Headers.Connection = "close";
        return WriteAsync(context, refused);
    }

    public static Task WriteAsync(HttpContext context, Refused refused) => WriteAsync(context, refused, HttpStatus.Of(refused.Code));

    /// <param name="context">The request.</param>
    /// <param name="refused">Why.</param>
    /// <param name="status">Where HTTP has a more exact one than the code's.</param>
    /// <param name="allow">The methods that the address takes, where the method was the wrong one.</param>
    public static async Task WriteAsync(HttpContext context, Refused refused, int status, string? allow = null)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        if (allow is not null)
            response.Headers.Allow = allow;
        if (status == StatusCodes.Status426UpgradeRequired)
            response.Headers.Upgrade = "TLS/1.2";
        IRepresentation representation = Representations.OfAnswer(context.Request.Headers.Accept, known => known.MediaType) ?? Representations.Json;
        response.ContentType = representation.ProblemMediaType;
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (refused.RetryAfter > TimeSpan.Zero)
            response.Headers.RetryAfter = Math.Ceiling(refused.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        ArrayBufferWriter<byte> body = new();
        representation.Write(body, Of(refused, status));
        response.ContentLength = body.WrittenCount;
        await response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
