using FluentAssertions;
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
