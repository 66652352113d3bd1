using FluentAssertions;
using Messenger.Client.Json;
using Messenger.Client.Session;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Support;

/// <summary>Tests of the JSON client at a server that does what the test says.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class JsonFront : IAsyncDisposable
{
    private readonly FakeServer _server = new();
    private readonly Pipes _pipes = new();
    private readonly StringWriter _stderr = new();
    private MessengerSession _session = null!;
    private JsonClient _client = null!;

    protected FakePeer Peer { get; private set; } = null!;

    public async ValueTask DisposeAsync()
    {
        Peer.Dispose();
        await _session.DisposeAsync();
        _client.Dispose();
        _pipes.Dispose();
        _server.Dispose();
        await _stderr.DisposeAsync();
    }

    /// <summary>A client that is connected and logged in as alice.</summary>
    protected async Task StartAsync(bool confirmManually = false)
    {
        _session = new MessengerSession(_server.Options);
        Task connecting = _session.ConnectAsync();
        Peer = await _server.AcceptAsync();
        await Peer.WelcomeAsync();
        await connecting.WaitAsync(FakeServer.Limit);
        _client = new JsonClient(_session, _pipes.Input, new JsonOutput(_pipes.Output), _stderr, confirmManually, TimeProvider.System);
        _ = _client.RunAsync(null, null, CancellationToken.None);
        await ExpectAsync("""{"event":"connected","server":"fake/1","protocol":1,"tls":false}""");
        await SayAsync("""{"cmd":"login","name":"alice","password":"password"}""");
        await Peer.OpenAsync(Opcode.Login, "alice");
        await ExpectAsync("""{"event":"ok","cmd":"login","name":"alice"}""");
        await ExpectAsync("""{"event":"unread","total":0,"from":{}}""");
    }

    protected Task SayAsync(string line) => _pipes.WriteAsync(line + "\n");

    protected async Task ExpectAsync(string line) => (await _pipes.ReadLineAsync()).Should().Be(line);

    /// <summary>The next line tells of this.</summary>
    protected async Task ReadMessageAsync(string name = "message") =>
        (await _pipes.ReadJsonAsync()).GetProperty("event").GetString().Should().Be(name);

    /// <summary>What was shown by now has been confirmed with these numbers.</summary>
    protected async Task ConfirmedAsync(params ulong[] numbers)
    {
        List<ulong> confirmed = [];
        while (confirmed.Count < numbers.Length)
            confirmed.AddRange(await Peer.ExpectConfirmAsync());
        confirmed.Should().Equal(numbers);
    }
}
