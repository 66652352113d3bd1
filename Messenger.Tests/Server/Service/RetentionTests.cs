using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Service;
using Messenger.Server.Storage;
using Messenger.Tests.Server.Storage;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Service;

/// <summary>What was delivered is kept for so long and no longer; what was not, until it is.</summary>
internal sealed class RetentionTests : StoreTest
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    private readonly List<ulong> _gone = [];
    private EngineHarness.Login _alice = null!;
    private EngineHarness.Login _bob = null!;

    [SetUp]
    public async Task AliceAndBob()
    {
        _alice = await Engine.OpenAsync(await Engine.CreateAsync("alice"));
        _bob = await Engine.OpenAsync(await Engine.CreateAsync("bob"));
    }

    [Test]
    public async Task A_text_goes_when_it_is_old_and_was_delivered_and_stays_while_anybody_waits_for_it()
    {
        Group group = await Engine.CreateGroupAsync(_alice, "lunch", _bob.Account, await Engine.CreateAsync("carol"));
        Append[] sent = await Engine.SendAllAsync(_alice,
            (Guid.NewGuid(), _bob.Account, "delivered"), (Guid.NewGuid(), _bob.Account, "not yet"), (Guid.NewGuid(), group, "carol waits"));
        await Engine.ConfirmAsync(_bob, sent[0].Number, sent[2].Number);
        Clock.Advance(Keep - TimeSpan.FromSeconds(1));
        await SweepAsync();
        _gone.Should().BeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(2));
        ulong young = (await Engine.SendAsync(_alice, _bob.Account, "young")).Number;
        await Engine.ConfirmAsync(_bob, young);

        await SweepAsync();

        _gone.Should().Equal(sent[0].Number);
        States(sent).Should().Equal(MessageState.Expired, MessageState.Sent, MessageState.Sent);
        Engine.Engine.Archive.Find(young)!.Value.HasText.Should().BeTrue();
        await Engine.ConfirmAsync(_bob, sent[1].Number);
        await Engine.ConfirmAsync(await Engine.OpenAsync(Engine.Engine.Find("carol")!), sent[2].Number);
        _gone.Clear();
        await SweepAsync();
        _gone.Should().Equal(sent[1].Number, sent[2].Number);
    }

    [Test]
    public async Task A_repeat_is_recognised_for_thirty_days_however_short_texts_are_kept_and_then_the_trace_goes()
    {
        Guid id = Guid.NewGuid();
        ulong number = (await Engine.SendAsync(_alice, _bob.Account, "hello", id)).Number;
        await Engine.ConfirmAsync(_bob, number);
        Clock.Advance(TimeSpan.FromDays(29));
        await SweepAsync();
        Crash();
        _alice = Engine.Resume(_alice, new FakeTerminal())!.Login;
        _bob = Engine.Resume(_bob, new FakeTerminal())!.Login;

        (await Engine.SendAsync(_alice, _bob.Account, "hello", id)).Duplicate.Should().BeTrue();
        (await Engine.EditAsync(_alice, id, "too late")).Should().Be(ErrorCode.NoSuchMessage);
        (await Engine.UnsendAsync(_alice, id)).Should().Be(ErrorCode.NoSuchMessage);
        await Engine.ConfirmAsync(_bob, (await Engine.SendAsync(_alice, _bob.Account, "a newer one")).Number);
        Clock.Advance(TimeSpan.FromDays(2));
        await SweepAsync();
        Engine.Engine.Archive.Find(number).Should().BeNull();
    }

    [Test]
    public async Task Numbers_go_on_rising_also_when_all_that_had_them_is_forgotten()
    {
        EngineHarness.Login carol = await Engine.OpenAsync(await Engine.CreateAsync("carol"));
        ulong waiting = (await Engine.SendAsync(_alice, _bob.Account, "not yet")).Number;
        ulong last = (await Engine.SendAllAsync(_alice, [.. Enumerable.Range(0, 5).Select(i => (Guid.NewGuid(), (Target)_bob.Account, $"{i}"))]))[^1].Number;
        await Engine.ConfirmAsync(_bob, [.. Enumerable.Range(1, 5).Select(i => waiting + (ulong)i)]);
        ulong toCarol = (await Engine.SendAsync(_alice, carol.Account, "for one who goes")).Number;
        await Engine.ConfirmAsync(carol, toCarol);
        await Engine.DeleteAccountAsync(carol);
        Clock.Advance(TimeSpan.FromDays(40));
        await SweepAsync();
        await SweepAsync();
        Engine.Engine.Archive.Find(last).Should().BeNull();
        Engine.Engine.Archive.Find(toCarol)?.HasText.Should().BeFalse("what is left, if anything, is a trace without a text");
        Restart();
        EngineHarness.Login alice = await Engine.OpenAsync(Engine.Engine.Find("alice")!);

        ulong next = (await Engine.SendAsync(alice, Engine.Engine.Find("bob")!, "next")).Number;

        next.Should().BeGreaterThan(toCarol);
        Restart();
        Engine.Engine.Find("bob")!.WaitingTexts().Should().Equal("not yet", "next");
    }

    [Test]
    public async Task What_was_taken_back_keeps_no_text_and_what_was_edited_is_recognised_to_the_end()
    {
        Guid gone = Guid.NewGuid();
        Guid edited = Guid.NewGuid();
        Append[] sent = await Engine.SendAllAsync(_alice, (gone, _bob.Account, "1"), (edited, _bob.Account, "2"));
        await Engine.ConfirmAsync(_bob, sent[0].Number, sent[1].Number);
        await Engine.UnsendAsync(_alice, gone);
        await Engine.EditAsync(_alice, edited, "two");
        Clock.Advance(Keep + TimeSpan.FromSeconds(1));

        await SweepAsync();

        States(sent).Should().Equal(MessageState.Expired, MessageState.Expired);
        Crash();
        _alice = await Engine.OpenAsync(Engine.Engine.Find("alice")!);
        Append[] again = await Engine.SendAllAsync(_alice, (gone, Engine.Engine.Find("bob")!, "1"), (edited, Engine.Engine.Find("bob")!, "2"));
        again.Should().OnlyContain(append => append.Result == ErrorCode.None && append.Duplicate);
        (await Engine.SendAsync(_alice, Engine.Engine.Find("bob")!, "two", edited)).Result.Should().Be(ErrorCode.IdReused);
    }

    private IEnumerable<MessageState> States(Append[] sent) => sent.Select(append => Engine.Engine.Archive.Find(append.Number)!.Value.State);

    private Task SweepAsync() => new Retention(Engine.Engine, Keep, Clock, _gone.AddRange).SweepAsync(CancellationToken.None).Within("a sweep");
}
