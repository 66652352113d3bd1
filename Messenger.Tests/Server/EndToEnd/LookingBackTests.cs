using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>A look back that takes long holds up what follows it on its connection, and nothing else.</summary>
internal sealed class LookingBackTests : ServerTest
{
    [Test]
    public async Task What_was_sent_before_it_goes_out_while_it_waits_and_others_are_served()
    {
        SlowArchiveJournal journal = new();
        ServerFixture server = StartServer(ServerFixture.Options with { Search = false }, journal);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await alice.SendAsync("bob", "before");
        await bob.NextMessageAsync();
        uint[] ids = [alice.NextId(), alice.NextId(), alice.NextId()];
        Task<Received>[] answers = [.. ids.Select(alice.Expect)];

        await alice.WriteAsync((byte[])[
            .. RawClient.Encode(Opcode.Send, ids[0], new SendRequest(Guid.NewGuid(), "bob"u8, "hello"u8)),
            .. RawClient.Encode(Opcode.History, ids[1], new HistoryRequest("bob"u8, 0, 0)),
            .. RawClient.Encode(Opcode.Unread, ids[2], new Empty())]);
        await journal.Reached.Within("the look back");

        (await bob.NextMessageAsync()).Text.Should().Be("hello");
        (await answers[0].Within("the answer to the send")).Opcode.Should().Be(Opcode.SendAnswer);
        await bob.SendAsync("alice", "I am served");
        (await alice.NextMessageAsync()).Text.Should().Be("I am served");
        answers[2].IsCompleted.Should().BeFalse("it stands behind the look back");
        journal.Release();
        (await answers[1].Within("the page")).Opcode.Should().Be(Opcode.HistoryAnswer);
        (await answers[2].Within("the count")).Opcode.Should().Be(Opcode.UnreadAnswer);
    }
}
