using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Wire;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Editing, taking back and reading over the wire, and the account's other terminals.</summary>
internal sealed class ChangeWireTests : ServerTest
{
    private const Capabilities All = Capabilities.All;

    [Test]
    public async Task A_change_is_pushed_to_who_has_it_and_is_confirmed_like_a_message()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob", window: 2, All);
        RawClient plain = await LoginAsync(server, "bob");
        Guid id = Guid.NewGuid();
        ulong number = (await alice.SendAsync("bob", "frist", id)).Number;
        await bob.NextMessageAsync();

        await RawClient.DoneAsync(alice.AskEdit(id, "first"));
        ReceivedChange edited = await bob.NextChangeAsync();
        (edited.Message, edited.Id, edited.Marks, edited.From, edited.To, edited.Text).Should().Be((number, id, ChangeMarks.None, "alice", "bob", "first"));
        edited.Number.Should().BeGreaterThan(number);
        await RawClient.DoneAsync(alice.AskUnsend(id));
        await bob.ConfirmAsync(number);
        ReceivedChange gone = await bob.NextChangeAsync();
        (gone.Message, gone.Marks, gone.Text).Should().Be((number, ChangeMarks.Unsent, ""));
        await bob.ConfirmAsync(edited.Number, gone.Number);
        await alice.SendAsync("bob", "next");
        (await bob.NextMessageAsync()).Text.Should().Be("next");
        await plain.PingAsync();
        plain.Arrived.Select(frame => frame.Opcode).Should().NotContain(Opcode.Changed);
    }

    [Test]
    public async Task A_message_that_waits_is_pushed_as_it_is_now_and_says_so()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        await RawClient.DoneAsync(bob.AskEmpty(Opcode.Logout));
        (Guid edited, Guid gone) = (Guid.NewGuid(), Guid.NewGuid());
        await alice.SendAsync("bob", "frist", edited);
        await alice.SendAsync("bob", "oops", gone);
        await RawClient.DoneAsync(alice.AskEdit(edited, "first"));
        await RawClient.DoneAsync(alice.AskUnsend(gone));

        (await bob.LoginAsync("bob")).Held.Total.Should().Be(1);
        (await bob.ReadAsync()).Count.Should().Be(1);
        ReceivedMessage message = await bob.NextMessageAsync();
        (message.Id, message.Text, message.Marks).Should().Be((edited, "first", MessageMarks.Queued | MessageMarks.Edited));
    }

    [Test]
    public async Task A_change_is_refused_for_the_first_reason_that_applies()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        RawClient bob = await RegisterAsync(server, "bob");
        Guid id = Guid.NewGuid();
        Guid lost = Guid.NewGuid();
        await alice.SendAsync("bob", "hello", id);
        (await alice.AskEdit(Guid.NewGuid(), "")).Code.Should().Be(ErrorCode.TextInvalid);
        (await alice.AskEdit(Guid.NewGuid(), [0x68, 0xff])).Code.Should().Be(ErrorCode.TextInvalid);
        (await alice.AskEdit(Guid.NewGuid(), new string('x', Limits.TextBytes + 1))).Code.Should().Be(ErrorCode.TooLarge);
        (await alice.AskEdit(Guid.NewGuid(), "x")).Code.Should().Be(ErrorCode.NoSuchMessage);
        (await bob.AskEdit(id, "x")).Code.Should().Be(ErrorCode.NoSuchMessage);
        (await bob.AskUnsend(id)).Code.Should().Be(ErrorCode.NoSuchMessage);
        await RawClient.DoneAsync(bob.AskBlock("alice"));
        (await alice.AskEdit(id, "x")).Code.Should().Be(ErrorCode.NotAccepted);
        await RawClient.DoneAsync(alice.AskUnsend(id));
        (await alice.AskUnsend(id)).Code.Should().Be(ErrorCode.NoSuchMessage);
        await RawClient.DoneAsync(bob.AskBlock("alice", on: false));
        await alice.SendAsync("bob", "last", lost);
        await RawClient.DoneAsync(bob.AskCredentials(Opcode.DeleteAccount, "bob"));
        (await alice.AskEdit(lost, "x")).Code.Should().Be(ErrorCode.NoSuchAccount);
    }

    [Test]
    public async Task A_change_waits_for_the_send_before_it_in_the_same_write()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice");
        await RegisterAsync(server, "bob");
        Guid id = Guid.NewGuid();
        uint[] ids = [alice.NextId(), alice.NextId(), alice.NextId()];
        Task<Received>[] answers = [.. ids.Select(alice.Expect)];
        await alice.WriteAsync((byte[])[
            .. RawClient.Encode(Opcode.Send, ids[0], new SendRequest(id, "bob"u8, "frist"u8)),
            .. RawClient.Encode(Opcode.Edit, ids[1], new EditRequest(id, "first"u8)),
            .. RawClient.Encode(Opcode.Unsend, ids[2], new UnsendRequest(id))]);

        (await Task.WhenAll(answers).Within("the answers")).Select(answer => answer.Opcode)
            .Should().Equal(Opcode.SendAnswer, Opcode.EditAnswer, Opcode.UnsendAnswer);
    }

    [Test]
    public async Task Three_terminals_of_one_account_show_the_same()
    {
        ServerFixture server = StartServer();
        RawClient bob = await RegisterAsync(server, "bob", capabilities: All);
        RawClient one = await RegisterAsync(server, "alice", capabilities: All);
        RawClient two = await LoginAsync(server, "alice", capabilities: All);
        RawClient three = await LoginAsync(server, "alice", capabilities: All);
        Guid id = Guid.NewGuid();
        ulong own = (await one.SendAsync("bob", "hello", id)).Number;
        ulong his = (await bob.SendAsync("alice", "hi")).Number;

        foreach (RawClient terminal in new[] { two, three })
        {
            List<ReceivedMessage> shown = await terminal.NextMessagesAsync(2);
            shown.Select(message => (message.From, message.To, message.Text, message.Marks)).Should().Equal(
                ("alice", "bob", "hello", MessageMarks.Own), ("bob", "alice", "hi", MessageMarks.None));
        }
        (await one.NextMessageAsync()).Text.Should().Be("hi");
        await RawClient.DoneAsync(two.AskEdit(id, "hello bob"));
        (await three.NextChangeAsync()).Marks.Should().Be(ChangeMarks.Own);
        (await one.NextChangeAsync()).Text.Should().Be("hello bob");

        await two.ConfirmAsync(own, his);
        (await bob.NextReceiptAsync()).Should().Be(new ReceiptPush(ReceiptState.Delivered, (await one.HistoryAsync("bob")).Messages[1].Id, his, "alice", "alice"));
        await RawClient.DoneAsync(two.AskMarkRead("bob", his));
        (await one.NextReadUpToAsync()).Should().Be(("bob", his));
        (await three.NextReadUpToAsync()).Should().Be(("bob", his));
        (await bob.NextReceiptAsync()).State.Should().Be(ReceiptState.Read);
        (await one.ConversationsAsync()).Conversations[0].ReadUpTo.Should().Be(his);
        two.Arrived.Select(frame => frame.Opcode).Should().NotContain([Opcode.ReadUpTo, Opcode.Changed]);

        two.Reset();
        Guid meanwhile = Guid.NewGuid();
        await one.SendAsync("bob", "meanwhile", meanwhile);
        RawClient back = await ResumeAsync(server, two.Token, capabilities: All);
        back.Opened.Resumed.Should().BeTrue();
        (await back.NextMessageAsync()).Id.Should().Be(meanwhile);
    }

    [Test]
    public async Task Receipts_and_marks_of_a_group_name_it_and_who()
    {
        ServerFixture server = StartServer();
        RawClient alice = await RegisterAsync(server, "alice", capabilities: All);
        RawClient bob = await RegisterAsync(server, "bob");
        await alice.CreateGroupAsync("lunch", "bob");
        Guid id = Guid.NewGuid();
        ulong number = (await alice.SendAsync("#lunch", "hello", id)).Number;
        await bob.ConfirmAsync(number);
        await RawClient.DoneAsync(bob.AskMarkRead("#LUNCH", number));

        (await alice.NextReceiptAsync()).Should().Be(new ReceiptPush(ReceiptState.Delivered, id, number, "#lunch", "bob"));
        (await alice.NextReceiptAsync()).Should().Be(new ReceiptPush(ReceiptState.Read, id, number, "#lunch", "bob"));
        (await alice.HistoryAsync("#lunch")).Messages[0].Marks.Should().Be(HistoryMarks.Own | HistoryMarks.Delivered | HistoryMarks.Read);
    }
}
