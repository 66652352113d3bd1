using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Engine.Commands;
using Messenger.Server.Service;
using Messenger.Tests.Support;
using Messenger.Wire;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>The way of an own message: each stage with its time, and with none before it has happened.</summary>
internal sealed class WayContractTests(JournalKind kind) : ContractTest(kind)
{
    private readonly JournalKind _kind = kind;
    private ManualClock _clock = null!;
    private EngineHarness _engine = null!;
    private EngineHarness.Login _alice = null!;
    private Account _bob = null!;
    private Guid _id;
    private long _began;

    [SetUp]
    public async Task AliceWritesAndBobIsAway()
    {
        _clock = new ManualClock();
        _engine = StartEngine(clock: _clock);
        _alice = await _engine.OpenAsync(await _engine.CreateAsync("alice"));
        _bob = await _engine.CreateAsync("bob");
        _id = Guid.NewGuid();
        _began = _clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    [Test]
    public async Task Each_stage_gets_its_time_and_setting_the_clock_changes_none_of_them()
    {
        ulong number = (await _engine.SendAsync(_alice, _bob, "hello", _id)).Number;
        SentWay way = await WayAsync();
        (way.Message.Number, way.To, way.TimesKnown, way.Durable, way.IsLarge).Should().Be((number, _bob, true, _kind is not JournalKind.Memory, false));
        way.Way.Should().Be(new MessageWay(_began, _began, 0, 0, 0, 0, 0));
        (way.Recipients, way.Confirmed, way.Read).Should().Be((1, 0, 0));

        Pass(100);
        EngineHarness.Login bob = await _engine.OpenAsync(_bob);
        (await WayAsync()).Way.PushedAt.Should().Be(0, "it is held until he asks for it");
        bob.Session.Read(1, "", 0);
        _clock.SetUtc(_clock.GetUtcNow().AddHours(-1));
        Pass(20);
        await _engine.ConfirmAsync(bob, number);
        (await WayAsync()).Confirmed.Should().Be(1);
        Pass(3);
        await _engine.MarkReadAsync(bob, _alice.Account, number);
        Pass(1_000);
        EngineHarness.Login second = await _engine.OpenAsync(_bob);
        await _engine.ConfirmAsync(second, number);
        await _engine.MarkReadAsync(second, _alice.Account, number);

        way = await WayAsync();
        way.Way.Should().Be(new MessageWay(_began, _began, _began + 100, 1, _began + 120, _began + 123, _bob.Id));
        (way.Recipients, way.Confirmed, way.Read).Should().Be((1, 1, 1));
    }

    [Test]
    public async Task What_is_pushed_at_once_is_pushed_when_it_is_stored_and_later_when_there_is_room()
    {
        EngineHarness.Login bob = await _engine.OpenAsync(_bob);
        EngineHarness.Login slow = await _engine.OpenAsync(_bob);
        slow.Terminal.Full = true;
        await _engine.SendAsync(_alice, _bob, "hello", _id);
        (await WayAsync()).Way.Should().Be(new MessageWay(_began, _began, _began, 1, 0, 0, 0));
        Guid later = Guid.NewGuid();
        bob.Terminal.Full = true;
        await _engine.SendAsync(_alice, _bob, "later", later);
        Pass(50);
        bob.Terminal.Full = slow.Terminal.Full = false;
        bob.Session.Pump();
        slow.Session.Pump();

        (await WayAsync()).Way.Terminals.Should().Be(2);
        (await WayAsync(later)).Way.Should().Be(new MessageWay(_began, _began, _began + 50, 2, 0, 0, 0));
    }

    [Test]
    public async Task The_wait_for_the_commit_before_counts_and_so_does_that_for_its_own()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal, clock: _clock);
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Account bob = await engine.CreateAsync("bob");
        long began = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        Task atGate = journal.Hold();
        Task<ErrorCode> first = engine.ConfirmAsync(alice);
        await atGate.Within("the commit before");
        Task<Append[]> sent = engine.Submit(alice, (_id, bob, "hello"));
        Pass(7);
        journal.Release();
        await first;
        long at = (await sent.Within("the send"))[0].At;

