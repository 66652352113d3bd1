using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Faults of the server's own, as a client sees them.</summary>
internal sealed class FaultTests : ServerTest
{
    [Test]
    public async Task A_bug_in_taking_a_message_is_answered_with_internal_and_the_connection_goes_on()
    {
        ServerFixture server = StartServer();
        server.ExpectsErrors = true;
        RawClient bob = await RegisterAsync(server, "bob");
        await RegisterAsync(server, "alice");
        Account alice = server.Server.Engine.Find("alice")!;
        FakeTerminal broken = new() { OnPush = _ => throw new InvalidOperationException("a bug of this test") };
        (await server.Server.Engine.OpenSessionAsync(alice, alice.Password, TokenHash.Of([1]), broken, window: 10)).Session!.Start(broken);
        Guid id = Guid.NewGuid();

        Received refused = await bob.AskSend("alice", "hello", id);

        refused.Code.Should().Be(ErrorCode.Internal);
        refused.Read<Refusal>().RetryAfter.Should().BeGreaterThan(TimeSpan.Zero);
        broken.OnPush = null;
        (await bob.SendAsync("alice", "hello", id)).Duplicate.Should().BeTrue("whether it took effect was not known; it had");
        (await bob.AskEmpty(Opcode.Logout)).Opcode.Should().Be(Opcode.LogoutAnswer, "nothing is left that it would wait for");
        server.Logged.Count(entry => entry.Level is Serilog.Events.LogEventLevel.Error).Should().Be(1);
    }

    [Test]
    public async Task A_registration_of_which_only_the_account_could_be_stored_says_so()
    {
        NoLogins journal = new() { Fails = true };
        ServerFixture server = StartServer(journal: journal);
        server.ExpectsErrors = true;
        RawClient alice = await GreetAsync(server);

        Received refused = await alice.AskCredentials(Opcode.Register, "alice");

        refused.Code.Should().Be(ErrorCode.StoreFailed);
        refused.Read<Refusal>().Message.Should().Be("the account alice is made, but it cannot be logged in to now; log in later");
        (await alice.AskCredentials(Opcode.Register, "alice")).Code.Should().Be(ErrorCode.NameTaken);
        journal.Fails = false;
        await alice.LoginAsync("alice");
    }

    private sealed class NoLogins() : PassingJournal(new MemoryJournal())
    {
        public bool Fails { get; set; }

        public override void SessionOpened(Session session)
        {
            if (Fails)
                throw new StoreException("the disk of this test is full");
        }
    }
}
