using System.Globalization;
using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Requests that run ahead of their answers, and a store that is slow or fails.</summary>
internal sealed class PipeliningTests : ServerTest
{
    [Test]
    public async Task Sends_run_ahead_of_their_answers_beyond_what_may_be_in_flight_and_keep_their_order()
    {
        const int Count = 5_000;
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob", window: 65535);
        Task atGate = journal.Hold();
        Task<Received>[] answers = [.. Enumerable.Range(1000, Count).Select(id => alice.Expect((uint)id))];

        Task writing = Task.Run(async () =>
        {
            for (uint i = 0; i < Count; i++)
            {
                byte[] text = System.Text.Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture));
                await alice.WriteAsync(RawClient.Encode(Opcode.Send, 1000 + i, new SendRequest(Guid.NewGuid(), "bob"u8, text)));
            }
        });
        await atGate.Within("the first commit");
        answers.Should().OnlyContain(answer => !answer.IsCompleted);
        journal.Release();

        await writing.Within("the sends to be written");
        (await Task.WhenAll(answers).Within("all answers")).Should().OnlyContain(answer => answer.Opcode == Opcode.SendAnswer);
        (await bob.NextMessagesAsync(Count)).Select(message => int.Parse(message.Text, CultureInfo.InvariantCulture))
            .Should().Equal(Enumerable.Range(0, Count));
    }

    [Test]
    public async Task Other_requests_are_answered_while_sends_wait_for_the_disk()
    {
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        RawClient alice = await RegisterAsync(server, "alice");
        await RegisterAsync(server, "bob");
        Task atGate = journal.Hold();
        Task<Received> sending = alice.AskSend("bob", "slow");
        await atGate.Within("the commit");

        await alice.PingAsync();
        (await alice.ListAsync()).Accounts.Should().HaveCount(2);
        (await alice.UnreadAsync()).Total.Should().Be(0);
        sending.IsCompleted.Should().BeFalse();
        journal.Release();

        (await sending).Opcode.Should().Be(Opcode.SendAnswer);
    }

    [Test]
    public async Task Logout_waits_for_the_answers_of_sends_and_confirmations_before_it()
    {
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await bob.SendAsync("alice", "to be confirmed");
        ulong number = (await alice.NextMessageAsync()).Number;
        Task atGate = journal.Hold();
        Task<Received> sending = alice.AskSend("bob", "last words");
        Task<Received> confirming = alice.AskConfirm(number);
        Task<Received> leaving = alice.AskEmpty(Opcode.Logout);
        await atGate.Within("the commit");
        journal.Release();

        await Task.WhenAll(sending, confirming, leaving);
        alice.Arrived[^1].Opcode.Should().Be(Opcode.LogoutAnswer);
        new[] { await sending, await confirming }.Should().OnlyContain(answer => answer.Code == ErrorCode.None);
    }

    [Test]
    public async Task What_cannot_be_stored_is_refused_and_the_connection_and_reading_go_on()
    {
        GatedJournal journal = new();
        ServerFixture server = StartServer(journal: journal);
        server.ExpectsErrors = true;
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        Guid id = Guid.NewGuid();
        journal.Fail(2);

        Received refused = await alice.AskSend("bob", "hello", id);
        refused.Code.Should().Be(ErrorCode.StoreFailed);
        refused.Read<Refusal>().RetryAfter.Should().BeGreaterThan(TimeSpan.Zero);
        (await bob.AskConfirm(1)).Code.Should().Be(ErrorCode.StoreFailed);
        (await alice.ListAsync()).Accounts.Should().HaveCount(2);
        (await alice.SendAsync("bob", "hello", id)).Duplicate.Should().BeFalse();

        (await bob.NextMessageAsync()).Text.Should().Be("hello");
        bob.MessagesWaiting.Should().Be(0);
        server.Logged.Count(entry => entry.Level is Serilog.Events.LogEventLevel.Error).Should().Be(1, "the second failure comes within the pause between two lines");
    }
}
