using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Storage;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>Editing and taking back what was sent to a group, of which the members may have changed since.</summary>
internal sealed class GroupChangeContractTests(JournalKind kind) : ContractTest(kind)
{
    private EngineHarness _engine = null!;
    private EngineHarness.Login _alice = null!;
    private Account _bob = null!;
    private Account _carol = null!;
    private Group _group = null!;

    [SetUp]
    public async Task AliceHasAGroupWithBobAndCarol()
    {
        _engine = StartEngine();
        _alice = await _engine.OpenAsync(await _engine.CreateAsync("alice"));
        _bob = await _engine.CreateAsync("bob");
        _carol = await _engine.CreateAsync("carol");
        _group = await _engine.CreateGroupAsync(_alice, "lunch", _bob, _carol);
    }

    [Test]
    public async Task All_members_see_the_change_the_way_they_saw_the_message()
    {
        EngineHarness.Login bob = await OpenAsync(_bob);
        Guid id = Guid.NewGuid();
        Guid gone = Guid.NewGuid();
        await _engine.SendAllAsync(_alice, (id, _group, "1"), (gone, _group, "2"));

        await _engine.EditAsync(_alice, id, "one");
        await _engine.UnsendAsync(_alice, gone);

        bob.Terminal.Changes.Select(change => (change.Id, change.Unsent)).Should().Equal((id, false), (gone, true));
        _bob.WaitingTexts().Should().Equal("one");
        _carol.WaitingTexts().Should().Equal("one");
        EngineHarness.Login carol = await OpenAsync(_carol);
        carol.Session.Read(1, "#lunch", 0);
        carol.Terminal.Texts.Should().Equal("one");
        carol.Terminal.Changes.Should().BeEmpty();
    }

    [Test]
    public async Task Who_was_removed_reads_what_waits_for_him_as_it_is_now()
    {
        Guid id = Guid.NewGuid();
        Guid gone = Guid.NewGuid();
        await _engine.SendAllAsync(_alice, (id, _group, "1"), (gone, _group, "2"));
        await _engine.RemoveAsync(_alice, _group, _bob, _carol);

        (await _engine.EditAsync(_alice, id, "one")).Should().Be(ErrorCode.None);
        (await _engine.UnsendAsync(_alice, gone)).Should().Be(ErrorCode.None);

        _bob.WaitingTexts().Should().Equal("one");
        _bob.Summarize().Total.Should().Be(1);
        EngineHarness.Login bob = await OpenAsync(_bob);
        bob.Held.Total.Should().Be(1);
        bob.Session.Read(1, "", 0);
        bob.Terminal.Texts.Should().Equal("one");
    }

    [Test]
    public async Task Who_was_removed_with_it_on_his_screen_is_told_while_it_waits_for_him_and_not_afterwards()
    {
        EngineHarness.Login bob = await OpenAsync(_bob);
        Guid shown = Guid.NewGuid();
        Guid confirmed = Guid.NewGuid();
        ulong number = (await _engine.SendAllAsync(_alice, (shown, _group, "1"), (confirmed, _group, "2")))[1].Number;
        await _engine.ConfirmAsync(bob, number);
        await _engine.RemoveAsync(_alice, _group, _bob);

        await _engine.UnsendAsync(_alice, shown);
        await _engine.EditAsync(_alice, confirmed, "what bob is not to know");

        bob.Terminal.Changes.Select(change => change.Id).Should().Equal(shown);
        _bob.WaitingTexts().Should().BeEmpty();
    }

    [Test]
    public async Task Who_joined_later_learns_nothing_of_what_was_said_before_by_a_change_of_it()
    {
        Account dave = await _engine.CreateAsync("dave");
        EngineHarness.Login late = await OpenAsync(dave);
        EngineHarness.Login bob = await OpenAsync(_bob);
        Guid id = Guid.NewGuid();
        await _engine.SendAsync(_alice, _group, "a secret", id);
        await _engine.AddAsync(_alice, _group, dave);
        await _engine.RemoveAsync(_alice, _group, _bob);
        await _engine.AddAsync(_alice, _group, _bob);
        await _engine.ConfirmAsync(bob, [.. bob.Terminal.Numbers]);

        await _engine.EditAsync(_alice, id, "a secret that dave is not to know");
        await _engine.UnsendAsync(_alice, id);

        late.Terminal.Changes.Should().BeEmpty();
        bob.Terminal.Changes.Should().BeEmpty("to him it is from before he came back");
    }

    [Test]
    public async Task Who_is_in_it_no_more_changes_nothing_in_it()
    {
        EngineHarness.Login bob = await OpenAsync(_bob);
        Guid id = Guid.NewGuid();
        ulong number = (await _engine.SendAsync(bob, _group, "mine", id)).Number;
        await _engine.LeaveAsync(bob, _group);

        (await _engine.EditAsync(bob, id, "still mine")).Should().Be(ErrorCode.NotAMember);
        (await _engine.UnsendAsync(bob, id)).Should().Be(ErrorCode.NotAMember);
        await _engine.DeleteAsync(_alice, _group);
        (await _engine.UnsendAsync(bob, id)).Should().Be(ErrorCode.NoSuchGroup);
        _engine.Engine.Archive.Find(number)!.Value.State.Should().Be(MessageState.Sent);
    }

    [Test]
    public async Task While_it_is_pushed_to_many_taking_it_back_hands_nobody_an_empty_text()
    {
        EngineHarness.Login bob = await _engine.OpenAsync(_bob, TerminalFeatures.Copies, window: 65535);
        EngineHarness.Login carol = await _engine.OpenAsync(_carol, TerminalFeatures.Copies, window: 65535);
        carol.Terminal.Full = true;
        using CancellationTokenSource over = new();
        // Carol's outbox takes now and then what bob has long had.
        Task pumping = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
            {
                carol.Terminal.Full = false;
                carol.Session.Pump();
                carol.Terminal.Full = true;
            }
        });
        for (int round = 0; round < Rounds; round++)
        {
            Guid id = Guid.NewGuid();
            await _engine.SendAsync(_alice, _group, "here", id);
            await _engine.UnsendAsync(_alice, id);
        }
        await over.CancelAsync();
        await pumping.Within("the last push");

        bob.Terminal.Texts.Should().HaveCount(Rounds);
        carol.Terminal.Texts.Should().OnlyContain(text => text == "here");
    }

    private Task<EngineHarness.Login> OpenAsync(Account account) => _engine.OpenAsync(account, TerminalFeatures.Copies);
}
