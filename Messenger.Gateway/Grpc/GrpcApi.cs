using Messenger.Gateway.Events;
using Messenger.Gateway.Hosting;
using Messenger.Gateway.Operations;
using Messenger.Gateway.Rest;
using Messenger.Rpc;
using Messenger.Server;
using Messenger.Server.Service;
using Microsoft.AspNetCore.Http;

namespace Messenger.Gateway.Grpc;

/// <summary>The operations over gRPC (docs/grpc.md): finds the one that is meant, reads the message, checks who asks, runs it within its deadline.</summary>
internal sealed class GrpcApi(MessengerServer server, EventStreams streams, HttpLimits limits) : IHttpRoom
{
    /// <summary>Other services too: their clients are to be told in their own words that they are not here.</summary>
    public bool Takes(HttpRequest request) => request.Path.StartsWithSegments(GrpcService.Root, StringComparison.Ordinal) || GrpcRequest.Is(request);

    public async Task HandleAsync(HttpContext context, ClientConnection connection)
    {
        if (!GrpcRequest.Is(context.Request) || !GrpcRequest.HasOurMessages(context.Request))
        {
            await RefuseOthersAsync(context);
            return;
        }
        if (!GrpcService.Methods.TryGetValue(context.Request.Path.Value!, out Operation? operation))
        {
            await GrpcRefusals.WriteAsync(context, GrpcRefusals.NoSuchMethod);
            return;
        }
        string name = context.Request.Path.Value![(GrpcService.Root.Length + 1)..];
        Trace(connection, name, ended: null);
        GrpcStatus status = GrpcStatus.Cancelled;
        try
        {
            Refused? refused = await CallAsync(context, operation, Bearer.CallOf(server, context.Request, connection));
            status = GrpcStatuses.Of(refused?.Code ?? Wire.ErrorCode.None);
        }
        finally
        {
            Trace(connection, name, status);
        }
    }

    /// <summary>What came by mistake is told so in the words of HTTP.</summary>
    private static Task RefuseOthersAsync(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
            return Problems.WriteAsync(context, GrpcRefusals.NeedsHttp2);
        return HttpMethods.IsPost(context.Request.Method)
            ? Problems.WriteAsync(context, GrpcRefusals.NotGrpc, StatusCodes.Status415UnsupportedMediaType)
            : Problems.WriteAsync(context, GrpcRefusals.NotGrpc, StatusCodes.Status405MethodNotAllowed, HttpMethods.Post);
    }

    private async Task<Refused?> CallAsync(HttpContext context, Operation operation, Call call)
    {
        if (!TryReadTimeout(context.Request, out TimeSpan? timeout))
            return await RefuseAsync(context, GrpcRefusals.BadTimeout);
        using CancellationTokenSource deadline = new(timeout ?? Timeout.InfiniteTimeSpan);
        if (operation.Refuse(call.Login) is { } forbidden)
            return await RefuseAsync(context, forbidden);
        Outcome<byte[]> message = await GrpcBody.ReadAsync(
            context, call.Login is null ? HttpLimits.BodyBeforeLogin : HttpLimits.Body, timeout < limits.BodyTime ? timeout.Value : limits.BodyTime);
        if (message.Refused is { } unreadable)
            return await RefuseAsync(context, unreadable);
        if (deadline.IsCancellationRequested)
            return await RefuseAsync(context, GrpcRefusals.TooLate);
        GrpcExchange exchange = new(context, message.Value!, streams, limits, deadline.Token);
        Task running = operation.RunAsync(call, exchange);
        if (operation is EventsOperation)
            await running;
        else if (!await IsDoneAsync(running, deadline.Token))
            return await RefuseLateAsync(context, running);
        if (exchange.Refused is { } refused)
            return await RefuseAsync(context, refused);
        context.Response.ContentType = GrpcMessage.ContentType;
        GrpcRefusals.Succeed(context);
        await context.Response.Body.WriteAsync(exchange.Answer!.Value, context.RequestAborted);
        return null;
    }

    private static async Task<Refused> RefuseAsync(HttpContext context, Refused refused)
    {
        await GrpcRefusals.WriteAsync(context, refused);
        return refused;
    }

    /// <summary>The client is told at once; the call keeps its place until the operation is done, so that nobody has ever more of them at work.</summary>
    private static async Task<Refused> RefuseLateAsync(HttpContext context, Task running)
    {
        await GrpcRefusals.WriteAsync(context, GrpcRefusals.TooLate);
        await running;
        return GrpcRefusals.TooLate;
    }

    /// <summary>False when the deadline comes first.</summary>
    private static async Task<bool> IsDoneAsync(Task running, CancellationToken deadline)
    {
        try
        {
            await running.WaitAsync(deadline);
            return true;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !running.IsCompleted)
        {
            return false;
        }
    }

    /// <param name="request">The request.</param>
    /// <param name="timeout">Null when the client waits as long as it takes.</param>
    /// <returns>False when it is none.</returns>
    private static bool TryReadTimeout(HttpRequest request, out TimeSpan? timeout)
    {
        timeout = null;
        if (request.Headers[GrpcHeaders.Timeout] is not [_, ..] values)
            return true;
        if (values is not [{ } text] || !GrpcTimeout.TryParse(text, out TimeSpan time))
            return false;
        timeout = time;
        return true;
    }

    /// <summary>As frames are traced: what is asked, and never of whom or with what (product rule §15).</summary>
    private void Trace(ClientConnection connection, string name, GrpcStatus? ended)
    {
        if (server.Context.Trace)
            server.Context.Log.Frame(connection.Id, ended is { } status ? $"out {status} for gRPC {name}" : $"in gRPC {name}");
    }
}
