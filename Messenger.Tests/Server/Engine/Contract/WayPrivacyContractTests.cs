using FluentAssertions;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Engine.Contract;

/// <summary>The way of a message tells no more than receipts and history do.</summary>
internal sealed class WayPrivacyContractTests(JournalKind kind) : ContractTest(kind)
{
    private EngineHarness _engine = null!;
    private EngineHarness.Login _alice = null!;
    private EngineHarness.Login _bob = null!;
    private EngineHarness.Login _carol = null!;
    private Guid _id;

    [SetUp]
    public async Task Three()
    {
        _engine = StartEngine();
        _alice = await _engine.OpenAsync(await _engine.CreateAsync("alice"));
        _bob = await _engine.OpenAsync(await _engine.CreateAsync("bob"));
        _carol = await _engine.OpenAsync(await _engine.CreateAsync("carol"));
        _id = Guid.NewGuid();
    }

    [Test]
    public async Task Only_the_sender_finds_it_and_every_other_reason_is_answered_alike()
    {
        Group lunch = await _engine.CreateGroupAsync(_bob, "lunch", _alice.Account, _carol.Account);
        Guid inGroup = Guid.NewGuid();
        await _engine.SendAsync(_alice, _bob.Account, "hello", _id);
        await _engine.SendAsync(_alice, lunch, "soup?", inGroup);
        (await FindAsync(_alice, inGroup)).Refused.Should().BeNull();

        (await FindAsync(_bob, _id)).Refused.Should().Be(Refusals.NoSuchMessage);
        (await FindAsync(_carol, inGroup)).Refused.Should().Be(Refusals.NoSuchMessage);
        (await FindAsync(_alice, Guid.NewGuid())).Refused.Should().Be(Refusals.NoSuchMessage);
        await _engine.RemoveAsync(_bob, lunch, _alice.Account);
        (await FindAsync(_alice, inGroup)).Refused.Should().Be(Refusals.NoSuchMessage, "how the group goes on is not hers to know");
        await _engine.AddAsync(_bob, lunch, _alice.Account);
        (await FindAsync(_alice, inGroup)).Refused.Should().Be(Refusals.NoSuchMessage, "history shows her nothing of before either");
        await _engine.SendAsync(_alice, lunch, "again", inGroup = Guid.NewGuid());
        (await FindAsync(_alice, inGroup)).Refused.Should().BeNull();
        await _engine.DeleteAsync(_bob, lunch);
        (await FindAsync(_alice, inGroup)).Refused.Should().Be(Refusals.NoSuchMessage);
    }

    [Test]
    public async Task Of_who_does_not_show_what_he_reads_nothing_is_told_neither_then_nor_later()
    {
        ulong number = (await _engine.SendAsync(_alice, _bob.Account, "hello", _id)).Number;
        await _engine.Engine.ChangeSettingsAsync(_bob.Account, showsReads: false).Within("it");
        await _engine.MarkReadAsync(_bob, _alice.Account, number);
        SentWay way = await WayAsync(_id);
        (way.Read, way.Way.ReadAt).Should().Be((0, 0L));
        await _engine.Engine.ChangeSettingsAsync(_bob.Account, showsReads: true).Within("it");
        way = await WayAsync(_id);
        (way.Read, way.Way.ReadAt).Should().Be((1, 0L), "history says so too, but when it was he did not show");

        Guid second = Guid.NewGuid();
        number = (await _engine.SendAsync(_alice, _bob.Account, "hello", second)).Number;
        await _engine.MarkReadAsync(_bob, _alice.Account, number);
        (await WayAsync(second)).Way.ReadAt.Should().NotBe(0);
        await _engine.Engine.ChangeSettingsAsync(_bob.Account, showsReads: false).Within("it");
        way = await WayAsync(second);
        (way.Read, way.Way.ReadAt).Should().Be((0, 0L));
    }

    [Test]
    public async Task In_a_group_the_time_of_a_first_reader_who_shows_it_no_more_is_not_told_with_the_count_of_others()
    {
        Group group = await _engine.CreateGroupAsync(_alice, "lunch", _bob.Account, _carol.Account);
        ulong number = (await _engine.SendAsync(_alice, group, "soup?", _id)).Number;
        await _engine.MarkReadAsync(_bob, group, number);
        await _engine.MarkReadAsync(_carol, group, number);
        (await WayAsync(_id)).Read.Should().Be(2);
        await _engine.Engine.ChangeSettingsAsync(_bob.Account, showsReads: false).Within("it");

        SentWay way = await WayAsync(_id);

        (way.Read, way.Way.ReadAt).Should().Be((1, 0L));
    }

