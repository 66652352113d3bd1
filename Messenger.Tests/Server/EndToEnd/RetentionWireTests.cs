using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>A server that keeps things for so long says it and does it.</summary>
internal sealed class RetentionWireTests : ServerTest
{
    [Test]
    public async Task What_was_delivered_goes_in_time_and_what_was_not_stays()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { Keep = TimeSpan.FromMinutes(10) }, clock: new ManualClock());
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        alice.Opened.Keep.Should().Be(600);
        Guid id = Guid.NewGuid();
        ulong first = (await alice.SendAsync("bob", "old and delivered", id)).Number;
        await alice.SendAsync("bob", "old and not delivered");
        await bob.ConfirmAsync(first);
        await server.PassAsync(TimeSpan.FromMinutes(6));
        await alice.SendAsync("bob", "young");
        Texts(await alice.HistoryAsync("bob")).Should().HaveCount(3, "it is not old yet");

        await server.PassAsync(TimeSpan.FromMinutes(5));
        await Eventually.Becomes(() => server.Server.Engine.Archive.Find(first) is not { HasText: true }, "the sweep");

        Texts(await alice.HistoryAsync("bob")).Should().Equal("old and not delivered", "young");
        (await bob.UnreadAsync()).Total.Should().Be(2);
        (await alice.AskEdit(id, "too late")).Code.Should().Be(ErrorCode.NoSuchMessage);
    }

    [Test]
    public async Task A_server_that_keeps_all_says_nought() => (await RegisterAsync(StartServer(), "alice")).Opened.Keep.Should().Be(0);

    private static IEnumerable<string> Texts(HistoryAnswer page) => page.Messages.Select(item => item.TextString());
}
