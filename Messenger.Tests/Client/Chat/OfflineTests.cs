using FluentAssertions;
using Messenger.Client.Terminal;
using Messenger.Server.Storage.Sqlite;
using Messenger.Tests.Client.Chat.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>The server goes and comes back: typing goes on, and what was said goes out in order; so it does when the client went as well.</summary>
internal sealed class OfflineTests : ChatTest
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("messenger-tests-");

    [SetUp]
    public void StartKeeping() => Server = Keeping(port: 0);

    [TearDown]
    public void Forget() => _data.Delete(recursive: true);

    [Test]
    public async Task What_is_said_meanwhile_waits_and_goes_out_in_order()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob").Enter("before");
        await alice.MarkedAsync("before", "✓✓");
        alice.Screen.Should().Contain("│ ● bob").And.Contain("bob ● online");
        int port = await StopAsync();
        await alice.ShowsAsync("offline, retry in");
        alice.Screen.Should().Contain("(Enter: now) · the server is shutting down").And.NotContain("●", "who is online is not known");
        alice.Enter("one").Enter("two").Type("half a sen");
        await alice.MarkedAsync("one", "◌");
        await alice.MarkedAsync("two", "◌");
        alice.Enter("tence");
        await alice.MarkedAsync("half a sentence", "◌");
        alice.Type("kept while away");
        await alice.ShowsAsync("> kept while away");

        Server = Keeping(port);
        foreach (string text in new[] { "one", "two", "half a sentence" })
            await alice.MarkedAsync(text, "✓✓");
        await alice.ShowsAsync("connected ·");
        await alice.ShowsAsync("bob ● online");
        alice.Screen.Should().Contain("> kept while away");
        await Eventually.Becomes(() => bob.Texts.Count == 4, "all of it");
        bob.Texts.Should().Equal("before", "one", "two", "half a sentence");
    }

    [Test]
    public async Task Enter_connects_now()
    {
        // The third try is due in more than a second, which never passes here.
        PatientTime time = new();
        ChatFront alice = await RegisterAsync("alice", NewPlace() with { Time = time });
        int port = await StopAsync();
        await Eventually.Becomes(() => time.Withheld.Any(due => due > TimeSpan.FromSeconds(1) && due <= TimeSpan.FromSeconds(2)), "the third try to be due");
        await alice.ShowsAsync("offline");
        Server = Keeping(port);
        alice.Press(KeyKind.Enter);
        await alice.ShowsAsync("connected ·");
    }

    [Test]
    public async Task The_seconds_are_counted_down()
    {
        ChatFront alice = await RegisterAsync("alice");
        await StopAsync();
        await alice.ShowsAsync("retry in 4 s");
        await alice.ShowsAsync("retry in 3 s");
        await alice.ShowsAsync("retry in 2 s");
    }

    [Test]
    public async Task A_command_says_that_there_is_no_connection_and_what_waits_can_be_dropped()
    {
        ChatFront alice = await RegisterAsync("alice");
        ChatPeer bob = await PeerAsync("bob");
        alice.Enter("/to bob").Enter("before");
        await alice.MarkedAsync("before", "✓✓");
        int port = await StopAsync();
        await alice.ShowsAsync("offline");
        alice.Enter("/blocks");
        await alice.ShowsAsync("(not-connected)");
        alice.Enter("to be dropped").Enter("to be sent");
        await alice.MarkedAsync("to be sent", "◌");
        alice.Enter("/drop");
        await alice.HidesAsync("to be sent");
        alice.Screen.Should().Contain("given up");
        Server = Keeping(port);
        await alice.MarkedAsync("to be dropped", "✓✓");
        bob.Texts.Should().Equal("before", "to be dropped");
    }

    [Test]
    public async Task A_command_is_answered_where_one_looks_however_much_waits()
    {
        ChatFront alice = await RegisterAsync("alice");
        await PeerAsync("bob");
        alice.Enter("/to bob");
        await alice.ShowsAsync("┬ bob ● online");
        await StopAsync();
        await alice.ShowsAsync("offline");
        for (int i = 1; i <= 30; i++)
            alice.Enter($"sentence {i}");
        await alice.MarkedAsync("sentence 30", "◌");
        alice.Enter("/whoami");
        await alice.ShowsAsync("you are alice");
    }

    [Test]
    public async Task What_was_not_sent_and_what_was_not_finished_outlast_the_client()
    {
        await PeerAsync("bob");
        await PeerAsync("carol");
        ChatPlace place = NewPlace();
        int port;
        await using (ChatFront alice = await RegisterAsync("alice", place))
        {
            alice.Enter("/to carol").Enter("/mute").Type("a draft for carol");
            await alice.ShowsAsync("> a draft for carol");
            alice.Press(Key.Control('g')).Type("bob");
            await alice.HidesAsync("● carol  ");
            await alice.ShowsAsync("> ● bob");
            alice.Press(KeyKind.Enter);
            await alice.ShowsAsync("┬ bob");
            port = await StopAsync();
            await alice.ShowsAsync("offline");
            alice.Enter("said to nobody").Type("not yet fin");
            await alice.MarkedAsync("said to nobody", "◌");
            await alice.ShowsAsync("> not yet fin");
            alice.Press(Key.Control('c'));
            await alice.HidesAsync("> not yet fin");
            alice.Press(KeyKind.Up).Press(Key.Control('e'));
            await alice.ShowsAsync("> not yet fin");
        }
        Server = Keeping(port);
        ChatFront again = await LogInAsync("alice", place);
        // The one that was on the screen is there again.
        await again.ShowsAsync("┬ bob");
        await again.MarkedAsync("said to nobody", "✓");
        await again.ShowsAsync("> not yet fin");
        again.Screen.Should().Contain("carol (muted)");
        again.Press(Key.Control('u')).Enter("/to carol");
        await again.ShowsAsync("> a draft for carol");
    }

    [Test]
    public async Task Who_leaves_while_offline_is_told_what_is_kept()
    {
        ChatFront alice = await RegisterAsync("alice");
        await PeerAsync("bob");
        alice.Enter("/to bob");
        await alice.ShowsAsync("┬ bob ● online");
        await StopAsync();
        await alice.ShowsAsync("offline");
        alice.Enter("later").Enter("/quit");
        (await alice.EndsAsync()).ExitCode.Should().Be(Messenger.Client.ExitCodes.Well);
        alice.Unsent.Should().ContainSingle().Which.Text.Should().Be("later");
        alice.UnsentIsOnDisk.Should().BeTrue();
    }

    private ServerFixture Keeping(int port) => ServerFixture.Start(
        ServerFixture.Options with { Port = port }, new SqliteJournal(Database.Open(Path.Combine(_data.FullName, Database.FileName)), TimeProvider.System));

    private async Task<int> StopAsync()
    {
        int port = Server.EndPoint.Port;
        await Server.DisposeAsync();
        return port;
    }
}
