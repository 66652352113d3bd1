using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Editing and taking back one's own messages: what waits changes with them, and who has had them is told.</summary>
internal sealed class ChangeContractTests(JournalKind kind) : ContractTest(kind)
{
    private EngineHarness _engine = null!;
    private EngineHarness.Login _bob = null!;
    private Account _alice = null!;

    [SetUp]
    public async Task BobWritesToAlice()
    {
        _engine = StartEngine();
        _bob = await _engine.OpenAsync(await _engine.CreateAsync("bob"));
        _alice = await _engine.CreateAsync("alice");
    }

    [Test]
    public async Task What_waits_is_read_as_it_was_edited_and_nobody_is_told_of_a_change()
    {
        (Guid id, ulong number) = await SendAsync("frist");
        EngineHarness.Login alice = await _engine.OpenAsync(_alice, TerminalFeatures.Copies);

        (await _engine.EditAsync(_bob, id, "first")).Should().Be(ErrorCode.None);
        alice.Session.Read(1, "", 0);

        alice.Terminal.Texts.Should().Equal("first");
        alice.Terminal.Pushes[0].Edited.Should().BeTrue();
        alice.Terminal.Numbers.Should().Equal(number);
        alice.Terminal.Changes.Select(change => change.Id).Should().BeEmpty("it never had the other text");
        _alice.Capped.Should().Be(new StagedCount(1, "first".Length));
    }

    [Test]
    public async Task What_waits_and_is_taken_back_is_gone_and_counts_no_more()
    {
        (Guid id, _) = await SendAsync("oops");
        await SendAsync("stays");
        EngineHarness.Login alice = await _engine.OpenAsync(_alice, TerminalFeatures.Copies);

        (await _engine.UnsendAsync(_bob, id)).Should().Be(ErrorCode.None);

        alice.Terminal.HeldChanges[^1].Total.Should().Be(1);
        alice.Terminal.Changes.Select(change => change.Id).Should().BeEmpty();
        alice.Session.Read(1, "", 0);
        alice.Terminal.Texts.Should().Equal("stays");
        _alice.Capped.Should().Be(new StagedCount(1, "stays".Length));
        (await _engine.UnsendAsync(_bob, id)).Should().Be(ErrorCode.NoSuchMessage, "once");
        (await _engine.EditAsync(_bob, id, "again")).Should().Be(ErrorCode.NoSuchMessage);
    }

    [Test]
    public async Task Terminals_that_have_it_are_told_confirmed_or_not_and_confirm_that_too()
    {
        EngineHarness.Login alice = await _engine.OpenAsync(_alice, TerminalFeatures.Copies, window: 3);
        EngineHarness.Login plain = await _engine.OpenAsync(_alice);
        (Guid first, ulong one) = await SendAsync("1");
        (Guid second, ulong two) = await SendAsync("2");
        await _engine.ConfirmAsync(alice, one);

        await _engine.EditAsync(_bob, first, "one");
        await _engine.UnsendAsync(_bob, second);

        alice.Terminal.Changes.Select(change => (change.Message, change.Unsent)).Should().Equal((one, false), (two, true));
        alice.Terminal.Changes[0].Text.Should().Equal("one"u8.ToArray());
        alice.Terminal.Changes[0].Id.Should().Be(first);
        plain.Terminal.Changes.Select(change => change.Id).Should().BeEmpty("it did not ask for that");
        _alice.WaitingTexts().Should().BeEmpty();
        await SendAsync("3");
        alice.Terminal.Texts.Should().Equal(["1", "2"], "the window of three is full: one message, two changes");
        await _engine.ConfirmAsync(alice, two, alice.Terminal.Changes[0].Number, alice.Terminal.Changes[1].Number);
        alice.Terminal.Texts.Should().Equal("1", "2", "3");
    }

