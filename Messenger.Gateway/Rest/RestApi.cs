using Messenger.Gateway.Events;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Representation;
using Messenger.Server;
using Messenger.Server.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messenger.Gateway.Rest;

/// <summary>The operations over HTTP: finds the one that is meant, agrees on representations, checks who asks, reads the body, runs it.</summary>
internal sealed class RestApi(MessengerServer server, EventStreams streams, HttpLimits limits) : IHttpRoom
{
    /// <summary>Where the API begins.</summary>
    public const string Root = "/api/v1";

    public bool Takes(HttpRequest request) => request.Path.StartsWithSegments(Root, StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context, ClientConnection connection)
    {
        HttpRequest request = context.Request;
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        bool isHead = HttpMethods.IsHead(request.Method);
        string method = isHead ? HttpMethods.Get : request.Method;
        if (Router.Find(method, request.Path.Value![Root.Length..], values, out IReadOnlyList<string> allowed) is not { } operation
            || (isHead && operation is EventsOperation))
        {
            await RefuseAddressAsync(context, allowed);
            return;
        }
        bool isStream = operation is EventsOperation;
        if (Representations.OfAnswer(request.Headers.Accept, known => isStream ? known.EventsMediaType : known.MediaType) is not { } answerIn)
        {
            await Problems.WriteAsync(context, Problems.NotAcceptable, StatusCodes.Status406NotAcceptable);
            return;
        }
        Call call = Bearer.CallOf(server, request, connection);
        Trace(connection, $"in {operation.Method} {operation.Route}");
        if (operation.Refuse(call.Login) is { } refused)
            await Problems.WriteAsync(context, refused);
        else
            await RunAsync(context, operation, call, answerIn, values);
        Trace(connection, $"out {context.Response.StatusCode} for {operation.Method} {operation.Route}");
    }

    /// <summary>As frames are traced: what is asked, and never of whom or with what (product rule §15).</summary>
    private void Trace(ClientConnection connection, string line)
    {
        if (server.Context.Trace)
            server.Context.Log.Frame(connection.Id, line);
    }

    private static Task RefuseAddressAsync(HttpContext context, IReadOnlyList<string> allowed)
    {
        if (allowed.Count == 0)
            return Problems.WriteAsync(context, Problems.NoSuchPlace, StatusCodes.Status404NotFound);
        return Problems.WriteAsync(context, Problems.OtherMethod, StatusCodes.Status405MethodNotAllowed, string.Join(", ", allowed));
    }

    private async Task RunAsync(HttpContext context, Operation operation, Call call, IRepresentation answerIn, Dictionary<string, string> values)
    {
        // A body may be empty and still have a type: a message in which nothing is set has no bytes.
        IRepresentation requestIn = (operation.HasBody ? Representations.OfBody(context.Request.ContentType) : null) ?? Representations.All[0];
        byte[] body = [];
        if (!operation.HasBody)
        {
            if (!Query.TryRead(context.Request.QueryString.Value, values))
            {
                await Problems.WriteAsync(context, new Refused(Wire.ErrorCode.BadCommand, "what is behind the ? is not UTF-8, or names a field twice"));
                return;
            }
        }
        else if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            if (Representations.OfBody(context.Request.ContentType) is not { } known)
            {
                await Problems.WriteAsync(context, Problems.UnsupportedType, StatusCodes.Status415UnsupportedMediaType);
                return;
            }
            Outcome<byte[]> read = await BodyReader.ReadAsync(
                context, call.Login is null ? HttpLimits.BodyBeforeLogin : HttpLimits.Body, limits.BodyTime);
            if (read.Refused is { } refused)
            {
                await Problems.WriteLastAsync(context, refused);
                return;
            }
            (requestIn, body) = (known, read.Value!);
        }
        await operation.RunAsync(call, new RestExchange(context, requestIn, answerIn, values, body, streams, limits));
    }
}
