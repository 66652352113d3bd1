using Messenger.Gateway.Hosting;
using Messenger.Gateway.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Messenger.Gateway.Web;

/// <summary>The web page: a few files that never change while the server runs (docs/web.md).</summary>
internal sealed class WebRoom : IHttpRoom
{
    /// <summary>The page runs and shows what comes from here, and speaks with nobody else.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Lazy<IReadOnlyDictionary<string, WebFile>> Served = new(WebFile.ReadAll);

    /// <summary>What is served, by address.</summary>
    public static IReadOnlyDictionary<string, WebFile> Files => Served.Value;

    public bool Takes(HttpRequest request) => request.Path.Value is { } address && Files.ContainsKey(address);

    public async Task HandleAsync(HttpContext context, ClientConnection connection)
    {
        bool isHead = HttpMethods.IsHead(context.Request.Method);
        if (!isHead && !HttpMethods.IsGet(context.Request.Method))
        {
            await Problems.WriteAsync(context, Problems.OtherMethod, StatusCodes.Status405MethodNotAllowed, $"{HttpMethods.Get}, {HttpMethods.Head}");
            return;
        }
        WebFile file = Files[context.Request.Path.Value!];
        HttpResponse response = context.Response;
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers.ETag = file.ETag;
        // Kept, and asked after each time: modules of two versions of the server must not meet in one page.
        response.Headers.CacheControl = "no-cache";
        if (IsKnown(context.Request, file))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = file.MediaType;
        response.ContentLength = file.Content.Length;
        if (!isHead)
            await response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private static bool IsKnown(HttpRequest request, WebFile file) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? known)
        && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(new EntityTagHeaderValue(file.ETag), useStrongComparison: false));
}