        MessageWay way = (await WayAsync(_id, alice, engine)).Way;
        (way.AcceptedAt, way.StoredAt, at).Should().Be((began, began + 7, began + 7));
    }

    [Test]
    public async Task A_terminal_counts_once_however_often_it_is_handed_the_message_and_the_senders_own_never()
    {
        EngineHarness.Login other = await _engine.OpenAsync(_alice.Account, TerminalFeatures.Copies);
        EngineHarness.Login held = await _engine.OpenAsync(_bob);
        _engine.Cut(held);
        await _engine.SendAsync(_alice, _bob, "hello", _id);
        other.Terminal.Texts.Should().Equal("hello");
        (await WayAsync()).Way.Terminals.Should().Be(0);

        EngineHarness.Login reading = await _engine.OpenAsync(_bob);
        reading.Session.Read(1, "", 0);
        held = _engine.Resume(held, new FakeTerminal())!.Login;
        for (int i = 0; i < 2; i++)
        {
            _engine.Cut(held);
            _engine.Cut(reading);
            held = _engine.Resume(held, new FakeTerminal())!.Login;
            reading = _engine.Resume(reading, new FakeTerminal())!.Login;
            held.Terminal.Texts.Should().Equal("hello");
            reading.Terminal.Texts.Should().Equal("hello");
        }

        (await WayAsync()).Way.Terminals.Should().Be(2);
    }

    [Test]
    public async Task In_a_group_members_are_counted_and_the_first_gives_the_time()
    {
        EngineHarness.Login bob = await _engine.OpenAsync(_bob);
        EngineHarness.Login carol = await _engine.OpenAsync(await _engine.CreateAsync("carol"));
        Account dave = await _engine.CreateAsync("dave");
        Group group = await _engine.CreateGroupAsync(_alice, "lunch", _bob, carol.Account, dave);
        ulong number = (await _engine.SendAsync(_alice, group, "soup?", _id)).Number;
        ulong next = (await _engine.SendAsync(carol, group, "yes")).Number;
        Pass(5);
        await _engine.ConfirmAsync(bob, number);
        Pass(5);
        await _engine.ConfirmAsync(carol, number);
        Pass(5);
        await _engine.MarkReadAsync(carol, group, next);
        Pass(5);
        await _engine.MarkReadAsync(bob, group, next);

        SentWay way = await WayAsync();
        way.To.Should().Be(group);
        way.Way.Should().Be(new MessageWay(_began, _began, _began, 2, _began + 5, _began + 15, carol.Account.Id));
        (way.Recipients, way.Confirmed, way.Read).Should().Be((3, 2, 2));
        await _engine.AddAsync(_alice, group, await _engine.CreateAsync("late"));
        (await WayAsync()).Recipients.Should().Be(3, "who came later was not sent it");
        await _engine.LeaveAsync(carol, group);
        way = await WayAsync();
        (way.Recipients, way.Confirmed, way.Read, way.Way.ReadAt).Should().Be((2, 1, 1, 0L), "the first reader is not in it any more");
    }

    [Test]
    public async Task An_edited_one_says_so_and_of_one_taken_back_nobody_is_said_to_have_it()
    {
        ulong number = (await _engine.SendAsync(_alice, _bob, "hello", _id)).Number;
        await _engine.EditAsync(_alice, _id, "hello again");
        SentWay way = await WayAsync();
        (way.Message.State, way.Message.Number, way.Confirmed).Should().Be((Messenger.Server.Storage.MessageState.Edited, number, 0));
        await _engine.UnsendAsync(_alice, _id);

        way = await WayAsync();
        (way.Message.State, way.Confirmed, way.Read, way.Way.ConfirmedAt).Should().Be((Messenger.Server.Storage.MessageState.Unsent, 0, 0, 0L));
    }

    [Test]
    public async Task Nothing_can_be_written_and_ways_are_told_all_the_same()
    {
        GatedJournal journal = NewGate();
        EngineHarness engine = StartEngine(journal, clock: _clock);
        EngineHarness.Login alice = await engine.OpenAsync(await engine.CreateAsync("alice"));
        Account bob = await engine.CreateAsync("bob");
        await engine.SendAsync(alice, bob, "hello", _id);
        Guid failed = Guid.NewGuid();
        journal.Fail(3);

        (await engine.SendAsync(alice, bob, "not stored", failed)).Result.Should().Be(ErrorCode.StoreFailed);
        (await WayAsync(_id, alice, engine)).Way.StoredAt.Should().Be(_began);
        (await FindAsync(failed, alice, engine)).Refused!.Code.Should().Be(ErrorCode.NoSuchMessage);
    }

    private void Pass(int milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private async Task<SentWay> WayAsync(Guid? id = null, EngineHarness.Login? by = null, EngineHarness? engine = null) =>
        (await FindAsync(id ?? _id, by ?? _alice, engine ?? _engine)).Value!;

    private static Task<Outcome<SentWay>> FindAsync(Guid id, EngineHarness.Login by, EngineHarness engine) =>
        new WayService(engine.Engine).FindAsync(by.Session, id).Within("a way");
}
