using FluentAssertions;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Client.Support;

/// <summary>Tests of the line client at a server that does what the test says.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class LineFront : IAsyncDisposable
{
    private readonly FakeServer _server = new();
    private readonly StringWriter _stderr = new();
    private MessengerSession _session = null!;
    private LineClient _client = null!;

    protected FakePeer Peer { get; private set; } = null!;

    protected FakeConsole Console { get; } = new(hasPerson: false);

    protected Task<int> Run { get; private set; } = null!;

    public async ValueTask DisposeAsync()
    {
        Peer.Dispose();
        await _session.DisposeAsync();
        _client.Dispose();
        _server.Dispose();
        await _stderr.DisposeAsync();
        await Console.DisposeAsync();
    }

    /// <summary>A client that is connected and logged in as alice.</summary>
    protected async Task StartAsync(uint keep = 0)
    {
        _session = new MessengerSession(_server.Options);
        Task connecting = _session.ConnectAsync();
        Peer = await _server.AcceptAsync();
        await Peer.WelcomeAsync();
        await connecting.WaitAsync(FakeServer.Limit);
        _client = new LineClient(_session, Console, _stderr, null, TimeProvider.System);
        Run = _client.RunAsync(null, null, CancellationToken.None);
        await ExpectAsync($"connected to {_session.Server}, not encrypted");
        Console.Type("/login alice", "password");
        await Peer.OpenAsync(Opcode.Login, "alice", keep: keep);
        await ExpectAsync("logged in as alice", "nothing undelivered");
    }

    /// <summary>The connection is lost and comes back.</summary>
    protected async Task ReconnectAsync()
    {
        Peer.Dispose();
        (await Console.PrintedAsync()).Should().StartWith("disconnected: ");
        Peer = await _server.AcceptAsync();
        await Peer.WelcomeAsync();
        await Peer.OpenAsync(Opcode.Resume, "alice", resumed: true);
        await ExpectAsync("connected again as alice");
    }

    /// <summary>The next lines are these.</summary>
    protected async Task ExpectAsync(params string[] lines)
    {
        foreach (string line in lines)
            (await Console.PrintedAsync()).Should().Be(line);
    }

    /// <summary>The next line is this, behind a time of 1970.</summary>
    protected async Task ExpectTimedAsync(string line) =>
        (await Console.PrintedAsync()).Should().StartWith("1970-01-01 ").And.Subject[17..].Should().Be(line);
}
