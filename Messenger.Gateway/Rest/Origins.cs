using Microsoft.AspNetCore.Http;

namespace Messenger.Gateway.Rest;

/// <summary>
/// Whether a request comes from a page of this server, or from no page at all. Browsers say where a page is from in <c>Origin</c>; nobody else is
/// let in, and no other site is ever told that it may.
/// </summary>
internal static class Origins
{
    public static bool IsOurs(HttpRequest request) =>
        request.Headers.Origin.Count == 0
        || (request.Headers.Origin.Count == 1
            && string.Equals(request.Headers.Origin[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
}
