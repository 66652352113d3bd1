using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Rest;
using Messenger.Server.Dispatch;

namespace Messenger.Gateway.OpenApi;

/// <summary>The table of operations as a page for people: plain HTML, no script.</summary>
internal static class ApiPage
{
    /// <summary>The page may show this, and fetch and run nothing.</summary>
    public const string ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string Style =
        ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        + "h2{margin:2rem 0 .25rem;font-size:1.05rem}code{font-family:ui-monospace,monospace}p,ul{margin:.25rem 0}li{margin-left:-1rem}";

    public static string Create()
    {
        StringBuilder page = new();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">")
            .Append($"<title>Messenger's API</title><style>{Style}</style></head><body><h1>Messenger's API</h1>")
            .Append($"<p>Everything is behind <code>{RestApi.Root}</code>; bodies and answers are JSON, or protocol buffers to whoever says so. Log in, then send the token with each request: ")
            .Append("<code>Authorization: Bearer …</code>. A refusal is <code>application/problem+json</code> with a <code>code</code>. ")
            .Append($"For programs: <a href=\"{RestApi.Root}/openapi.json\">openapi.json</a>, <a href=\"{RestApi.Root}/messenger.proto\">messenger.proto</a>. For people: <a href=\"/\">the web page</a>.</p>");
        foreach (Operation operation in OperationTable.All)
            Append(page, operation);
        return page.Append("</body></html>").ToString();
    }

    private static void Append(StringBuilder page, Operation operation)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2><code>{operation.Method} {WebUtility.HtmlEncode(operation.Route)}</code></h2><p>{WebUtility.HtmlEncode(operation.Summary)}");
        if (operation.Access is not Access.LoggedIn)
            page.Append(" Needs no token.");
        page.Append("</p><ul>");
        IReadOnlyList<JsonPropertyInfo> fields = Schemas.FieldsOf(operation, inRoute: false);
        if (fields.Count > 0)
        {
            string names = string.Join(", ", fields.Select(field => $"<code>{field.Name}</code>{(field.IsRequired ? "" : " (optional)")}"));
            page.Append(CultureInfo.InvariantCulture, $"<li>{(operation.HasBody ? "Body" : "Behind the <code>?</code>")}: {names}</li>");
        }
        page.Append(CultureInfo.InvariantCulture, $"<li>Answer: {operation.Status}</li></ul>");
    }
}
