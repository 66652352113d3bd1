using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Tests.Client.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Session;

/// <summary>A client with its outbox on disk that is killed again and again, at a real server.</summary>
internal sealed class KilledClientTests : ServerTest
{
    private const string Password = "long enough";

    [Test]
    public async Task Whatever_was_queued_arrives_once_and_in_order_however_often_the_client_is_killed()
    {
        ServerFixture server = StartServer();
        using OutboxDirectories directories = new();
        await using MessengerSession bob = new(OptionsOf(server, null));
        await bob.RegisterAsync("bob", Password);
        await using (MessengerSession first = new(OptionsOf(server, null)))
            await first.RegisterAsync("alice", Password);

        const int Kills = 10;
        int queued = 0;
        string directory = directories.First;
        for (int kill = 0; kill <= Kills; kill++)
        {
            await using MessengerSession alice = new(OptionsOf(server, directory));
            await alice.LoginAsync("alice", Password).Within("the login");
            // Some are answered by the time of the kill, some are on their way, some are earlier ones that wait for their turn.
            for (int i = 0; i < 20 + (kill * 3); i++)
                await alice.QueueAsync("bob", $"{queued++}").Within("the disk");
            if (kill == Kills)
                await Eventually.Becomes(() => alice.Unsent.List().Count == 0, "everything to be answered");
            else
                directory = directories.Killed(directory);
        }

        List<string> arrived = [];
        while (arrived.Count < queued)
        {
            if (await bob.NextAsync() is MessageReceived message)
            {
                arrived.Add(message.Text);
                bob.MarkShown(message.Number);
            }
        }
        arrived.Should().Equal(Enumerable.Range(0, queued).Select(number => $"{number}"));
        (await bob.UnreadAsync()).Total.Should().Be(0);
    }

    private static SessionOptions OptionsOf(ServerFixture server, string? outbox) => new()
    {
        Host = server.EndPoint.Address.ToString(),
        Port = server.EndPoint.Port,
        OutboxDirectory = outbox,
    };
}
