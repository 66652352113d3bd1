using System.Net;
using Messenger.Gateway;
using Messenger.Gateway.Hosting;
using Messenger.Server;
using Messenger.Tests.Server.EndToEnd;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Gateway.Support;

/// <summary>Tests with a server that has its HTTP door open on a free port of 127.0.0.1.</summary>
internal abstract class GatewayTest(Spoken spoken = Spoken.Json) : AccessTest
{
    private readonly List<IDisposable> _clients = [];

    /// <summary>What the clients speak.</summary>
    protected Spoken Spoken => spoken;

    [TearDown]
    public void EndClients() => _clients.ForEach(client => client.Dispose());

    protected async Task<Doors> StartDoorsAsync(ServerOptions? options = null, HttpLimits? limits = null, GatewayOptions? gateway = null)
    {
        ServerFixture server = StartServer(options);
        HttpDoor door = await HttpDoor.OpenAsync(server.Server, gateway ?? new GatewayOptions { Http = new IPEndPoint(IPAddress.Loopback, 0), Grpc = new IPEndPoint(IPAddress.Loopback, 0) }, limits);
        server.Server.Add(door);
        return new Doors(server, door);
    }

    /// <summary>Somebody who is not logged in.</summary>
    protected RestClient Stranger(Doors doors) => Ends(new RestClient(doors.Http, Spoken));

    protected async Task<RestClient> RegisterAsync(Doors doors, string name)
    {
        RestClient client = Stranger(doors);
        await client.RegisterAsync(name);
        return client;
    }

    protected async Task<RestClient> LoginAsync(Doors doors, string name)
    {
        RestClient client = Stranger(doors);
        await client.LoginAsync(name);
        return client;
    }

    /// <summary>Opens the events of a login, and takes the first one.</summary>
    protected async Task<EventReader> ListenAsync(RestClient client, string? lastEventId = null, int? window = null)
    {
        EventReader events = Ends(await EventReader.OpenAsync(client, lastEventId, window));
        await events.NextAsync("opened");
        return events;
    }

    protected T Ends<T>(T disposable)
        where T : IDisposable
    {
        _clients.Add(disposable);
        return disposable;
    }

    /// <summary>A server with both its doors.</summary>
    internal sealed record Doors(ServerFixture Wire, HttpDoor Http);
}
