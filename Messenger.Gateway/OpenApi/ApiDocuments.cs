using System.Text;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Representation;
using Messenger.Gateway.Rest;
using Microsoft.AspNetCore.Http;

namespace Messenger.Gateway.OpenApi;

/// <summary>What the API says of itself: for programs, and for people.</summary>
internal sealed class ApiDocuments : IHttpRoom
{
    private const string DocumentPath = RestApi.Root + "/openapi.json";
    private const string MessagesPath = RestApi.Root + "/messenger.proto";
    private const string PagePath = RestApi.Root + "/";

    private static readonly Lazy<byte[]> Document = new(() => Encoding.UTF8.GetBytes(OpenApiDocument.Create().ToJsonString(JsonContract.Options)));
    private static readonly Lazy<byte[]> Page = new(() => Encoding.UTF8.GetBytes(ApiPage.Create()));

    private static readonly Lazy<byte[]> Messages = new(ReadMessages);

    public bool Takes(HttpRequest request) => request.Path.Value is DocumentPath or MessagesPath or PagePath or RestApi.Root;

    public Task HandleAsync(HttpContext context, ClientConnection connection)
    {
        HttpResponse response = context.Response;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return Problems.WriteAsync(context, Problems.OtherMethod, StatusCodes.Status405MethodNotAllowed, HttpMethods.Get);
        if (context.Request.Path.Value is DocumentPath)
            return WriteAsync(response, "application/json", Document.Value);
        if (context.Request.Path.Value is MessagesPath)
            return WriteAsync(response, "text/plain; charset=utf-8", Messages.Value);
        response.Headers.ContentSecurityPolicy = ApiPage.ContentSecurityPolicy;
        return WriteAsync(response, "text/html; charset=utf-8", Page.Value);
    }

    private static byte[] ReadMessages()
    {
        using Stream source = typeof(V1.MessengerReflection).Assembly.GetManifestResourceStream("messenger.proto")!;
        byte[] text = new byte[source.Length];
        source.ReadExactly(text);
        return text;
    }

    private static async Task WriteAsync(HttpResponse response, string type, byte[] body)
    {
        response.ContentType = type;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
    }
}
