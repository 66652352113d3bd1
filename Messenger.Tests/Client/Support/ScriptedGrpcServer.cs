using System.Net;
using Google.Protobuf;
using Messenger.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Messenger.Tests.Client.Support;

/// <summary>A server of gRPC that answers as a test says, in an order that a real one has by chance only. Whoever comes is logged in as alice.</summary>
internal sealed class ScriptedGrpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, Func<byte[], Task<IMessage>>> _answers = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpResponse? _events;

    private ScriptedGrpcServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<ScriptedGrpcServer> StartAsync()
    {
        ScriptedGrpcServer server = new();
        server.Answers("About", _ => new V1.AboutResponse { Agent = "scripted/1", Store = ByteString.CopyFrom(new byte[16]) });
        server.Answers("Register", _ => new V1.RegisterResponse { Name = "alice", Token = new string('A', 43) });
        await server._app.StartAsync();
        return server;
    }

    public void Answers(string method, Func<byte[], IMessage> answer) => _answers[method] = message => Task.FromResult(answer(message));

    /// <param name="method">Of the service.</param>
    /// <param name="answer">From the message of the request; a <see cref="V1.Problem"/> is a refusal, as bad credentials are.</param>
    public void Answers(string method, Func<byte[], Task<IMessage>> answer) => _answers[method] = answer;

    /// <summary>Tells the client, who has opened its events.</summary>
    public async Task TellAsync(V1.EventsResponse happened)
    {
        await _events!.Body.WriteAsync(Framed(happened));
        await _events.Body.FlushAsync();
    }

    /// <summary>Ends the events, with what was told last.</summary>
    public void EndEvents() => _ended.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        EndEvents();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = GrpcMessage.ContentType;
        string method = context.Request.Path.Value!.Split('/')[^1];
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        IMessage? answer = null;
        if (method == "Events")
        {
            _events = context.Response;
            await TellAsync(new V1.EventsResponse { Opened = new V1.Opened { Name = "alice" } });
            await _ended.Task;
        }
        else
        {
            answer = await _answers[method](body.ToArray()[GrpcMessage.PrefixBytes..]);
        }
        if (answer is V1.Problem problem)
            context.Response.AppendTrailer(GrpcHeaders.Problem, Convert.ToBase64String(problem.ToByteArray()));
        else if (answer is not null)
            await context.Response.Body.WriteAsync(Framed(answer));
        context.Response.AppendTrailer(GrpcHeaders.Status, answer is V1.Problem ? "16" : "0");
    }

    private static byte[] Framed(IMessage message)
    {
        byte[] framed = new byte[GrpcMessage.PrefixBytes + message.CalculateSize()];
        GrpcMessage.WritePrefix(framed, framed.Length - GrpcMessage.PrefixBytes);
        message.WriteTo(framed.AsSpan(GrpcMessage.PrefixBytes));
        return framed;
    }
}
