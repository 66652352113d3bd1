using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat.Support;

/// <summary>People on the full screen at a real server, which end with the test. Each test has a server and directories of its own.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class ChatTest
{
    private readonly List<IAsyncDisposable> _running = [];
    private readonly DirectoryInfo _homes = Directory.CreateTempSubdirectory("messenger-tests-");
    private int _homeCount;

    protected ServerFixture Server
    {
        get => field ??= ServerFixture.Start();
        set;
    }

    [TearDown]
    public async Task EndAll()
    {
        for (int i = _running.Count - 1; i >= 0; i--)
            await _running[i].DisposeAsync();
        await Server.DisposeAsync();
        _homes.Delete(recursive: true);
    }

    /// <summary>A place with a home of its own.</summary>
    protected ChatPlace NewPlace(int columns = 80, int rows = 24) =>
        new(_homes.CreateSubdirectory($"{_homeCount++}").FullName, Server.EndPoint.Port) { Columns = columns, Rows = rows };

    /// <summary>Somebody who has just made an account.</summary>
    protected Task<ChatFront> RegisterAsync(string name, int columns = 80, int rows = 24) => RegisterAsync(name, NewPlace(columns, rows));

    protected async Task<ChatFront> RegisterAsync(string name, ChatPlace place) => await (await StartAsync(place)).RegisterAsync(name);

    /// <summary>Somebody at the first menu.</summary>
    protected async Task<ChatFront> StartAsync(ChatPlace? place = null) => Ends(await ChatFront.StartAsync(place ?? NewPlace()));

    /// <summary>Somebody who has logged in.</summary>
    protected async Task<ChatFront> LogInAsync(string name, ChatPlace? place = null)
    {
        ChatFront front = await StartAsync(place);
        front.LogIn(name);
        await front.ShowsAsync($"{name} @");
        return front;
    }

    /// <summary>Somebody without a screen who has just made an account.</summary>
    protected async Task<ChatPeer> PeerAsync(string name) => Ends(await ChatPeer.RegisterAsync(Server.EndPoint.Port, name));

    protected T Ends<T>(T running)
        where T : IAsyncDisposable
    {
        _running.Add(running);
        return running;
    }
}
