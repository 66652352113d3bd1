using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Client.Support;

/// <summary>Tests of sessions whose outbox is on disk, at a server that does what the test says.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class OutboxTest : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _sessions = [];
    private readonly List<IDisposable> _peers = [];

    protected OutboxDirectories Directories { get; } = new();

    protected FakeServer Server { get; } = new();

    protected SessionOptions Options => Server.Options with { OutboxDirectory = Directories.First };

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable peer in _peers)
            peer.Dispose();
        foreach (IAsyncDisposable session in _sessions)
            await session.DisposeAsync();
        Server.Dispose();
        Directories.Dispose();
    }

    /// <summary>A session that is logged in or, as <paramref name="request"/> says, registered, and the server's end of it.</summary>
    protected async Task<(MessengerSession Session, FakePeer Peer)> LoginAsync(
        SessionOptions? options = null, string name = "alice", Guid store = default, Opcode request = Opcode.Login)
    {
        (MessengerSession session, FakePeer peer) = await Server.ConnectAsync(options ?? Options, store);
        _sessions.Add(session);
        _peers.Add(peer);
        Task<LoginResult> login = request is Opcode.Login ? session.LoginAsync(name, "password") : session.RegisterAsync(name, "password");
        await peer.OpenAsync(request, name);
        await login.WaitAsync(FakeServer.Limit);
        return (session, peer);
    }

    /// <summary>Sends, and waits until that is on disk, not for the answers.</summary>
    protected static async Task<List<Guid>> QueueAsync(MessengerSession session, params string[] texts)
    {
        List<Guid> ids = [];
        foreach (string text in texts)
            ids.Add((await session.QueueAsync("bob", text).WaitAsync(FakeServer.Limit)).Id);
        return ids;
    }

    /// <summary>Leaves messages to bob as a process does that is killed before any was answered, and gives the options of the next one.</summary>
    protected async Task<SessionOptions> LeftBehindAsync(params string[] texts)
    {
        (MessengerSession session, _) = await LoginAsync();
        await QueueAsync(session, texts);
        return Options with { OutboxDirectory = Directories.Killed() };
    }

    /// <summary>Whatever was sent before this would be read before the list that it asks for.</summary>
    protected static async Task NothingIsSentAsync(MessengerSession session, FakePeer peer)
    {
        Task<ListAnswer> list = session.ListAsync();
        Received asked = await peer.ExpectAsync(Opcode.List);
        await peer.SendAsync(Opcode.ListAnswer, asked.RequestId, new ListAnswer([], ""));
        await list.WaitAsync(FakeServer.Limit);
    }

    protected static Task Until(Func<bool> fact) => Tests.Support.Eventually.Becomes(fact, "what is unsent to be as expected");

    protected async Task EndAsync(MessengerSession session)
    {
        _sessions.Remove(session);
        await session.DisposeAsync();
    }
}
