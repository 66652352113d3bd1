using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Tests.Client.Chat.Support;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Client.Chat;

/// <summary>Servers that are not known, are others than they were, or are not there.</summary>
internal sealed class TrustTests : ChatTest
{
    private ChatPlace TlsPlace => NewPlace() with { Security = TransportSecurity.Tls };

    [Test]
    public async Task The_first_time_somebody_compares_the_key_and_then_it_is_known()
    {
        ChatPlace place = TlsPlace;
        await using (ChatFront first = ChatFront.Start(place))
        {
            await first.ShowsAsync("Is this the right server?");
            first.Screen.Should().Contain($" {Server.Server.Fingerprint} ", "it is compared in one row").And.Contain("Compare it with the end of the first line");
            first.Type("t");
            await first.ShowsAsync("Make an account");
            await first.RegisterAsync("alice");
            first.Screen.Should().Contain("TLS ✓");
        }
        ChatFront second = await LogInAsync("alice", place);
        second.Screen.Should().Contain("TLS ✓");
    }

    [TestCase(KeyKind.Enter)]
    [TestCase(KeyKind.Escape)]
    public async Task Who_is_not_sure_does_not_connect(KeyKind key)
    {
        ChatPlace place = TlsPlace;
        ChatFront front = Ends(ChatFront.Start(place));
        await front.ShowsAsync("Is this the right server?");
        front.Press(key);
        await front.ShowsAsync("No connection");
        place.KnownServers.Find(place.Host, place.Port).Should().BeNull();
        await front.ChooseAsync("Try again");
        await front.ShowsAsync("Is this the right server?");
    }

    [Test]
    public async Task A_key_that_has_changed_is_refused_and_the_screen_says_what_to_do()
    {
        ChatPlace place = TlsPlace;
        string pinned = "sha256:" + new string('0', 64);
        place.KnownServers.Pin(place.Host, place.Port, pinned);
        ChatFront front = Ends(ChatFront.Start(place));
        await front.ShowsAsync("No connection");
        string said = string.Concat(front.Screen.Split('\n').Select(row => row.Trim(' ', '│'))).Replace(" ", "");
        said.Should().Contain(pinned).And.Contain(Server.Server.Fingerprint).And.Contain($"messengerforget{place.Host}:{place.Port}");
        front.Screen.Should().NotContain("Trust it");
    }

    [Test]
    public async Task A_server_that_is_not_there_is_tried_again_when_somebody_says_so()
    {
        using TcpListener reserved = new(IPAddress.Loopback, 0);
        reserved.Start();
        int port = ((IPEndPoint)reserved.LocalEndpoint).Port;
        reserved.Stop();
        ChatFront front = Ends(ChatFront.Start(NewPlace() with { Port = port }));
        await front.ShowsAsync("No connection");
        front.Screen.Should().Contain($"127.0.0.1:{port}").And.Contain("Another server").And.Contain("Quit");

        await Server.DisposeAsync();
        Server = ServerFixture.Start(ServerFixture.Options with { Port = port });
        await front.ChooseAsync("Try again");
        await front.ShowsAsync("Make an account");
    }
}
