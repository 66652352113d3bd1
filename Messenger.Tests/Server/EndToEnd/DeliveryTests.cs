using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

internal sealed class DeliveryTests : ServerTest
{
    [Test]
    public async Task A_message_is_pushed_to_all_terminals_at_once_and_says_who_sent_it()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "Alice");
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient bobToo = await LoginAsync(server, "bob");
        Guid id = Guid.NewGuid();

        SendAnswer answer = await alice.SendAsync("BOB", "hello", id);

        answer.Delivered.Should().BeTrue();
        foreach (RawClient terminal in new[] { bob, bobToo })
        {
            ReceivedMessage message = await terminal.NextMessageAsync();
            message.Should().BeEquivalentTo(new ReceivedMessage(
                answer.Number, id, answer.At, MessageMarks.None, "Alice", "bob", "hello"u8.ToArray()));
        }
    }

    [Test]
    public async Task To_someone_who_is_away_it_is_queued_and_the_sender_learns_so()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        await (await RegisterAsync(server, "bob")).AskEmpty(Opcode.Logout);

        (await alice.SendAsync("bob", "for later")).Delivered.Should().BeFalse();

        RawClient bob = await LoginAsync(server, "bob");
        bob.Opened.Held.Should().BeEquivalentTo(new Undelivered(1, 1, [new UndeliveredFrom("alice", false, 1)]));
        (await bob.ReadAsync()).Should().Be(new ReadAnswer(1, 0));
        ReceivedMessage message = await bob.NextMessageAsync();
        (message.Text, message.Queued).Should().Be(("for later", true));
        await bob.ConfirmAsync(message.Number);
        (await bob.UnreadAsync()).Total.Should().Be(0);
        await bob.AskEmpty(Opcode.Logout);
        (await bob.LoginAsync("bob")).Held.Total.Should().Be(0);
    }

    [Test]
    public async Task The_window_paces_pushes_and_reads_and_the_answer_comes_behind_the_last()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        await (await RegisterAsync(server, "bob")).AskEmpty(Opcode.Logout);
        for (int i = 0; i < 7; i++)
            await alice.SendAsync("bob", $"{i}");
        RawClient bob = await LoginAsync(server, "bob", window: 3);

        Task<Received> reading = bob.AskRead();
        for (int i = 0; i < 7; i++)
        {
            ReceivedMessage message = await bob.NextMessageAsync();
            message.Text.Should().Be($"{i}");
            int unconfirmed = bob.Arrived.Count(frame => frame.Opcode is Opcode.Message) - i;
            unconfirmed.Should().BeLessThanOrEqualTo(3);
            await bob.ConfirmAsync(message.Number);
        }
        (await reading.Within("the end of the read")).Read<ReadAnswer>().Should().Be(new ReadAnswer(7, 0));
        List<Opcode> order = [.. bob.Arrived.Select(frame => frame.Opcode)];
        order.IndexOf(Opcode.ReadAnswer).Should().BeGreaterThan(order.LastIndexOf(Opcode.Message));
    }

    [Test]
    public async Task The_answer_to_a_login_comes_before_its_first_message()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        await (await RegisterAsync(server, "bob")).AskEmpty(Opcode.Logout);
        using CancellationTokenSource stop = new();
        Task flood = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await alice.SendAsync("bob", "flood");
        });
        byte[]? token = null;
        for (int i = 0; i < 60; i++)
        {
            RawClient bob = await GreetAsync(server);
            if (i % 2 == 0)
                token = (await bob.LoginAsync("bob")).Token;
            else
                await bob.ResumeAsync(token!);
            await bob.NextMessageAsync();
            bob.Arrived.Select(frame => frame.Opcode).Take(2).Should().Equal(
                Opcode.HelloAnswer, i % 2 == 0 ? Opcode.LoginAnswer : Opcode.ResumeAnswer);
            if (i % 2 == 0)
                bob.Reset();
            else
                await bob.AskEmpty(Opcode.Logout);
        }
        await stop.CancelAsync();
        await flood.Within("the flood to stop");
    }

    [Test]
    public async Task A_full_mailbox_and_too_many_sends_are_plain_refusals_with_the_time_to_wait()
    {
        ServerFixture server = StartServer(ServerFixture.Options with { NoRateLimits = false, MailboxMessages = 5 });
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await bob.SendAsync("alice", "write to me");

        Received[] answers = await Task.WhenAll(Enumerable.Range(0, 1_500).Select(i => alice.AskSend("bob", $"{i}")));

        answers.Count(answer => answer.Opcode is Opcode.SendAnswer).Should().Be(5);
        answers.Where(answer => answer.Opcode is Opcode.Error).Should().OnlyContain(answer =>
            (answer.Code == ErrorCode.MailboxFull || answer.Code == ErrorCode.RateLimited) && answer.Read<Refusal>().RetryAfter > TimeSpan.Zero);
        await bob.ConfirmAsync((await bob.NextMessageAsync()).Number);
    }

    [TestCase("nobody")]
    [TestCase("#nothing")]
    [TestCase("no name at all")]
    public async Task Sends_to_nobody_count_against_the_allowance_of_sends(string nobody)
    {
        ServerFixture server = StartServer(ServerFixture.Options with { NoRateLimits = false }, clock: new ManualClock());
        RawClient alice = await RegisterAsync(server, "alice");
        await RegisterAsync(server, "bob");

        Received[] answers = await Task.WhenAll(Enumerable.Range(0, 1_500).Select(_ => alice.AskSend(nobody, "anyone?")));

        answers.Count(answer => answer.Code is ErrorCode.NoSuchAccount or ErrorCode.NoSuchGroup).Should().Be(1_000);
        Received[] beyond = [.. answers.Where(answer => answer.Code is ErrorCode.RateLimited)];
        beyond.Should().HaveCount(500).And.OnlyContain(answer => answer.Read<Refusal>().RetryAfter > TimeSpan.Zero);
        (await alice.AskSend("bob", "now?")).Code.Should().Be(ErrorCode.RateLimited, "there is one allowance for all sends");
        await server.PassAsync(TimeSpan.FromSeconds(1));
        await alice.SendAsync("bob", "now");
    }

    [Test]
    public async Task A_sent_message_may_be_repeated_on_the_next_connection()
    {
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob");
        RawClient alice = await RegisterAsync(server, "alice");
        Guid id = Guid.NewGuid();
        SendAnswer first = await alice.SendAsync("bob", "once", id);
        alice.Reset();

        RawClient back = await ResumeAsync(server, alice.Token);
        SendAnswer again = await back.SendAsync("bob", "once", id);

        (again.Number, again.At, again.Duplicate, again.Delivered).Should().Be((first.Number, first.At, true, true));
        (await back.AskSend("bob", "twice", id)).Code.Should().Be(ErrorCode.IdReused);
        await back.SendAsync("bob", "end");
        (await bob.NextMessagesAsync(2)).Select(message => message.Text).Should().Equal("once", "end");
    }

    [Test]
    public async Task The_other_terminal_gets_a_fresh_count_when_held_messages_are_confirmed_here()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        await (await RegisterAsync(server, "bob")).AskEmpty(Opcode.Logout);
        await alice.SendAsync("bob", "one");
        await alice.SendAsync("bob", "two");
        RawClient here = await LoginAsync(server, "bob");
        RawClient there = await LoginAsync(server, "bob");
        await here.ReadAsync(count: 1);

        await here.ConfirmAsync((await here.NextMessageAsync()).Number);

        Received push = await there.NextPushAsync();
        push.Opcode.Should().Be(Opcode.UnreadChanged);
        push.RequestId.Should().Be(0);
        push.Read<Undelivered>().Should().BeEquivalentTo(new Undelivered(1, 1, [new UndeliveredFrom("alice", false, 1)]));
    }

    [Test]
    public async Task Confirmations_of_foreign_unknown_and_future_numbers_have_no_effect()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        ulong bobs = (await alice.SendAsync("bob", "his")).Number;

        await alice.ConfirmAsync(bobs, bobs + 1, bobs + 2, 0, ulong.MaxValue);
        await bob.ConfirmAsync(bobs + 1);
        await alice.SendAsync("bob", "his too");
        await bob.ConfirmAsync();
        await bob.ConfirmAsync([.. Enumerable.Range(1_000_000, Limits.ConfirmMax).Select(i => (ulong)i)]);

        (await bob.UnreadAsync()).Total.Should().Be(2);
        (await bob.AskConfirm([.. Enumerable.Range(0, Limits.ConfirmMax + 1).Select(i => (ulong)i)])).Code.Should().Be(ErrorCode.Malformed);
    }

    [Test]
    public async Task A_message_of_a_deleted_sender_says_so()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        await (await RegisterAsync(server, "bob")).AskEmpty(Opcode.Logout);
        await alice.SendAsync("bob", "goodbye");
        await alice.AskCredentials(Opcode.DeleteAccount, "alice");

        RawClient bob = await LoginAsync(server, "bob");
        bob.Opened.Held.From.Should().Equal(new UndeliveredFrom("alice", true, 1));
        await bob.ReadAsync();
        (await bob.NextMessageAsync()).SenderDeleted.Should().BeTrue();
    }
}
