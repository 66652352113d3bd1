using System.Net;
using Messenger.Gateway.Grpc;
using Messenger.Gateway.Rest;
using Messenger.Server.Connections;
using Messenger.Server.Service;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Messenger.Gateway.Hosting;

/// <summary>Every request of the HTTP door: whether it may come in at all, and which room it goes to. Safe on any thread.</summary>
internal sealed class HttpApplication(ConnectionContext server, IReadOnlyList<IHttpRoom> rooms) : IHttpApplication<HttpContext>
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private bool _stopping;

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        Enter();
        try
        {
            await HandleAsync(context);
        }
        catch (OperationCanceledException)
        {
            // The client went.
            context.Abort();
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            await Refusing.WriteAsync(context, Problems.NotHttp, error.StatusCode);
        }
        catch (Exception error) when (error is IOException or BadHttpRequestException)
        {
            // What networks and clients do.
            context.Abort();
        }
        catch (Exception bug)
        {
            server.Log.Bug(bug);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await Refusing.WriteAsync(context, Refusals.Internal);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Done when no request is under way; nothing new may come by now.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            _stopping = true;
            if (_underWay == 0)
                _idle.TrySetResult();
            return _idle.Task;
        }
    }

    private Task HandleAsync(HttpContext context)
    {
        ClientConnection connection = context.Features.Get<ClientConnection>()
            ?? throw new InvalidOperationException("a connection that did not pass the gate");
        // No browser reads gRPC.
        if (!GrpcRequest.Is(context.Request))
            context.Response.Headers.XContentTypeOptions = "nosniff";
        if (connection.TurnedAway)
            return Refusing.WriteLastAsync(context, Problems.Full);
        if (!context.Request.IsHttps && !server.AllowPlaintext && !IPAddress.IsLoopback(connection.Address))
            return Refusing.WriteLastAsync(context, Problems.PlaintextRefused);
        if (!context.Request.IsHttps && !server.AllowPlaintext && !Origins.IsNamedLocally(context.Request))
            return Refusing.WriteAsync(context, Problems.Misnamed);
        if (!Origins.IsOurs(context.Request))
            return Refusing.WriteAsync(context, Problems.Stranger);
        IHttpRoom? room = rooms.FirstOrDefault(room => room.Takes(context.Request));
        return room is null ? Problems.WriteAsync(context, Problems.NoSuchPlace, StatusCodes.Status404NotFound) : room.HandleAsync(context, connection);
    }

    private void Enter()
    {
        lock (_gate)
            _underWay++;
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_underWay == 0 && _stopping)
                _idle.TrySetResult();
        }
    }
}
