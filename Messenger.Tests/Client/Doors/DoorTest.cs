using Messenger.Client.Session;
using Messenger.Tests.Gateway.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Doors;

/// <summary>Tests with real servers in this process and real sessions, which go in by either door.</summary>
internal abstract class DoorTest : GatewayTest
{
    private readonly List<IAsyncDisposable> _talks = [];

    [TearDown]
    public async Task EndTalks()
    {
        for (int i = _talks.Count - 1; i >= 0; i--)
            await _talks[i].DisposeAsync();
    }

    /// <summary>What a session needs to know to go in by a door.</summary>
    protected SessionOptions OptionsOf(Doors doors, Door door) => new()
    {
        Host = "127.0.0.1",
        Port = door is Door.Grpc ? doors.Http.GrpcEndPoint.Port : doors.Wire.EndPoint.Port,
        Door = door,
        Agent = "test/1",
        KnownServers = new KnownServers(Path.Combine(NewDirectory(), "known_servers")),
    };

    /// <summary>A JSON client that is connected.</summary>
    protected async Task<DoorTalk> TalkAsync(SessionOptions options, bool confirmManually = false)
    {
        DoorTalk talk = WithTest(new DoorTalk(options, confirmManually));
        await talk.ConnectAsync();
        return talk;
    }

    protected T WithTest<T>(T ends)
        where T : IAsyncDisposable
    {
        _talks.Add(ends);
        return ends;
    }
}
