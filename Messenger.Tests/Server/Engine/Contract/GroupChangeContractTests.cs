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
        carol.Terminal.Changes.Select(change => change.Id).Should().BeEmpty();
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

        late.Terminal.Changes.Select(change => change.Id).Should().BeEmpty();
        bob.Terminal.Changes.Select(change => change.Id).Should().BeEmpty("to him it is from before he came back");
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
    public async Task Who_is_just_being_handed_what_is_taken_back_gets_its_text_and_then_the_change()
    {
        EngineHarness.Login bob = await OpenAsync(_bob);
        EngineHarness.Login carol = await OpenAsync(_carol);
        Guid id = Guid.NewGuid();
        carol.Terminal.Full = true;
        await _engine.SendAsync(_alice, _group, "here", id);
        using ManualResetEventSlim bobKnows = new();
        bob.Terminal.OnChange = _ => bobKnows.Set();
        Task<ErrorCode> unsending = Task.FromResult(ErrorCode.Internal);
        // For bob it is gone already while carol's terminal takes it.
        carol.Terminal.OnPush = _ =>
        {
            unsending = Task.Run(() => _engine.UnsendAsync(_alice, id));
            bobKnows.Wait(TimeLimits.Wait).Should().BeTrue("bob is told first, or this test shows nothing");
        };
        carol.Terminal.Full = false;
        carol.Session.Pump();

        (await unsending).Should().Be(ErrorCode.None);
        carol.Terminal.Texts.Should().Equal("here");
        carol.Terminal.Changes.Select(change => (change.Id, change.Unsent)).Should().Equal((id, true));
        _carol.WaitingTexts().Should().BeEmpty();
    }

    private Task<EngineHarness.Login> OpenAsync(Account account) => _engine.OpenAsync(account, TerminalFeatures.Copies);
}
