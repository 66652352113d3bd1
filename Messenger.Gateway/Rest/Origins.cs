using System.Net;
using Microsoft.AspNetCore.Http;

namespace Messenger.Gateway.Rest;

/// <summary>
/// Whether a request comes from a page of this server, or from no page at all. Browsers say where a page is from in <c>Origin</c>; nobody else is
/// let in, and no other site is ever told that it may.
/// </summary>
internal static class Origins
{
    /// <summary>
    /// Whether a request names this machine as nobody elsewhere can be named: by an address, <c>localhost</c>, or a name without a dot. A page of another
    /// site may have its own name lead to 127.0.0.1 (DNS rebinding); what it asks then comes from its own origin, as far as the browser knows.
    /// </summary>
    public static bool IsNamedLocally(HttpRequest request)
    {
        string name = request.Host.Host.TrimEnd('.');
        return !name.Contains('.', StringComparison.Ordinal)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(name, out _);
    }

    public static bool IsOurs(HttpRequest request) =>
        request.Headers.Origin.Count == 0
        || (request.Headers.Origin.Count == 1
            && string.Equals(request.Headers.Origin[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase));
}