    [Test]
    public async Task One_who_is_blocked_does_not_learn_when_the_other_comes_but_what_receipts_tell_him()
    {
        Group group = await _engine.CreateGroupAsync(_carol, "lunch", _alice.Account, _bob.Account);
        Guid before = Guid.NewGuid();
        Guid inGroup = Guid.NewGuid();
        await _engine.SendAsync(_alice, _bob.Account, "before", before);
        _engine.Cut(_bob);
        ulong number = (await _engine.SendAsync(_alice, _bob.Account, "hello", _id)).Number;
        await _engine.BlockAsync(_bob, _alice.Account);
        await _engine.SendAsync(_alice, group, "soup?", inGroup);
        (await WayAsync(inGroup)).Way.Terminals.Should().Be(1, "carol is there");

        EngineHarness.Login bob = _engine.Resume(_bob, new FakeTerminal())!.Login;
        bob.Terminal.Texts.Should().Contain("hello").And.Contain("soup?");

        (await WayAsync(before)).Way.Terminals.Should().Be(1, "that was told before");
        SentWay way = await WayAsync(_id);
        (way.Way.PushedAt, way.Way.Terminals, way.Confirmed).Should().Be((0L, 0, 0));
        (await WayAsync(inGroup)).Way.Terminals.Should().Be(1);
        await _engine.ConfirmAsync(bob, number);
        way = await WayAsync(_id);
        (way.Way.PushedAt, way.Way.Terminals, way.Confirmed).Should().Be((0L, 0, 1), "a receipt comes too");
        way.Way.ConfirmedAt.Should().NotBe(0);
    }

    [Test]
    public async Task Of_one_who_is_gone_it_is_said_as_before_what_he_did_and_when()
    {
        ulong number = (await _engine.SendAsync(_alice, _bob.Account, "hello", _id)).Number;
        await _engine.ConfirmAsync(_bob, number);
        await _engine.MarkReadAsync(_bob, _alice.Account, number);
        SentWay before = await WayAsync(_id);
        await _engine.DeleteAccountAsync(_bob);

        SentWay way = await WayAsync(_id);

        (way.To.Name, way.Recipients, way.Confirmed, way.Read).Should().Be(("bob", 1, 1, 1));
        way.Way.Should().Be(before.Way);
    }

    [Test]
    public async Task In_a_large_group_nobody_is_counted_before_all_have_it()
    {
        Account[] accounts = await _engine.CreateManyAsync(Group.MostForReceipts - 1);
        EngineHarness.Login[] logins = [_bob, .. await Task.WhenAll(accounts.Select(account => _engine.OpenAsync(account)))];
        Group group = await _engine.CreateGroupAsync(_alice, "large", [.. logins.Select(login => login.Account)]);
        group.Current.Members.Should().HaveCount(Group.MostForReceipts + 1);
        ulong number = (await _engine.SendAsync(_alice, group, "soup?", _id)).Number;
        foreach (EngineHarness.Login login in logins[1..])
        {
            await _engine.ConfirmAsync(login, number);
            await _engine.MarkReadAsync(login, group, number);
        }
        SentWay way = await WayAsync(_id);
        (way.IsLarge, way.Recipients, way.Confirmed, way.Way.ConfirmedAt, way.Read, way.Way.ReadAt).Should().Be((true, logins.Length, 0, 0L, 0, 0L));
        way.Way.Terminals.Should().Be(logins.Length);

        await _engine.ConfirmAsync(_bob, number);
        way = await WayAsync(_id);
        (way.Confirmed, way.Way.ConfirmedAt > 0, way.Read, way.Way.ReadAt).Should().Be((logins.Length, true, 0, 0L));
        await _engine.MarkReadAsync(_bob, group, number);
        way = await WayAsync(_id);
        (way.Read, way.Way.ReadAt > 0).Should().Be((logins.Length, true));
    }

    private async Task<SentWay> WayAsync(Guid id) => (await FindAsync(_alice, id)).Value!;

    private Task<Outcome<SentWay>> FindAsync(EngineHarness.Login by, Guid id) => new WayService(_engine.Engine).FindAsync(by.Session, id).Within("a way");
}