    [Test]
    public async Task Who_comes_back_is_told_of_changes_meanwhile_again_until_they_are_confirmed()
    {
        EngineHarness.Login alice = await _engine.OpenAsync(_alice, TerminalFeatures.Copies);
        (Guid seen, ulong one) = await SendAsync("1");
        (Guid unconfirmed, _) = await SendAsync("2");
        await _engine.ConfirmAsync(alice, one);
        _engine.Cut(alice);
        (Guid unseen, _) = await SendAsync("3");
        await SendAsync("4");
        await _engine.EditAsync(_bob, seen, "one");
        await _engine.UnsendAsync(_bob, unconfirmed);
        await _engine.UnsendAsync(_bob, unseen);

        for (int i = 0; i < 2; i++)
        {
            FakeTerminal terminal = new() { Features = TerminalFeatures.Copies };
            alice = _engine.Resume(alice, terminal)!.Login;
            terminal.Texts.Should().Equal(["4"], "what was taken back is not shown again");
            terminal.Changes.Select(change => change.Id).Should().Equal([seen, unconfirmed], "of what it never had it is told nothing");
        }
        await _engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers, .. alice.Terminal.Changes.Select(change => change.Number)]);
        FakeTerminal last = new() { Features = TerminalFeatures.Copies };
        _engine.Resume(alice, last);
        (last.Pushes.Count, last.Changes.Count).Should().Be((0, 0));
    }

    [Test]
    public async Task What_waits_for_the_window_is_pushed_as_it_was_edited_and_without_a_change()
    {
        EngineHarness.Login alice = await _engine.OpenAsync(_alice, TerminalFeatures.Copies, window: 1);
        (_, ulong first) = await SendAsync("1");
        (Guid edited, _) = await SendAsync("2");
        (Guid gone, _) = await SendAsync("3");
        await _engine.EditAsync(_bob, edited, "two");
        await _engine.UnsendAsync(_bob, gone);

        await _engine.ConfirmAsync(alice, first);

        alice.Terminal.Texts.Should().Equal("1", "two");
        alice.Terminal.Pushes[1].Edited.Should().BeTrue();
        await _engine.ConfirmAsync(alice, alice.Terminal.Numbers[1]);
        alice.Terminal.Changes.Select(change => change.Id).Should().BeEmpty();
        _alice.Summarize().Total.Should().Be(0);
    }

    [Test]
    public async Task A_terminal_that_comes_back_gets_nothing_of_what_was_taken_back_also_when_another_has_confirmed_it()
    {
        EngineHarness.Login one = await _engine.OpenAsync(_alice, TerminalFeatures.Copies);
        EngineHarness.Login two = await _engine.OpenAsync(_alice, TerminalFeatures.Copies);
        (Guid shown, ulong first) = await SendAsync("shown and not confirmed");
        _engine.Cut(two);
        (Guid edited, ulong second) = await SendAsync("frist");
        (Guid gone, ulong third) = await SendAsync("oops");
        await _engine.ConfirmAsync(one, first, second, third);
        await _engine.UnsendAsync(_bob, shown);
        await _engine.EditAsync(_bob, edited, "first");
        await _engine.UnsendAsync(_bob, gone);

        FakeTerminal terminal = new() { Features = TerminalFeatures.Copies };
        _engine.Resume(two, terminal)!.Resumed.Should().BeTrue();

        terminal.Texts.Should().Equal("first");
        terminal.Pushes[0].Edited.Should().BeTrue();
        terminal.Changes.Select(change => change.Id).Should().Equal([shown], "that it has had");
    }

    [Test]
    public async Task A_copy_that_waits_for_an_own_terminal_changes_with_the_message()
    {
        EngineHarness.Login other = await _engine.OpenAsync(_bob.Account, TerminalFeatures.Copies);
        EngineHarness.Login alice = await _engine.OpenAsync(_alice);
        _engine.Cut(other);
        (Guid edited, ulong first) = await SendAsync("frist");
        (Guid gone, ulong second) = await SendAsync("oops");
        await _engine.ConfirmAsync(alice, first, second);
        await _engine.EditAsync(_bob, edited, "first");
        await _engine.UnsendAsync(_bob, gone);

        FakeTerminal terminal = new() { Features = TerminalFeatures.Copies };
        _engine.Resume(other, terminal)!.Resumed.Should().BeTrue();

        terminal.Texts.Should().Equal("first");
        terminal.Pushes[0].Edited.Should().BeTrue();
    }

    [Test]
    public async Task A_read_that_waits_for_what_is_taken_back_ends_without_it()
    {
        (Guid first, _) = await SendAsync("1");
        (Guid second, _) = await SendAsync("2");
        EngineHarness.Login alice = await _engine.OpenAsync(_alice, TerminalFeatures.Copies, window: 1);
        alice.Session.Read(5, "", 0);
        alice.Terminal.Reads.Should().BeEmpty();

        await _engine.UnsendAsync(_bob, second);

        alice.Terminal.Reads.Select(read => (read.ReadId, read.Count, read.Left)).Should().Equal((5u, 1u, 0u));
        await _engine.UnsendAsync(_bob, first);
        alice.Terminal.Changes.Select(change => change.Id).Should().NotContain(second);
    }

    [Test]
    public async Task Only_own_messages_are_changed_whose_recipient_is_there_and_takes_them()
    {
        (Guid id, _) = await SendAsync("mine");
        EngineHarness.Login alice = await _engine.OpenAsync(_alice);
        (await _engine.EditAsync(alice, id, "hers")).Should().Be(ErrorCode.NoSuchMessage);
        (await _engine.UnsendAsync(alice, id)).Should().Be(ErrorCode.NoSuchMessage);
        (await _engine.EditAsync(_bob, Guid.NewGuid(), "unknown")).Should().Be(ErrorCode.NoSuchMessage);

        await _engine.BlockAsync(alice, _bob.Account);
        (await _engine.EditAsync(_bob, id, "against her will")).Should().Be(ErrorCode.NotAccepted);
        (await _engine.UnsendAsync(_bob, id)).Should().Be(ErrorCode.None, "what was taken back is no burden");
        await _engine.BlockAsync(alice, _bob.Account, on: false);
        (Guid last, _) = await SendAsync("last");
        await _engine.BlockAsync(alice, _bob.Account);
        await _engine.DeleteAccountAsync(alice);
        (await _engine.EditAsync(_bob, last, "too late")).Should().Be(ErrorCode.NoSuchAccount);
        (await _engine.UnsendAsync(_bob, last)).Should().Be(ErrorCode.NoSuchAccount);
    }

    [Test]
    public async Task A_repeat_of_what_was_changed_stores_nothing()
    {
        EngineHarness.Login alice = await _engine.OpenAsync(_alice);
        (Guid edited, ulong one) = await SendAsync("1");
        (Guid gone, ulong two) = await SendAsync("2");
        await _engine.EditAsync(_bob, edited, "one");
        await _engine.UnsendAsync(_bob, gone);

        Append[] again = await _engine.SendAllAsync(_bob, (edited, _alice, "1"), (gone, _alice, "2"));

        again.Select(append => (append.Result, append.Duplicate, append.Number)).Should().Equal((ErrorCode.None, true, one), (ErrorCode.None, true, two));
        alice.Terminal.Texts.Should().Equal("1", "2");
        _engine.Engine.Archive.Find(two)!.Value.HasText.Should().BeFalse("it does not come back");
    }

    [Test]
    public async Task Changes_cost_what_sends_cost()
    {
        ManualClock clock = new();
        EngineHarness engine = StartEngine(limits: new EngineLimits { SendsPerSecond = 1, SendBurst = 3 }, clock: clock);
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        Guid id = Guid.NewGuid();
        await engine.SendAsync(bob, await engine.CreateAsync("alice"), "1", id);

        (await engine.EditAsync(bob, id, "2")).Should().Be(ErrorCode.None);
        (await engine.EditAsync(bob, id, "3")).Should().Be(ErrorCode.None);
        (ErrorCode result, _, TimeSpan wait) = await engine.Engine.ChangeMessageAsync(bob.Session, id, null).Within("it");
        (result, wait).Should().Be((ErrorCode.RateLimited, TimeSpan.FromSeconds(1)));
        clock.Advance(wait);
        (await engine.UnsendAsync(bob, id)).Should().Be(ErrorCode.None);
    }

    [Test]
    public async Task An_edit_gets_no_more_into_a_mailbox_than_a_send_does()
    {
        EngineHarness engine = StartEngine(limits: EngineHarness.NoRate with { MailboxBytes = 1000 });
        EngineHarness.Login bob = await engine.OpenAsync(await engine.CreateAsync("bob"));
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid()];
        await engine.SendAllAsync(bob, (ids[0], alice.Account, new string('x', 100)), (ids[1], alice.Account, new string('x', 100)));

        (await engine.EditAsync(bob, ids[0], new string('y', 400))).Should().Be(ErrorCode.None, "500 is half of it");
        (await engine.EditAsync(bob, ids[1], new string('y', 101))).Should().Be(ErrorCode.MailboxFull);
        (await engine.EditAsync(bob, ids[1], new string('y', 90))).Should().Be(ErrorCode.None, "shorter is no question");
        (await engine.EditAsync(bob, ids[1], new string('y', 100))).Should().Be(ErrorCode.None);
        alice.Account.Capped.Should().Be(new StagedCount(2, 500));
        await engine.ConfirmAsync(alice, [.. alice.Terminal.Numbers]);
        alice.Account.Capped.Should().Be(default(StagedCount));
        (await engine.EditAsync(bob, ids[0], new string('z', 2000))).Should().Be(ErrorCode.None, "it waits for nobody any more");
        alice.Account.Capped.Should().Be(default(StagedCount));
    }

    private async Task<(Guid Id, ulong Number)> SendAsync(string text)
    {
        Guid id = Guid.NewGuid();
        Append sent = await _engine.SendAsync(_bob, _alice, text, id);
        sent.Result.Should().Be(ErrorCode.None);
        return (id, sent.Number);
    }
}
