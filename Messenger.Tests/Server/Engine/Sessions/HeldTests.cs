using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Sessions;

internal sealed class HeldTests : SessionTest
{
    [Test]
    public async Task What_waits_at_login_is_counted_by_sender_and_shown_only_when_asked_for()
    {
        EngineHarness.Login carol = await Engine.OpenAsync(await Engine.CreateAsync("Carol"));
        await BobSendsAsync(1, 2);
        await BobSendsAsync(11, 13, carol);

        EngineHarness.Login alice = await Engine.OpenAsync(Alice);

        alice.Held.Total.Should().Be(5);
        alice.Held.From.Select(from => (from.Sender.Name, from.Count)).Should().Equal(("Carol", 3U), ("bob", 2U));
        alice.Terminal.Pushes.Should().BeEmpty();
    }

    [Test]
    public async Task It_is_read_in_parts_oldest_first()
    {
        await BobSendsAsync(1, 5);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);

        alice.Session.Read(1, "", 2);
        alice.Terminal.Texts.Should().Equal("1", "2");
        alice.Session.Read(2, "", 1);
        alice.Terminal.Texts.Should().Equal("1", "2", "3");
        alice.Session.Read(3, "", 0);
        alice.Session.Read(4, "", 0);

        alice.Terminal.Texts.Should().Equal(Texts(1, 5));
        alice.Terminal.Pushes.Should().OnlyContain(push => push.Queued);
        alice.Terminal.Reads.Should().Equal(
            new ReadEnd(1, 2, 3, PushedBefore: 2), new ReadEnd(2, 1, 2, 3), new ReadEnd(3, 2, 0, 5), new ReadEnd(4, 0, 0, 5));
    }

    [Test]
    public async Task It_is_read_of_one_sender_and_the_rest_stays()
    {
        EngineHarness.Login carol = await Engine.OpenAsync(await Engine.CreateAsync("carol"));
        await BobSendsAsync(1, 2);
        await BobSendsAsync(11, 12, carol);
        await BobSendsAsync(3, 3);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);

        alice.Session.Read(1, "BOB", 2);
        alice.Session.Read(2, "nobody", 0);
        alice.Session.Read(3, "#group", 0);
        alice.Session.Read(4, "carol", 0);
        alice.Session.Read(5, "carol", 0);
        alice.Session.Read(6, "", 0);

        alice.Terminal.Texts.Should().Equal("1", "2", "11", "12", "3");
        alice.Terminal.Reads.Select(read => (read.Count, read.Left)).Should().Equal((2U, 3U), (0U, 3U), (0U, 3U), (2U, 1U), (0U, 1U), (1U, 0U));
    }

    [Test]
    public async Task What_comes_later_is_live_also_while_held_messages_remain()
    {
        await BobSendsAsync(1, 2);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice);
        await BobSendsAsync(3, 4);

        alice.Terminal.Texts.Should().Equal("3", "4");
        alice.Terminal.Pushes.Should().OnlyContain(push => !push.Queued);
        alice.Session.Read(1, "", 0);
        alice.Terminal.Texts.Should().Equal("3", "4", "1", "2");
        alice.Terminal.Reads.Single().Count.Should().Be(2, "what is live is not read");
    }

    [Test]
    public async Task A_read_larger_than_the_window_goes_on_with_confirmations_and_is_answered_behind_the_last()
    {
        await BobSendsAsync(1, 7);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 3);
        alice.Session.Read(1, "", 6);

        alice.Terminal.Texts.Should().Equal(Texts(1, 3));
        alice.Terminal.Reads.Should().BeEmpty();
        await Engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers]);
        alice.Terminal.Texts.Should().Equal(Texts(1, 6));
        alice.Terminal.Reads.Should().Equal(new ReadEnd(1, 6, 1, PushedBefore: 6));
    }

    [Test]
    public async Task Each_terminal_has_its_own_held_messages()
    {
        await BobSendsAsync(1, 1);
        EngineHarness.Login first = await Engine.OpenAsync(Alice);
        await BobSendsAsync(2, 2);
        EngineHarness.Login second = await Engine.OpenAsync(Alice);

        first.Held.Total.Should().Be(1);
        second.Held.Total.Should().Be(2);
        first.Session.Read(1, "", 0);
        second.Session.Read(1, "", 0);
        first.Terminal.Texts.Should().Equal("2", "1");
        second.Terminal.Texts.Should().Equal("1", "2");
    }

    [Test]
    public async Task The_other_terminals_get_a_fresh_count_when_one_confirms_what_is_held_for_them()
    {
        ulong[] numbers = await BobSendsAsync(1, 3);
        EngineHarness.Login first = await Engine.OpenAsync(Alice);
        EngineHarness.Login second = await Engine.OpenAsync(Alice);
        first.Session.Read(1, "", 2);

        await Engine.ConfirmAsync(first, numbers[..2]);

        second.Terminal.HeldChanges.Should().ContainSingle("one confirmation, one count").Which.Total.Should().Be(1);
        first.Terminal.HeldChanges.Should().BeEmpty();
        second.Session.Read(1, "", 0);
        second.Terminal.Texts.Should().Equal("3");
        second.Terminal.Reads.Should().Equal(new ReadEnd(1, 1, 0, 1));
    }

    [Test]
    public async Task A_live_message_that_another_terminal_confirmed_changes_no_count_of_held_ones()
    {
        EngineHarness.Login first = await Engine.OpenAsync(Alice);
        EngineHarness.Login second = await Engine.OpenAsync(Alice);
        ulong[] numbers = await BobSendsAsync(1, 3);

        await Engine.ConfirmAsync(first, numbers);

        second.Terminal.HeldChanges.Should().BeEmpty();
        second.Terminal.Texts.Should().Equal(Texts(1, 3));
    }

    [Test]
    public async Task A_fresh_count_waits_for_room_and_is_not_lost()
    {
        ulong[] numbers = await BobSendsAsync(1, 3);
        EngineHarness.Login first = await Engine.OpenAsync(Alice);
        FakeTerminal slow = new() { Full = true };
        EngineHarness.Login second = await Engine.OpenAsync(Alice, slow);
        await Engine.ConfirmAsync(first, numbers[0]);
        await Engine.ConfirmAsync(first, numbers[1]);
        slow.HeldChanges.Should().BeEmpty();

        slow.Full = false;
        second.Session.Pump();

        slow.HeldChanges.Should().ContainSingle().Which.Total.Should().Be(1);
    }

    [Test]
    public async Task A_fresh_count_does_not_come_before_the_terminal_knows_that_it_is_logged_in()
    {
        ulong[] numbers = await BobSendsAsync(1, 3);
        EngineHarness.Login first = await Engine.OpenAsync(Alice);
        FakeTerminal terminal = new();
        (_, Session? session, MailboxSummary held) = await Engine.Engine.OpenSessionAsync(
            Alice, Alice.Password, TokenHash.Of([1]), terminal, 100).Within("the login");
        held.Total.Should().Be(3);
        await Engine.ConfirmAsync(first, numbers[0]);
        terminal.HeldChanges.Should().BeEmpty();

        session!.Start(terminal);

        terminal.HeldChanges.Should().ContainSingle().Which.Total.Should().Be(2);
    }

    [Test]
    public async Task No_message_comes_before_the_terminal_knows_that_it_is_logged_in_and_none_is_missed()
    {
        FakeTerminal terminal = new();
        (_, Session? session, _) = await Engine.Engine.OpenSessionAsync(
            Alice, Alice.Password, TokenHash.Of([1]), terminal, 100).Within("the login");
        await BobSendsAsync(1, 3);
        session!.Pump();
        terminal.Pushes.Should().BeEmpty();

        session.Start(terminal);

        terminal.Texts.Should().Equal(Texts(1, 3));
    }

    [Test]
    public async Task What_another_terminal_confirmed_while_a_read_waits_is_left_out_of_it()
    {
        ulong[] numbers = await BobSendsAsync(1, 4);
        EngineHarness.Login first = await Engine.OpenAsync(Alice, window: 1);
        EngineHarness.Login second = await Engine.OpenAsync(Alice);
        first.Session.Read(1, "", 0);
        await Engine.ConfirmAsync(second, numbers[1], numbers[2]);

        await Engine.ConfirmAsync(first, numbers[0]);

        first.Terminal.Texts.Should().Equal("1", "4");
        first.Terminal.Reads.Should().Equal(new ReadEnd(1, 2, 0, 2));
    }

    [Test]
    public async Task A_read_that_a_logout_or_deletion_cuts_off_is_answered([Values] bool deletion)
    {
        await BobSendsAsync(1, 5);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 2);
        alice.Session.Read(7, "", 0);
        alice.Session.Read(8, "", 0);

        if (deletion)
            await Engine.Engine.DeleteAccountAsync(Alice, alice.Session).Within("the deletion");
        else
            await Engine.Engine.EndSessionAsync(alice.Session, ErrorCode.None).Within("the logout");

        alice.Terminal.Reads.Select(read => (read.ReadId, read.Count)).Should().Equal((7U, 2U), (8U, 0U));
        alice.Terminal.ClosedFor.Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task So_many_reads_may_wait_and_no_more()
    {
        await BobSendsAsync(1, 2);
        EngineHarness.Login alice = await Engine.OpenAsync(Alice, window: 1);
        for (uint i = 0; i < HeldReads.Most; i++)
            alice.Session.Read(i, "", 0).Should().BeTrue();

        alice.Session.Read(9_999, "", 0).Should().BeFalse();

        await Engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers]);
        alice.Terminal.Reads.Should().HaveCount(HeldReads.Most);
        alice.Session.Read(9_999, "", 0).Should().BeTrue();
    }
}
