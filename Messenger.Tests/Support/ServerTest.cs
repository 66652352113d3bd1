using Messenger.Server;
using Messenger.Server.Storage;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Support;

/// <summary>Tests with servers and clients, which end with the test. Each test has its own instance, so all may run at once.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal abstract class ServerTest
{
    private readonly Lock _gate = new();
    private readonly List<RawClient> _clients = [];
    private readonly List<ServerFixture> _servers = [];
    private readonly List<EngineHarness> _engines = [];
    private readonly List<string> _directories = [];

    [TearDown]
    public async Task EndAll()
    {
        foreach (RawClient client in _clients)
            client.Dispose();
        foreach (ServerFixture server in _servers)
            await server.DisposeAsync();
        foreach (EngineHarness engine in _engines)
            engine.Dispose();
        foreach (string directory in _directories)
            Directory.Delete(directory, recursive: true);
    }

    /// <summary>A new directory that goes with the test, behind the engines that keep files in it.</summary>
    protected string NewDirectory()
    {
        string directory = Directory.CreateTempSubdirectory("messenger-tests-").FullName;
        lock (_gate)
            _directories.Add(directory);
        return directory;
    }

    protected ServerFixture StartServer(ServerOptions? options = null, IJournal? journal = null, ManualClock? clock = null)
    {
        ServerFixture server = ServerFixture.Start(options, journal, clock);
        lock (_gate)
            _servers.Add(server);
        return server;
    }

    /// <summary>Stops a server, as at the end of the test.</summary>
    protected async Task StopAsync(ServerFixture server)
    {
        lock (_gate)
            _servers.Remove(server);
        await server.DisposeAsync();
    }

    protected virtual EngineHarness StartEngine(
        IJournal? journal = null, Messenger.Server.Engine.EngineLimits? limits = null, TimeProvider? clock = null)
    {
        EngineHarness engine = new(journal, limits, clock);
        lock (_gate)
            _engines.Add(engine);
        return engine;
    }

    /// <summary>Connects and sends nothing.</summary>
    protected async Task<RawClient> ConnectAsync(ServerFixture server, bool reads = true)
    {
        RawClient client = await RawClient.ConnectAsync(server.EndPoint, reads);
        lock (_gate)
            _clients.Add(client);
        return client;
    }

    /// <summary>Connects and greets.</summary>
    protected async Task<RawClient> GreetAsync(ServerFixture server, ushort window = 1000, Capabilities capabilities = Capabilities.None)
    {
        RawClient client = await ConnectAsync(server);
        await client.HelloAsync(window, capabilities);
        return client;
    }

    /// <summary>Connects, greets and registers.</summary>
    protected async Task<RawClient> RegisterAsync(
        ServerFixture server, string name, ushort window = 1000, Capabilities capabilities = Capabilities.None)
    {
        RawClient client = await GreetAsync(server, window, capabilities);
        await client.RegisterAsync(name);
        return client;
    }

    /// <summary>Connects, greets and logs in with the password of <see cref="RawClient.RegisterAsync"/>.</summary>
    protected async Task<RawClient> LoginAsync(
        ServerFixture server, string name, ushort window = 1000, Capabilities capabilities = Capabilities.None)
    {
        RawClient client = await GreetAsync(server, window, capabilities);
        await client.LoginAsync(name);
        return client;
    }

    /// <summary>Connects, greets and resumes.</summary>
    protected async Task<RawClient> ResumeAsync(
        ServerFixture server, byte[] token, ushort window = 1000, Capabilities capabilities = Capabilities.None)
    {
        RawClient client = await GreetAsync(server, window, capabilities);
        await client.ResumeAsync(token);
        return client;
    }
}
