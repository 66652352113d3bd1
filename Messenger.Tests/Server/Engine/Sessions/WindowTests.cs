using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Sessions;

internal sealed class WindowTests : SessionTest
{
    [Test]
    public async Task Pushes_stop_at_the_window_and_go_on_one_for_one_as_confirmations_come()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 3);
        ulong[] numbers = await BobSendsAsync(1, 10);

        alice.Terminal.Texts.Should().Equal(Texts(1, 3));
        await Engine.ConfirmAsync(alice, numbers[1]);
        alice.Terminal.Texts.Should().Equal(Texts(1, 4));
        await Engine.ConfirmAsync(alice, numbers[0], numbers[2], numbers[3]);
        alice.Terminal.Texts.Should().Equal(Texts(1, 7));
        await Engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers]);
        alice.Terminal.Texts.Should().Equal(Texts(1, 10));
    }

    [Test]
    public async Task A_window_of_one_gives_one_at_a_time()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 1);
        await BobSendsAsync(1, 20);
        for (int i = 1; i <= 20; i++)
        {
            alice.Terminal.Texts.Should().Equal(Texts(1, i));
            await Engine.ConfirmAsync(alice, alice.Terminal.Numbers[^1]);
        }
    }

    [Test]
    public async Task Only_the_own_confirmation_frees_the_own_window_also_of_what_another_terminal_confirmed_first()
    {
        EngineHarness.Login slow = await Engine.OpenAsync(Alice, window: 2);
        EngineHarness.Login fast = await Engine.OpenAsync(Alice, window: 100);
        ulong[] numbers = await BobSendsAsync(1, 5);
        await Engine.ConfirmAsync(fast, numbers);

        slow.Terminal.Texts.Should().Equal(Texts(1, 2));
        Alice.Summarize().Total.Should().Be(0);

        await Engine.ConfirmAsync(slow, numbers[0]);
        await Engine.ConfirmAsync(slow, numbers[1]);
        slow.Terminal.Texts.Should().Equal(Texts(1, 4), "every terminal is shown what is live");
        await Engine.ConfirmAsync(slow, numbers[..4]);
        slow.Terminal.Texts.Should().Equal(Texts(1, 5));
    }

    [Test]
    public async Task Texts_that_only_a_terminal_that_never_confirms_still_holds_are_bounded()
    {
        EngineHarness.Login silent = await Engine.OpenAsync(Alice, window: 1);
        EngineHarness.Login awake = await Engine.OpenAsync(Alice, window: 10_000);
        string text = new('x', Limits.TextBytes);
        int most = (int)(Deliveries.MostOwnBytes / Limits.TextBytes);

        Append[] sent = await Engine.SendAllAsync(Bob, [.. Enumerable.Range(0, most).Select(_ => (Guid.NewGuid(), Alice, text))]);
        await Engine.ConfirmAsync(awake, [.. sent.Select(append => append.Number)]);
        silent.Terminal.ClosedFor.Should().Be(ErrorCode.None, "so much may be held for it");

        Append last = await Engine.SendAsync(Bob, Alice, text);
        silent.Terminal.ClosedFor.Should().Be(ErrorCode.None, "what waits in the mailbox is held for everybody");
        await Engine.ConfirmAsync(awake, last.Number);

        silent.Terminal.ClosedFor.Should().Be(ErrorCode.SlowConsumer);
        awake.Terminal.ClosedFor.Should().Be(ErrorCode.None);
        Engine.Resume(silent, new FakeTerminal())!.Resumed.Should().BeFalse("it starts afresh");
    }

    [Test]
    public async Task A_terminal_that_confirms_as_another_does_is_not_slow_however_much_comes()
    {
        EngineHarness.Login one = await Engine.OpenAsync(Alice);
        EngineHarness.Login other = await Engine.OpenAsync(Alice);
        string text = new('x', Limits.TextBytes);
        for (int i = 0; i < 2 * Deliveries.MostOwnBytes / Limits.TextBytes; i++)
        {
            Append sent = await Engine.SendAsync(Bob, Alice, text);
            await Engine.ConfirmAsync(one, sent.Number);
            await Engine.ConfirmAsync(other, sent.Number);
        }

        one.Terminal.ClosedFor.Should().Be(ErrorCode.None);
        other.Terminal.ClosedFor.Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task Copies_for_a_terminal_that_never_confirms_are_bounded_as_well()
    {
        EngineHarness.Login silent = await Engine.OpenAsync(Alice, new FakeTerminal { Features = TerminalFeatures.Copies }, window: 1);
        EngineHarness.Login sender = await Engine.OpenAsync(Alice);
        string text = new('x', Limits.TextBytes);
        int most = (int)(Deliveries.MostOwnBytes / Limits.TextBytes);

        await Engine.SendAllAsync(sender, [.. Enumerable.Range(0, most).Select(_ => (Guid.NewGuid(), Bob.Account, text))]);
        silent.Terminal.ClosedFor.Should().Be(ErrorCode.None);
        await Engine.SendAsync(sender, Bob.Account, text);

        silent.Terminal.ClosedFor.Should().Be(ErrorCode.SlowConsumer);
    }

    [Test]
    public async Task Read_and_live_messages_share_the_window()
    {
        await BobSendsAsync(1, 4);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 3);
        await BobSendsAsync(11, 12);
        alice.Session.Read(9, "", 0);

        alice.Terminal.Texts.Should().Equal("11", "12", "1");
        await Engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers]);
        alice.Terminal.Texts.Should().Equal("11", "12", "1", "2", "3", "4");
    }

    [Test]
    public async Task A_full_outbox_holds_pushes_back_until_there_is_room()
    {
        FakeTerminal terminal = new() { Full = true };
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, terminal);
        await BobSendsAsync(1, 5);
        terminal.Pushes.Should().BeEmpty();

        terminal.Full = false;
        await BobSendsAsync(6, 6);
        terminal.Pushes.Should().BeEmpty("a newer one does not overtake");
        alice.Session.Pump();

        terminal.Texts.Should().Equal(Texts(1, 6));
    }

    [Test]
    public async Task Beyond_ten_thousand_waiting_the_terminal_is_closed_as_a_slow_consumer_and_nothing_is_lost()
    {
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 5);
        await BobSendsAsync(1, Limits.ResumeMessages + 5);
        alice.Terminal.ClosedFor.Should().Be(ErrorCode.None);

        await BobSendsAsync(0, 0);

        alice.Terminal.ClosedFor.Should().Be(ErrorCode.SlowConsumer);
        Alice.Summarize().Total.Should().Be(Limits.ResumeMessages + 6);
        EngineHarness.Resumption back = Engine.Resume(alice, new FakeTerminal())!;
        back.Resumed.Should().BeFalse();
        back.Login.Held.Total.Should().Be(Limits.ResumeMessages + 6);
        back.Login.Terminal.Pushes.Should().BeEmpty();
    }
}
