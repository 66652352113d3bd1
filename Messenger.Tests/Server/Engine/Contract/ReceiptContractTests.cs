using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>What the sender's terminals hear of what was sent, and what they show of each other.</summary>
internal sealed class ReceiptContractTests(JournalKind kind) : ContractTest(kind)
{
    [Test]
    public async Task The_first_confirmation_brings_a_receipt_to_the_terminals_that_asked_for_it()
    {
        EngineHarness engine = StartEngine();
        Account bob = await engine.CreateAsync("bob");
        EngineHarness.Login sending = await engine.OpenAsync(bob, TerminalFeatures.Receipts);
        EngineHarness.Login other = await engine.OpenAsync(bob, TerminalFeatures.Receipts | TerminalFeatures.Copies);
        EngineHarness.Login plain = await engine.OpenAsync(bob);
        Account alice = await engine.CreateAsync("alice");
        EngineHarness.Login first = await engine.OpenAsync(alice);
        EngineHarness.Login second = await engine.OpenAsync(alice);
        Guid id = Guid.NewGuid();
        ulong number = (await engine.SendAsync(sending, alice, "read me", id)).Number;
        sending.Terminal.Notices.Should().BeEmpty("handed over is not delivered");

        await engine.ConfirmAsync(first, number, number);
        await engine.ConfirmAsync(second, number);

        foreach (EngineHarness.Login login in new[] { sending, other })
        {
            DeliveredNotice notice = login.Terminal.NoticesOf<DeliveredNotice>().Should().ContainSingle().Which;
            (notice.Message.Id, notice.Message.Number, notice.By).Should().Be((id, number, alice));
        }
        plain.Terminal.Notices.Should().BeEmpty();
    }

    [Test]
    public async Task In_a_group_each_member_who_confirms_brings_one()
    {
        EngineHarness engine = StartEngine();
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"), TerminalFeatures.Receipts);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login carol = await engine.OpenAsync(await engine.CreateAsync("carol"));
        Group group = await engine.CreateGroupAsync(alice, "lunch", bob.Account, carol.Account);
        ulong number = (await engine.SendAsync(alice, group, "hello")).Number;

        await engine.ConfirmAsync(carol, number);
        await engine.ConfirmAsync(bob, number);

        alice.Terminal.NoticesOf<DeliveredNotice>().Select(notice => notice.By.Name).Should().Equal("carol", "bob");
    }

    [Test]
    public async Task What_one_terminal_sends_the_others_show_as_their_own_and_in_order_with_the_rest()
    {
        EngineHarness engine = StartEngine();
        Account bob = await engine.CreateAsync("bob");
        EngineHarness.Login sending = await engine.OpenAsync(bob, TerminalFeatures.Copies);
        EngineHarness.Login other = await engine.OpenAsync(bob, TerminalFeatures.Copies);
        EngineHarness.Login plain = await engine.OpenAsync(bob);
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Group group = await engine.CreateGroupAsync(sending, "lunch", alice.Account);

        Append copied = await engine.SendAsync(sending, alice.Account, "1");
        await engine.SendAsync(alice, bob, "2");
        await engine.SendAsync(sending, group, "3");
        await engine.SendAsync(alice, group, "4");

        other.Terminal.Texts.Should().Equal("1", "2", "3", "4");
        other.Terminal.Pushes.Select(push => push.Own).Should().Equal(true, false, true, false);
        sending.Terminal.Texts.Should().Equal("2", "4");
        plain.Terminal.Texts.Should().Equal("2", "4");
        bob.WaitingTexts().Should().Equal(["2", "4"], "one's own are never undelivered");
        alice.Account.WaitingTexts().Should().Equal("1", "3");
        copied.Delivered.Should().BeTrue();
        engine.Cut(alice);
        (await engine.SendAsync(sending, alice.Account, "away")).Delivered.Should().BeFalse("the own terminals do not count");
    }

    [Test]
    public async Task Copies_take_room_in_the_window_and_come_again_until_they_are_confirmed()
    {
        EngineHarness engine = StartEngine();
        Account bob = await engine.CreateAsync("bob");
        EngineHarness.Login sending = await engine.OpenAsync(bob, TerminalFeatures.Copies);
        EngineHarness.Login other = await engine.OpenAsync(bob, TerminalFeatures.Copies, window: 2);
        Account alice = await engine.CreateAsync("alice");
        ulong[] numbers = new ulong[3];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = (await engine.SendAsync(sending, alice, $"{i}")).Number;

        other.Terminal.Texts.Should().Equal("0", "1");
        await engine.ConfirmAsync(other, numbers[0]);
        other.Terminal.Texts.Should().Equal("0", "1", "2");
        alice.WaitingTexts().Should().HaveCount(3, "a copy that was shown is no message that was shown");
        engine.Cut(other);
        await engine.SendAsync(sending, alice, "meanwhile");
        FakeTerminal terminal = new() { Features = TerminalFeatures.Copies };
        engine.Resume(other, terminal)!.Resumed.Should().BeTrue();
        terminal.Texts.Should().Equal("1", "2", "meanwhile");
        terminal.Pushes.Should().OnlyContain(push => push.Own && !push.Queued);
    }

    [Test]
    public async Task A_terminal_that_comes_back_as_one_that_takes_no_copies_gets_none()
    {
        EngineHarness engine = StartEngine();
        Account bob = await engine.CreateAsync("bob");
        EngineHarness.Login sending = await engine.OpenAsync(bob);
        EngineHarness.Login other = await engine.OpenAsync(bob, TerminalFeatures.Copies);
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Guid id = Guid.NewGuid();
        await engine.SendAsync(alice, bob, "hers", id);
        await engine.SendAsync(sending, alice.Account, "own");
        await engine.EditAsync(alice, id, "hers, better");
        engine.Cut(other);

        FakeTerminal terminal = new();
        engine.Resume(other, terminal)!.Resumed.Should().BeTrue();

        terminal.Texts.Should().Equal("hers, better");
        terminal.Changes.Select(change => change.Id).Should().BeEmpty();
    }

    [Test]
    public async Task A_change_at_one_terminal_is_shown_by_the_others_as_own()
    {
        EngineHarness engine = StartEngine();
        Account bob = await engine.CreateAsync("bob");
        EngineHarness.Login sending = await engine.OpenAsync(bob, TerminalFeatures.Copies);
        EngineHarness.Login other = await engine.OpenAsync(bob, TerminalFeatures.Copies);
        Account alice = await engine.CreateAsync("alice");
        Guid id = Guid.NewGuid();
        await engine.SendAsync(sending, alice, "1", id);

        await engine.EditAsync(other, id, "one");

        sending.Terminal.Changes.Select(change => (change.Id, change.Sender)).Should().Equal((id, bob));
        other.Terminal.Changes.Select(change => change.Id).Should().BeEmpty();
        alice.WaitingTexts().Should().Equal("one");
    }
}
